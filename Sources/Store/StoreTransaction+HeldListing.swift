public import Core
public import FoundationEssentials
internal import GRDB

/// A held message as a list shows it.
public struct HeldListing: Sendable {
    /// Its line in the ledger.
    public var id: ID<LedgerEntry>
    /// The name of the mailbox it came to.
    public var mailbox: String
    /// Its author, as far as known.
    public var from: String
    /// Its subject.
    public var subject: String
    /// The fixed word of why it is held.
    public var reason: String
    /// The steps that led there.
    public var reasons: [String]
    /// The evidence about its author.
    public var evidence: String
    /// When it came in.
    public var received: Date
    /// What became of it.
    public var state: HeldState
    /// Who decided about it, if somebody did.
    public var decidedBy: String?
    /// When its octets were removed, if they were.
    public var removed: Date?
}

extension StoreTransaction {
    private static let heldColumns = """
        SELECT inbound.id, mailbox, from_address, subject, reason, reasons, evidence, received_at, held.state, decided_by,
            raw_removed_at
        FROM held JOIN inbound ON inbound.id = held.inbound_id
        """

    /// Held messages in one of these states, the latest first; `limit` items from `offset` on, or all.
    public func held(_ states: [HeldState], limit: Int? = nil, offset: Int = 0) throws -> Page<HeldListing> {
        let marks = states.map { _ in "?" }.joined(separator: ", ")
        let arguments = StatementArguments(states.map(\.rawValue))
        let total = try row("SELECT count(*) FROM held WHERE state IN (\(marks))", arguments)?[0] as Int? ?? 0
        let items = try rows(
            "\(Self.heldColumns) WHERE held.state IN (\(marks)) ORDER BY inbound_id DESC LIMIT ? OFFSET ?",
            arguments + [limit ?? Int.max, offset]
        ).map(heldListing)
        return Page(items: items, total: total)
    }

    /// The held message of that number.
    public func held(_ id: ID<LedgerEntry>) throws -> HeldListing? {
        try row("\(Self.heldColumns) WHERE inbound_id = ?", [id.rawValue]).map(heldListing)
    }

    private func heldListing(_ row: Row) throws -> HeldListing {
        HeldListing(
            id: ID(row[0]), mailbox: row[1], from: row[2] ?? "", subject: row[3] ?? "", reason: row[4] ?? "",
            reasons: Self.lines(row[5]), evidence: row[6] ?? "", received: row.date(7), state: try row.word(8),
            decidedBy: row[9], removed: row.optionalDate(10))
    }
}
