internal import Core
internal import FoundationEssentials
internal import Store

/// Flags contacts of whom nothing is heard, and deactivates them where the preset says so; once a day is enough.
struct InactivityReview: Sendable {
    private static let batch = 200

    let database: DeskDatabase
    let limits: Inactivity.Limits

    /// Does all that is due, a short transaction for each batch.
    func run(now: Date) async throws -> InactivityReport {
        var total = InactivityReport()
        while true {
            let limits = limits
            let report = try await database.write {
                try $0.reviewInactivity(limits, now: now, limit: Self.batch)
            }
            total.flagged += report.flagged
            total.deactivated += report.deactivated
            if report == InactivityReport() { return total }
        }
    }
}
