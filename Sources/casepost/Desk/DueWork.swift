internal import Core
internal import FoundationEssentials
internal import Logging
internal import Store

/// What falls due by itself, whoever does it: `run-due` once, `serve` every minute.
struct DueWork: Sendable {
    let database: DeskDatabase
    let log: Logger

    /// What to tell the operator about messages that wait: that some do for over a day; `nil` if none do.
    func heldAlert(at now: Date) async throws -> String? {
        let limit = now.addingTimeInterval(-86_400)
        let count = try await database.read { try $0.heldCount(receivedBefore: limit) }
        return count == 0 ? nil : "\(count) held messages wait for over a day: casepost held list"
    }

    /// Ends the challenges that nobody answered in time; how many that were.
    func endChallenges(at now: Date) async throws -> Int {
        try await database.write { transaction in
            let overdue = try transaction.overdueChallenges(at: now)
            for id in overdue {
                try transaction.end(id, as: .expired, at: now)
                try transaction.audit(
                    AuditEvent(
                        .challengeExpired, of: "challenge \(id.rawValue)", by: AuditEvent.systemName, at: now))
            }
            return overdue.count
        }
    }
}
