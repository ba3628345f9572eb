public import Core
internal import FoundationEssentials
internal import GRDB

extension StoreTransaction: AuditTransaction {
    /// Adds an event behind all earlier ones, tied to them by a digest.
    ///
    /// The head is kept beside the log, so that cutting off its end shows.
    public func audit(_ event: AuditEvent) throws {
        let head = try auditHead()
        let number = (head?.number ?? 0) + 1
        let hash = digest(AuditChain.octets(of: event, number: number, after: head?.hash ?? ""))
        try execute(
            "INSERT INTO audit (number, at, actor, action, subject, detail, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                number, event.at.milliseconds, event.actor, event.action.rawValue, event.subject, event.detail, hash,
            ])
        try execute(
            """
            INSERT INTO audit_head (name, number, hash) VALUES ('audit', ?, ?)
            ON CONFLICT (name) DO UPDATE SET number = excluded.number, hash = excluded.hash
            """, [number, hash])
    }

    /// How many events the log has, and the digest over all of them; `nil` for an empty log.
    public func auditHead() throws -> (number: Int64, hash: String)? {
        try row("SELECT number, hash FROM audit_head WHERE name = 'audit'").map { ($0[0], $0[1]) }
    }

    /// The events from `first` on, oldest first, at most `limit` of them.
    public func auditLines(from first: Int64, limit: Int) throws -> [AuditLine] {
        try rows(
            """
            SELECT number, at, actor, action, subject, detail, hash FROM audit
            WHERE number >= ? ORDER BY number LIMIT ?
            """, [first, limit]
        ).map(auditLine)
    }

    func auditLine(_ row: Row) throws -> AuditLine {
        AuditLine(
            number: row[0],
            event: AuditEvent(try row.word(3), of: row[4], by: row[2], detail: row[5], at: row.date(1)), hash: row[6])
    }

    /// What is wrong with the log: a line that was changed, taken out or cut off; `nil` if it is as it was written.
    public func auditProblem() throws -> String? {
        let anchor = try auditAnchor()
        var expected: Int64 = (anchor?.number ?? 0) + 1
        var previous = anchor?.hash ?? ""
        var trimmed: String?
        while true {
            let lines: [AuditLine]
            do { lines = try auditLines(from: expected, limit: 1_000) } catch {
                return "audit line \(expected) or one soon after it cannot be read: \(error)"
            }
            for line in lines {
                guard line.number == expected else { return "audit line \(expected) is missing" }
                guard digest(AuditChain.octets(of: line.event, number: expected, after: previous)) == line.hash else {
                    return "audit line \(expected) was changed"
                }
                (expected, previous) = (expected + 1, line.hash)
                if line.event.action == .auditTrimmed { trimmed = line.event.detail }
            }
            if lines.isEmpty { break }
        }
        let head = try auditHead()
        guard head?.number ?? 0 == expected - 1, head?.hash ?? "" == previous else {
            return "the audit log ends at line \(expected - 1), and should end at line \(head?.number ?? 0)"
        }
        if let anchor, trimmed != Self.trimming(anchor) {
            return "the audit log begins behind line \(anchor.number), and no line of it says that the older ones went"
        }
        return nil
    }

    /// The last line of those that are not kept any more, and the digest over all of them; `nil` where all are there.
    public func auditAnchor() throws -> (number: Int64, hash: String)? {
        try row("SELECT number, hash FROM audit_head WHERE name = 'anchor'").map { ($0[0], $0[1]) }
    }

    /// Removes the lines up to that one.
    ///
    /// What the rest is tied to stays, and a line of the rest says so: who cuts off
    /// the log's beginning by hand has to write one, and that changes its end.
    func trimAudit(to number: Int64, hash: String, at now: Date) throws {
        try execute("DELETE FROM audit WHERE number <= ?", [number])
        try execute(
            """
            INSERT INTO audit_head (name, number, hash) VALUES ('anchor', ?, ?)
            ON CONFLICT (name) DO UPDATE SET number = excluded.number, hash = excluded.hash
            """, [number, hash])
        try audit(
            AuditEvent(
                .auditTrimmed, of: "audit log", by: AuditEvent.systemName, detail: Self.trimming((number, hash)),
                at: now))
    }

    private static func trimming(_ anchor: (number: Int64, hash: String)) -> String {
        "lines to \(anchor.number), which end with \(anchor.hash)"
    }
}

/// What the digest of an audit line is made of.
enum AuditChain {
    /// The digest before it, then each value behind its length, so that no two lines can look the same.
    static func octets(of event: AuditEvent, number: Int64, after previous: String) -> [UInt8] {
        let values = [
            previous, String(number), String(event.at.milliseconds), event.actor, event.action.rawValue, event.subject,
            event.detail,
        ]
        return values.flatMap { Array("\($0.utf8.count):".utf8) + Array($0.utf8) }
    }
}
