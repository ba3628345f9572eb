public import Core
public import FoundationEssentials
internal import GRDB

/// A message of the ledger as an export has it.
public struct LedgerListing: Sendable {
    /// Its line.
    public var id: ID<LedgerEntry>
    /// The name of the mailbox it came to.
    public var mailbox: String
    /// When it came in.
    public var received: Date
    /// What became of it.
    public var outcome: String?
    /// The case that it belongs to.
    public var caseNumber: CaseNumber?
    /// Its author.
    public var from: String?
    /// Its subject.
    public var subject: String?
    /// When its octets were removed, if they were.
    public var removed: Date?
}

/// A kept file of a case.
public struct KeptFile: Sendable {
    /// Its number.
    public var id: Int64
    /// The sender's name for it.
    public var filename: String
    /// Its octets.
    public var content: RawContent
}

/// What is kept of one person, or of one case. None of these needs to be quick: nobody asks for them every day.
extension StoreTransaction {
    /// All addresses that a person writes from, in the form in which equal ones are the same.
    public func addressKeys(of person: ID<Person>) throws -> [String] {
        try rows("SELECT address_key FROM person_address WHERE person_id = ?", [person.rawValue]).map { $0[0] }
    }

    /// The cases that a person has, is told of or wrote to, oldest first.
    public func cases(of person: ID<Person>) throws -> [CaseNumber] {
        try rows(
            """
            SELECT number FROM support_case WHERE contact_id = ?1
            UNION SELECT case_number FROM recipient WHERE person_id = ?1
            UNION SELECT case_number FROM feed_entry WHERE author_id = ?1
            UNION SELECT case_number FROM survey WHERE contact_id = ?1
            ORDER BY 1
            """, [person.rawValue]
        ).map { CaseNumber($0[0]) }
    }

    /// The messages that came from a person, or from one of the addresses, oldest first.
    public func messages(of person: ID<Person>?, from keys: [String]) throws -> [LedgerListing] {
        let marks = keys.map { _ in "?" }.joined(separator: ", ")
        return try ledger(
            "sender_id = ? OR lower(from_address) IN (\(marks))", [person?.rawValue] + StatementArguments(keys))
    }

    /// The messages of a case, oldest first.
    public func messages(of number: CaseNumber) throws -> [LedgerListing] {
        try ledger("case_number = ?", [number.rawValue])
    }

    private func ledger(_ condition: String, _ arguments: StatementArguments) throws -> [LedgerListing] {
        try rows(
            """
            SELECT id, mailbox, received_at, outcome, case_number, from_address, subject, raw_removed_at FROM inbound
            WHERE \(condition) ORDER BY id
            """, arguments
        ).map { row in
            LedgerListing(
                id: ID(row[0]), mailbox: row[1], received: row.date(2), outcome: row[3],
                caseNumber: (row[4] as Int64?).map(CaseNumber.init(_:)), from: row[5], subject: row[6],
                removed: row.optionalDate(7))
        }
    }

    /// The files of the posts of a case that are kept, those of internal posts only if wanted.
    public func files(of number: CaseNumber, withInternal: Bool) throws -> [KeptFile] {
        try rows(
            """
            SELECT attachment.id, filename, blob_id FROM attachment JOIN feed_entry ON feed_entry.id = feed_entry_id
            WHERE case_number = ? AND blob_id IS NOT NULL AND (visibility = 'public' OR ?) ORDER BY attachment.id
            """, [number.rawValue, withInternal]
        ).map { KeptFile(id: $0[0], filename: $0[1], content: try blob($0[2])) }
    }

    /// The mails to one of these addresses, with the texts that are kept of some, oldest first, behind that number.
    public func mails(
        to keys: [String], after id: ID<OutboxEntry>?, limit: Int
    ) throws -> [(mail: OutboxListing, text: String?)] {
        let marks = keys.map { _ in "?" }.joined(separator: ", ")
        let found = try rows(
            "SELECT id, answer FROM outbox WHERE to_key IN (\(marks)) AND id > ? ORDER BY id LIMIT ?",
            StatementArguments(keys) + [id?.rawValue ?? 0, limit])
        return try found.compactMap { row in try outboxMail(ID(row[0])).map { ($0, row[1]) } }
    }

    /// The questions by mail whether a person wrote what bears their address, oldest first.
    public func challenges(to person: ID<Person>) throws -> [Challenge] {
        try rows("SELECT id FROM challenge WHERE person_id = ? ORDER BY id", [person.rawValue])
            .compactMap { try challenge(ID($0[0])) }
    }
}
