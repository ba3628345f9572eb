public import Core
internal import FoundationEssentials
internal import GRDB

extension StoreTransaction {
    private static let listingColumns = """
        SELECT support_case.number, account.name, contact.address, assignee.address,
            (SELECT count(*) FROM feed_entry WHERE case_number = support_case.number AND kind = 'post'),
            (SELECT count(*) FROM attachment JOIN feed_entry ON feed_entry.id = feed_entry_id
                WHERE case_number = support_case.number AND omitted IS NULL)
        """
    private static let listingTables = """
        FROM support_case
        JOIN account ON account.id = support_case.account_id
        JOIN person AS contact ON contact.id = support_case.contact_id
        LEFT JOIN person AS assignee ON assignee.id = support_case.assignee_id
        """

    /// Cases that pass the filter, in its order; `limit` items from `offset` on, or all.
    ///
    /// Where counting all of them would take long, the total is how many there are at least.
    func cases(
        _ filter: CaseFilter, limit: Int? = nil, offset: Int = 0, effort: CaseEffort = CaseEffort()
    ) throws -> Page<CaseListing> {
        let found = try CaseFinder(
            transaction: self, query: try CaseQuery(filter, in: self), effort: effort, limit: limit ?? Int.max,
            offset: offset
        ).page()
        return Page(
            items: try found.items.compactMap(caseListing), total: found.total, isTotalExact: found.isTotalExact)
    }

    private func caseListing(_ number: CaseNumber) throws -> CaseListing? {
        try row(
            "\(Self.listingColumns) \(Self.listingTables) WHERE support_case.number = ?", [number.rawValue]
        ).flatMap(listing)
    }

    /// One case with its feed.
    public func caseDetail(_ number: CaseNumber) throws -> CaseDetail? {
        guard let listing = try caseListing(number) else { return nil }
        return CaseDetail(
            listing: listing, recipients: try recipients(of: number).map(\.address.description),
            feed: try feed(of: number))
    }

    private func listing(_ row: Row) throws -> CaseListing? {
        try supportCase(CaseNumber(row[0])).map {
            CaseListing(
                supportCase: $0, account: row[1], contact: row[2], assignee: row[3], posts: row[4], attachments: row[5])
        }
    }

    private func feed(of number: CaseNumber) throws -> [FeedLine] {
        try rows(
            """
            SELECT feed_entry.kind, at, author_id, channel, visibility, text, html, old_value, new_value, message_id,
                feed_entry.id, person.address
            FROM feed_entry LEFT JOIN person ON person.id = author_id
            WHERE case_number = ? ORDER BY feed_entry.id
            """, [number.rawValue]
        ).map { FeedLine(entry: try feedEntry($0), by: $0[11], attachments: try attachments(of: $0[10])) }
    }

    /// An entry from the first ten columns of a row.
    func feedEntry(_ row: Row) throws -> FeedEntry {
        FeedEntry(
            try row.word(0), at: row.date(1), author: row.optionalID(2), channel: try row.word(3),
            visibility: try row.word(4), text: row[5], html: row[6], from: row[7], to: row[8],
            messageID: (row[9] as String?).map(MessageID.init(rawValue:)))
    }

    func attachments(of feedEntry: Int64) throws -> [AttachmentLine] {
        try rows(
            "SELECT filename, content_type, size, sha256, omitted FROM attachment WHERE feed_entry_id = ? ORDER BY id",
            [feedEntry]
        ) { AttachmentLine(filename: $0[0], contentType: $0[1], size: $0[2], sha256: $0[3], omitted: $0[4]) }
    }
}
