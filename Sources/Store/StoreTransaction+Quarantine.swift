public import Core
public import FoundationEssentials
internal import GRDB

/// A message that was set aside as a list shows it; nothing in it was ever understood.
public struct QuarantinedMessage: Sendable {
    /// Its line in the ledger.
    public var id: ID<LedgerEntry>
    /// The name of the mailbox it came to.
    public var mailbox: String
    /// Where it came from.
    public var source: InboundSource
    /// The fixed word of why it was set aside.
    public var reason: String
    /// The steps that led there.
    public var reasons: [String]
    /// When it came in.
    public var received: Date
    /// When it was set aside.
    public var setAside: Date?
    /// How often it was tried.
    public var attempts: Int
    /// Its number of octets.
    public var size: Int
}

extension StoreTransaction {
    private static let quarantineColumns = """
        SELECT inbound.id, mailbox, source_key, reason, reasons, received_at, finished_at, attempts, size
        FROM inbound JOIN blob ON blob.id = blob_id
        """

    /// Messages that were set aside, the latest first; `limit` items from `offset` on, or all.
    public func quarantined(limit: Int? = nil, offset: Int = 0) throws -> Page<QuarantinedMessage> {
        let total = try row("SELECT count(*) FROM inbound WHERE state = 'quarantined'")?[0] as Int? ?? 0
        let items = try rows(
            "\(Self.quarantineColumns) WHERE state = 'quarantined' ORDER BY inbound.id DESC LIMIT ? OFFSET ?",
            [limit ?? Int.max, offset]
        ).map(quarantinedMessage)
        return Page(items: items, total: total)
    }

    /// The message of that number, if it was set aside.
    public func quarantined(_ id: ID<LedgerEntry>) throws -> QuarantinedMessage? {
        try row("\(Self.quarantineColumns) WHERE inbound.id = ? AND state = 'quarantined'", [id.rawValue])
            .map(quarantinedMessage)
    }

    /// Has a message that was set aside tried again at the mailbox's next look; `false` where it was not set aside.
    ///
    /// Its octets are the desk's own: it counts for nothing where its mailbox has them now.
    public func retryQuarantined(_ id: ID<LedgerEntry>) throws -> Bool {
        try row(
            """
            UPDATE inbound SET state = 'received', attempts = 0, retry_at = NULL, finished_at = NULL, outcome = NULL,
                reason = NULL, reasons = NULL
            WHERE id = ? AND state = 'quarantined' RETURNING id
            """, [id.rawValue]) != nil
    }

    private func quarantinedMessage(_ row: Row) throws -> QuarantinedMessage {
        guard let source = InboundSource(key: row[2]) else {
            throw Damaged.row("the source of inbound \(row[0] as Int64)")
        }
        return QuarantinedMessage(
            id: ID(row[0]), mailbox: row[1], source: source, reason: row[3] ?? "", reasons: Self.lines(row[4]),
            received: row.date(5), setAside: row.optionalDate(6), attempts: row[7], size: row[8])
    }
}
