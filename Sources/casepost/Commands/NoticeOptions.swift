internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

#if canImport(Glibc)
    internal import Glibc
#endif

/// When the matter of a notice begins and ends.
struct NoticeTimes: ParsableArguments {
    @Option(
        help: "When it begins or began, by the desk's clocks: \"2026-12-01 18:00\". (default for an incident: now)")
    var from: String?
    @Option(help: "When it ends, as far as is known.") var until: String?

    func begins(_ clock: NoticeClock) throws -> Date? { try from.map { try Self.instant($0, "--from", clock) } }

    func ends(_ clock: NoticeClock) throws -> Date? { try until.map { try Self.instant($0, "--until", clock) } }

    private static func instant(_ text: String, _ option: String, _ clock: NoticeClock) throws -> Date {
        // A day alone would be midnight of another time zone.
        if let instant = clock.instant(text) ?? (text.contains("T") ? Instant.read(text) : nil) { return instant }
        throw CommandFailure(
            .dataError,
            "\(option) \(text): not a time such as \"2026-12-01 18:00\" (\(clock.timeZone)) or 2026-12-02T00:00:00Z")
    }
}

/// What is said about a notice, to whom, and by whom.
struct NoticeWords: ParsableArguments {
    @Option(name: .customLong("text"), help: "What to say. (default: standard input)") var givenText: String?
    @Flag(help: "Also mail it to the contacts concerned, once to each.") var mail = false
    @Option(
        name: .customLong("as"), help: "The advisor who does it. (default: the operator)", transform: readAddress)
    var address: EmailAddress?

    /// What a command has to work with, within its transaction.
    struct Act {
        let desk: Desk
        let clock: NoticeClock
        let transaction: StoreTransaction
        let isMailed: Bool
        let actor: String
        let now: Date
    }

    /// The words, from standard input where none are given; none where nobody could type them in.
    func text() throws -> String {
        if let givenText { return givenText }
        guard isatty(STDIN_FILENO) == 0 else { return "" }
        do throws(FileOctetsFailure) {
            return try FileOctets("-").withBytes { String(decoding: $0, as: UTF8.self) }
        } catch { throw CommandFailure(.ioError, "standard input: \(error)") }
    }

    /// Does something to a notice in one transaction, says what came of it, and writes the copy of the notices anew.
    func carryOut(_ global: GlobalOptions, _ body: @escaping @Sendable (Act) throws -> NoticeOutcome) async throws {
        let context = try DeskContext(global)
        let work = try context.noticeWork()
        let actor = try await context.actor(address)
        let (desk, clock, isMailed, now) = (context.desk, context.noticeClock, mail, context.now())
        let outcome = try await context.database.write { transaction in
            try body(
                Act(desk: desk, clock: clock, transaction: transaction, isMailed: isMailed, actor: actor, now: now))
        }
        Failpoint.noticeCommitted.pass()
        print(NoticeLine.text(outcome, isMailed: isMailed, clock: clock, at: now))
        if let days = outcome.isLate {
            StandardError.write(
                "casepost: warning: maintenance is announced \(days) days ahead, as a rule; this begins "
                    + "\(clock.text(of: outcome.notice.period.begins))\n")
        }
        if let problem = await work.problemPublishing(at: now) { throw problem }
    }
}
