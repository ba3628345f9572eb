public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction: LedgerTransaction {
    private static let columns = "id, source_key, state, attempts, received_at"

    private func entry(_ row: Row) throws -> LedgerEntry {
        guard let source = InboundSource(key: row[1]) else {
            throw Damaged.row("the source of inbound \(row[0] as Int64)")
        }
        return LedgerEntry(
            id: ID(row[0]), source: source, state: try row.word(2), attempts: row[3], received: row.date(4))
    }

    /// Keeps a message and its ledger line with one attempt counted, or gives the line that is there already.
    public func keep(_ message: ReceivedMessage, mailbox: String, at now: Date) throws -> (
        entry: LedgerEntry, isNew: Bool
    ) {
        let known = try row(
            "SELECT \(Self.columns) FROM inbound WHERE mailbox = ? AND source_key = ?", [mailbox, message.source.key])
        if let known { return (try entry(known), false) }
        let id: ID<LedgerEntry> = try insert(
            """
            INSERT INTO inbound (mailbox, source_key, state, attempts, blob_id, received_at)
            VALUES (?, ?, 'received', 1, ?, ?) RETURNING id
            """, [mailbox, message.source.key, try keepBlob(message.raw), now.milliseconds])
        return (LedgerEntry(id: id, source: message.source, state: .received, attempts: 1, received: now), true)
    }

    /// Whether no outcome has ended the line yet.
    public func isUnfinished(_ id: ID<LedgerEntry>) throws -> Bool {
        try row("SELECT 1 FROM inbound WHERE id = ? AND state = 'received'", [id.rawValue]) != nil
    }

    /// Counts one more attempt, before it is made.
    public func countAttempt(of id: ID<LedgerEntry>) throws {
        try execute("UPDATE inbound SET attempts = attempts + 1 WHERE id = ?", [id.rawValue])
    }

    /// Puts a line off until then: the attempt ended in good order, and what it needs was not to be had.
    public func postpone(_ id: ID<LedgerEntry>, until: Date) throws {
        try execute(
            "UPDATE inbound SET retry_at = ?, attempts = 0 WHERE id = ? AND state = 'received'",
            [until.milliseconds, id.rawValue])
    }

    /// The lines of a mailbox that no outcome ended and whose time has come, oldest first.
    public func unfinished(of mailbox: String, at now: Date) throws -> [LedgerEntry] {
        try rows(
            """
            SELECT \(Self.columns) FROM inbound
            WHERE mailbox = ? AND state = 'received' AND (retry_at IS NULL OR retry_at <= ?) ORDER BY id
            """, [mailbox, now.milliseconds]
        ).map(entry)
    }

    /// The octets of a kept message.
    public func raw(of id: ID<LedgerEntry>) throws -> RawContent {
        guard let row = try row("SELECT blob_id, raw_removed_at FROM inbound WHERE id = ?", [id.rawValue]) else {
            throw Damaged.row("inbound \(id.rawValue)")
        }
        if let removed = row.optionalDate(1) {
            throw StoreFailure(
                .missing, detail: "message \(id.rawValue) was removed on \(removed.formatted(.iso8601))",
                advice: "It can't be had back; [retention] in casepost.toml says how long messages are kept.")
        }
        return try blob(row[0])
    }

    /// What became of the same message, if it was taken in before by another line.
    public func earlier(withContentKey key: String, otherThan id: ID<LedgerEntry>) throws -> EarlierTaking? {
        // Keys of old lines have only the digest, without the time before it.
        try row(
            """
            SELECT received_at, outcome, case_number, reasons, content_key FROM inbound
            WHERE content_key IN (?, ?) AND id <> ? AND outcome IS NOT NULL ORDER BY id LIMIT 1
            """, [key, String(key.dropFirst(8)), id.rawValue]
        ).map { row in
            EarlierTaking(
                received: row.date(0), outcome: try row.word(1),
                caseNumber: (row[2] as Int64?).map(CaseNumber.init(_:)), reasons: Self.lines(row[3]),
                contentKey: row[4])
        }
    }

    /// The lines of a stored text.
    static func lines(_ text: String?) -> [String] { (text ?? "").split(separator: "\n").map(String.init) }

    /// Ends a line; nothing happens if it was ended before.
    public func finish(_ id: ID<LedgerEntry>, _ result: InboundResult, state: LedgerEntry.State, at now: Date) throws {
        try execute(
            """
            UPDATE inbound SET state = ?, finished_at = ?, content_key = ?, outcome = ?, reason = ?, reasons = ?,
                case_number = ?, from_address = ?, subject = ?, sender_id = ?, evidence = ?, retry_at = NULL
            WHERE id = ? AND state = 'received'
            """,
            [
                state.rawValue, now.milliseconds, result.contentKey, result.outcome.rawValue, result.reason,
                result.reasons.joined(separator: "\n"), result.caseNumber?.rawValue, result.from, result.subject,
                result.sender?.rawValue, result.evidence, id.rawValue,
            ])
    }

    /// What ended a line; `nil` while nothing has.
    public func result(of id: ID<LedgerEntry>) throws -> InboundResult? {
        try row(
            """
            SELECT outcome, reason, reasons, case_number, from_address, subject, evidence FROM inbound
            WHERE id = ? AND state <> 'received'
            """, [id.rawValue]
        ).map { row in
            var result = InboundResult(
                outcome: try row.word(0), reason: row[1] ?? "", reasons: Self.lines(row[2]),
                caseNumber: (row[3] as Int64?).map(CaseNumber.init(_:)), from: row[4] ?? "", subject: row[5] ?? "")
            result.evidence = row[6] ?? ""
            return result
        }
    }

    /// The ended lines of which the mailbox was not yet told.
    public func unacknowledged(of mailbox: String) throws -> [LedgerEntry] {
        try rows(
            """
            SELECT \(Self.columns) FROM inbound
            WHERE mailbox = ? AND acknowledged = 0 AND state <> 'received' ORDER BY id
            """, [mailbox]
        ).map(entry)
    }

    /// Notes that the mailbox was told.
    public func markAcknowledged(_ ids: [ID<LedgerEntry>]) throws {
        for id in ids { try execute("UPDATE inbound SET acknowledged = 1 WHERE id = ?", [id.rawValue]) }
    }

    /// How far the mailbox was read, or `nil` before first contact.
    public func cursor(of mailbox: String) throws -> MailboxCursor? {
        try row("SELECT uid_validity, last_uid FROM mailbox_cursor WHERE mailbox = ?", [mailbox])
            .map { MailboxCursor(uidValidity: $0[0], lastUID: $0[1]) }
    }

    /// Notes how far the mailbox was read.
    public func setCursor(_ cursor: MailboxCursor, of mailbox: String) throws {
        try execute(
            """
            INSERT INTO mailbox_cursor (mailbox, uid_validity, last_uid) VALUES (?, ?, ?)
            ON CONFLICT (mailbox) DO UPDATE SET uid_validity = excluded.uid_validity, last_uid = excluded.last_uid
            """, [mailbox, Int64(cursor.uidValidity), Int64(cursor.lastUID)])
    }

    /// Which of the sources are in the ledger already.
    public func known(_ sources: [InboundSource], of mailbox: String) throws -> Set<InboundSource> {
        var known = Set<InboundSource>()
        for source in sources
        where try row("SELECT 1 FROM inbound WHERE mailbox = ? AND source_key = ?", [mailbox, source.key]) != nil {
            known.insert(source)
        }
        return known
    }
}
