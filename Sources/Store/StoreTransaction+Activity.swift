public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction: RegistryTransaction {
    /// Notes that a person did something: flag and suspension go.
    public func noteActivity(of person: ID<Person>, at: Date) throws {
        try execute(
            "UPDATE person SET last_activity_at = ? WHERE id = ? AND (last_activity_at IS NULL OR last_activity_at < ?)",
            [at.milliseconds, person.rawValue, at.milliseconds])
        guard let known = try self.person(person), known.state == .flagged || known.isSuspended else { return }
        if known.state == .flagged {
            try execute(
                "UPDATE person SET state = 'active', flagged_at = NULL WHERE id = ?", [person.rawValue])
        }
        if known.isSuspended { try clearSuspension(of: person) }
        let cleared = [known.state == .flagged ? "flag" : nil, known.isSuspended ? "suspension" : nil]
        try audit(
            AuditEvent(
                .contactResumed, of: known.address.description, by: AuditEvent.systemName,
                detail: cleared.compactMap { $0 }.joined(separator: " and ") + " cleared by activity", at: at))
    }

    /// Notes a bounce, and suspends the address where the rule says so; whether it did.
    public func recordBounce(
        of person: ID<Person>, outbox: ID<OutboxEntry>?, effect: BounceEffect, status: String, at: Date
    ) throws -> Bool {
        if let outbox {
            let same = try row(
                "SELECT id FROM bounce WHERE person_id = ? AND outbox_id = ? AND effect = ?",
                [person.rawValue, outbox.rawValue, effect.rawValue])
            guard same == nil else { return false }
        }
        let earlier = try rows(
            "SELECT at, effect FROM bounce WHERE person_id = ? AND effect IN ('hard', 'soft') ORDER BY at DESC LIMIT 1000",
            [person.rawValue]
        ).map { PastBounce(at: $0.date(0), effect: try $0.word(1)) }
        try execute(
            "INSERT INTO bounce (person_id, outbox_id, at, effect, status) VALUES (?, ?, ?, ?, ?)",
            [person.rawValue, outbox?.rawValue, at.milliseconds, effect.rawValue, status])
        guard Suspension.verdict(on: PastBounce(at: at, effect: effect), after: earlier) == .suspend,
            let known = try self.person(person), !known.isSuspended
        else { return false }
        try execute("UPDATE person SET suspended_at = ? WHERE id = ?", [at.milliseconds, person.rawValue])
        try audit(
            AuditEvent(
                .contactSuspended, of: known.address.description, by: AuditEvent.systemName,
                detail: "\(effect.rawValue) bounces, last \(status)", at: at))
        return true
    }

    /// Flags and deactivates contacts of whom nothing is heard, at most `limit` of each; again until it changes nothing.
    public func reviewInactivity(_ limits: Inactivity.Limits, now: Date, limit: Int) throws -> InactivityReport {
        try execute(
            """
            UPDATE person SET registered_at = ?
            WHERE kind = 'contact' AND state = 'active' AND last_activity_at IS NULL AND registered_at IS NULL
            """, [now.milliseconds])
        let idle = Inactivity.days(limits.inactiveDays, before: now).milliseconds
        var candidates: [Row] = []
        // Two questions, since each is answered by the index and both together are not.
        for condition in [
            "last_activity_at <= \(idle) AND (registered_at IS NULL OR registered_at <= \(idle))",
            "last_activity_at IS NULL AND registered_at <= \(idle)",
        ] {
            candidates += try rows(
                """
                SELECT id, address, state, last_activity_at, registered_at, flagged_at FROM person
                WHERE kind = 'contact' AND state = 'active' AND \(condition) LIMIT ?
                """, [limit - candidates.count])
        }
        if let grace = limits.deactivateAfterDays {
            candidates += try rows(
                """
                SELECT id, address, state, last_activity_at, registered_at, flagged_at FROM person
                WHERE kind = 'contact' AND state = 'flagged' AND flagged_at <= ? LIMIT ?
                """, [Inactivity.days(grace, before: now).milliseconds, limit])
        }
        var report = InactivityReport()
        for candidate in candidates { try review(candidate, limits, now, &report) }
        return report
    }

    private func review(
        _ row: Row, _ limits: Inactivity.Limits, _ now: Date, _ report: inout InactivityReport
    ) throws {
        let verdict = Inactivity.verdict(
            on: try row.word(2), lastActivity: row.optionalDate(3), registered: row.optionalDate(4),
            flagged: row.optionalDate(5), now: now, limits: limits)
        let (id, address): (Int64, String) = (row[0], row[1])
        switch verdict {
        case .stays: return
        case .flag:
            try execute(
                "UPDATE person SET state = 'flagged', flagged_at = ? WHERE id = ?", [now.milliseconds, id])
            try audit(
                AuditEvent(
                    .contactFlagged, of: address, by: AuditEvent.systemName,
                    detail: "\(limits.inactiveDays) days without activity", at: now))
            report.flagged += 1
        case .deactivate:
            try execute("UPDATE person SET state = 'deactivated' WHERE id = ?", [id])
            try audit(
                AuditEvent(
                    .contactDeactivated, of: address, by: AuditEvent.systemName, detail: "flagged and not heard of",
                    at: now))
            report.deactivated += 1
        }
    }
}

/// What a review of inactive contacts did.
public struct InactivityReport: Sendable, Equatable {
    /// How many were flagged.
    public var flagged = 0
    /// How many were deactivated.
    public var deactivated = 0

    /// Nothing yet.
    public init() {}
}
