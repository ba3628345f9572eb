public import FoundationEssentials
internal import GRDB

/// A mail by which the desk tested the way out and back, as it came in.
public struct LoopTestTaking: Sendable, Equatable {
    /// When it came in.
    public var received: Date
    /// Whether its mailbox was told.
    public var isAcknowledged: Bool
}

extension StoreTransaction {
    /// How many people the registry has who may write or answer.
    public func registrySize() throws -> (contacts: Int, advisors: Int) {
        var size = (contacts: 0, advisors: 0)
        for row in try rows("SELECT kind, count(*) FROM person WHERE state <> 'deactivated' GROUP BY kind") {
            switch row[0] as String {
            case "contact": size.contacts = row[1]
            case "advisor": size.advisors = row[1]
            default: break
            }
        }
        return size
    }

    /// The latest time at which something was stored that the clock gave.
    public func latestStoredTime() throws -> Date? {
        let times = try row(
            """
            SELECT (SELECT received_at FROM inbound ORDER BY id DESC LIMIT 1),
                (SELECT queued_at FROM outbox ORDER BY id DESC LIMIT 1),
                (SELECT at FROM audit ORDER BY number DESC LIMIT 1)
            """)
        return (0..<3).compactMap { times?.optionalDate($0) }.max()
    }

    /// What became of the test mail with that subject, if it came in after that line.
    public func loopTest(withSubject subject: String, after line: Int64) throws -> LoopTestTaking? {
        try row(
            """
            SELECT received_at, acknowledged FROM inbound
            WHERE id > ? AND reason = 'loopTest' AND subject = ? ORDER BY id LIMIT 1
            """, [line, subject]
        ).map { LoopTestTaking(received: $0.date(0), isAcknowledged: $0[1]) }
    }
}
