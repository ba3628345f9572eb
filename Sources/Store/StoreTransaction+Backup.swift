public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction {
    /// Notes that a backup was made of all that was there at that time.
    public func noteBackup(at time: Date, size: Int) throws {
        try execute(
            """
            INSERT INTO desk_backup (name, at, size) VALUES ('last', ?, ?)
            ON CONFLICT (name) DO UPDATE SET at = excluded.at, size = excluded.size
            """, [time.milliseconds, size])
    }

    /// When the last backup was made, and how large it is; `nil` where none ever was.
    public func lastBackup() throws -> (at: Date, size: Int)? {
        try row("SELECT at, size FROM desk_backup WHERE name = 'last'").map { ($0.date(0), $0[1]) }
    }

    /// Passes over numbers that the desk may have given after the backup, so that they never mean two things.
    public func passOverNumbers() throws {
        try execute("UPDATE number_sequence SET last_value = last_value + 1000 WHERE name = 'case'")
        for table in ["outbox", "survey", "challenge", "person"] {
            try execute(
                """
                UPDATE number_sequence SET last_value = max(last_value, (SELECT coalesce(max(id), 0) FROM \(table)))
                    + 100000 WHERE name = ?
                """, [table])
        }
    }

    /// Keeps back all mail that waits, since it may have been sent after the backup; how much that is.
    public func keepBackWaitingMail(because why: String) throws -> Int {
        try execute(
            """
            UPDATE outbox SET state = 'suppressed', last_error = ?, lease_until = NULL, told_later = 0
            WHERE state IN ('queued', 'sending')
            """, [why])
        return db.changesCount
    }

    /// Puts back all mail that was kept back for that reason; how much that is.
    public func retryAllKeptBack(because why: String, at now: Date) throws -> Int {
        let ids: [ID<OutboxEntry>] = try rows(
            "SELECT id FROM outbox WHERE state <> 'sent' AND state = 'suppressed' AND last_error = ? ORDER BY id", [why]
        ).map { ID($0[0]) }
        for id in ids { try putBack(id, at: now) }
        return ids.count
    }

    /// Which cases messages led to, by their Message-IDs; all of them at once.
    public func conversations() throws -> [MessageID: CaseNumber] {
        var cases: [MessageID: CaseNumber] = [:]
        try forEachRow("SELECT message_id, case_number FROM feed_entry WHERE message_id IS NOT NULL ORDER BY id") {
            cases[MessageID(rawValue: $0[0])] = CaseNumber($0[1])
        }
        return cases
    }
}
