internal import Core
internal import FoundationEssentials
internal import Store

/// Puts into the outbox the digests that are due, whoever does it.
struct DigestWork: Sendable {
    /// What it came to.
    struct Report: Sendable, Equatable {
        /// How many digests were put into the outbox.
        var queued = 0
        /// When the next window of anybody begins; `nil` where nobody gets digests.
        var next: Date?
    }

    let database: DeskDatabase
    let desk: Desk

    /// Does all that is due, a transaction for each person, so that mail is taken in meanwhile.
    func run(at now: Date) async throws -> Report {
        var report = Report()
        let desk = desk
        for subscriber in try await database.read({ try $0.digestSubscribers() }) {
            let next = desk.nextDigest(of: subscriber, after: now)
            report.next = [report.next, next].compactMap { $0 }.min()
            guard desk.digestTurn(of: subscriber, at: now) != .wait else { continue }
            let id = subscriber.person.id
            guard try await database.write({ try desk.sendDigest(to: id, in: $0, at: now) }) else { continue }
            report.queued += 1
            Failpoint.digestCommitted.pass()
        }
        return report
    }
}
