public import Core
public import FoundationEssentials
internal import GRDB

/// A mail of the outbox as a list shows it.
public struct OutboxListing: Sendable {
    /// Its number.
    public var id: ID<OutboxEntry>
    /// The case it is about, if it is about one.
    public var caseNumber: CaseNumber?
    /// Where it goes.
    public var to: String
    /// The mailbox of ours that it comes from.
    public var mailbox: String
    /// The name of its template.
    public var template: String
    /// Where it is.
    public var state: OutboxState
    /// How often it was tried.
    public var attempts: Int
    /// When it is tried next; `nil` where it is not.
    public var nextAttempt: Date?
    /// Why it is not sent yet, or never was.
    public var lastError: String?
    /// Its Message-ID.
    public var messageID: String
    /// When it was put into the outbox: its Date.
    public var queued: Date
    /// When the server took it.
    public var sent: Date?
    /// What the server said then.
    public var reply: String?
    /// Whether an attempt ended so that the server may have it, so that it may come twice.
    public var mayBeDuplicate: Bool
}

/// Which mails of the outbox a list shows.
public struct OutboxFilter: Sendable {
    /// Only mails in these states; all that are not sent where it is empty.
    public var states: [OutboxState]
    /// Only mails about that case.
    public var caseNumber: CaseNumber?
    /// Only mails to that address.
    public var to: EmailAddress?

    /// A filter from its parts.
    public init(states: [OutboxState] = [], caseNumber: CaseNumber? = nil, to: EmailAddress? = nil) {
        self.states = states
        self.caseNumber = caseNumber
        self.to = to
    }
}

extension StoreTransaction {
    private static let outboxColumns = """
        SELECT id, case_number, to_address, mailbox, template, state, attempts, next_attempt_at, last_error, message_id,
            queued_at, sent_at, reply, may_be_duplicate
        FROM outbox
        """

    /// Mails that pass the filter, the latest first; `limit` of them from `offset` on, only those older than `id` if given.
    public func outbox(
        _ filter: OutboxFilter, olderThan id: ID<OutboxEntry>? = nil, limit: Int, offset: Int = 0
    ) throws -> [OutboxListing] {
        var condition = condition(filter)
        if let id {
            condition.sql += " AND id < ?"
            condition.arguments += [id.rawValue]
        }
        return try rows(
            "\(Self.outboxColumns) WHERE \(condition.sql) ORDER BY id DESC LIMIT ? OFFSET ?",
            condition.arguments + [limit, offset]
        ).map(outboxListing)
    }

    /// How many mails pass the filter.
    public func outboxCount(_ filter: OutboxFilter) throws -> Int {
        let condition = condition(filter)
        return try row("SELECT count(*) FROM outbox WHERE \(condition.sql)", condition.arguments)?[0] ?? 0
    }

    /// The mail of that number.
    public func outboxMail(_ id: ID<OutboxEntry>) throws -> OutboxListing? {
        try row("\(Self.outboxColumns) WHERE id = ?", [id.rawValue]).map(outboxListing)
    }

    /// States are words of ours and stand in the statement, so that the index of unsent mail is found.
    private func condition(_ filter: OutboxFilter) -> (sql: String, arguments: StatementArguments) {
        let words = filter.states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        var parts = filter.states.isEmpty ? [] : ["state IN (\(words))"]
        if !filter.states.contains(.sent) { parts.append("state <> 'sent'") }
        var arguments: StatementArguments = []
        if let number = filter.caseNumber {
            parts.append("case_number = ?")
            arguments += [number.rawValue]
        }
        if let to = filter.to {
            parts.append("to_key = ?")
            arguments += [to.key]
        }
        return (parts.joined(separator: " AND "), arguments)
    }

    private func outboxListing(_ row: Row) throws -> OutboxListing {
        let state: OutboxState = try row.word(5)
        return OutboxListing(
            id: ID(row[0]), caseNumber: (row[1] as Int64?).map(CaseNumber.init(_:)), to: row[2], mailbox: row[3],
            template: row[4], state: state, attempts: row[6], nextAttempt: state == .queued ? row.date(7) : nil,
            lastError: row[8], messageID: row[9], queued: row.date(10), sent: row.optionalDate(11), reply: row[12],
            mayBeDuplicate: row[13])
    }
}
