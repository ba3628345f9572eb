public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction: CaseTransaction {
    /// The next case number; never given twice.
    public func nextCaseNumber() throws -> CaseNumber {
        let next: ID<SupportCase> = try insert(
            "UPDATE number_sequence SET last_value = last_value + 1 WHERE name = ? RETURNING last_value", ["case"])
        return CaseNumber(next.rawValue)
    }

    /// Adds a case.
    public func insert(_ supportCase: SupportCase) throws {
        try execute(
            """
            INSERT INTO support_case (number, account_id, contact_id, subject, type, priority, status, team, assignee_id,
                channel, mailbox, linked_case, is_exception, token_epoch, created_at, modified_at, closed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                supportCase.number.rawValue, supportCase.account.rawValue, supportCase.contact.rawValue,
                supportCase.subject, supportCase.type, supportCase.priority, supportCase.status.rawValue,
                supportCase.team, supportCase.assignee?.rawValue, supportCase.channel.rawValue, supportCase.mailbox,
                supportCase.linkedCase?.rawValue, supportCase.isException ? 1 : 0, Int(supportCase.tokenEpoch),
                supportCase.created.milliseconds,
                supportCase.lastModified.milliseconds, supportCase.closed?.milliseconds,
            ])
    }

    /// Replaces what may change of a case.
    public func update(_ supportCase: SupportCase) throws {
        try execute(
            """
            UPDATE support_case SET contact_id = ?, is_exception = ?, token_epoch = ?, subject = ?, type = ?, priority = ?, status = ?, team = ?, assignee_id = ?,
                modified_at = ?, closed_at = ? WHERE number = ?
            """,
            [
                supportCase.contact.rawValue, supportCase.isException ? 1 : 0, Int(supportCase.tokenEpoch),
                supportCase.subject, supportCase.type, supportCase.priority, supportCase.status.rawValue,
                supportCase.team, supportCase.assignee?.rawValue, supportCase.lastModified.milliseconds,
                supportCase.closed?.milliseconds, supportCase.number.rawValue,
            ])
    }

    /// The case of that number.
    public func supportCase(_ number: CaseNumber) throws -> SupportCase? {
        try row(
            """
            SELECT number, account_id, contact_id, subject, type, priority, status, team, assignee_id, channel, mailbox,
                linked_case, is_exception, token_epoch, created_at, modified_at, closed_at
            FROM support_case WHERE number = ?
            """, [number.rawValue]
        ).map { row in
            SupportCase(
                number: CaseNumber(row[0]), account: ID(row[1]), contact: ID(row[2]), subject: row[3], type: row[4],
                priority: row[5], status: try row.word(6), team: row[7], assignee: row.optionalID(8),
                channel: try row.word(9), mailbox: row[10],
                linkedCase: (row[11] as Int64?).map(CaseNumber.init(_:)), isException: row[12],
                tokenEpoch: UInt8(truncatingIfNeeded: row[13] as Int), created: row.date(14),
                lastModified: row.date(15), closed: row.optionalDate(16))
        }
    }

    /// Adds an entry to a case's feed, with the files that came with it.
    public func append(_ entry: FeedEntry, to number: CaseNumber, attachments: [NewAttachment]) throws -> ID<FeedEntry>
    {
        let id: ID<FeedEntry> = try insert(
            """
            INSERT INTO feed_entry (case_number, kind, at, author_id, channel, visibility, text, html, old_value, new_value,
                message_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
            """,
            [
                number.rawValue, entry.kind.rawValue, entry.at.milliseconds, entry.author?.rawValue,
                entry.channel.rawValue, entry.visibility.rawValue, entry.text, entry.html, entry.from, entry.to,
                entry.messageID?.rawValue,
            ])
        for attachment in attachments { try insert(attachment, of: id) }
        return id
    }

    private func insert(_ attachment: NewAttachment, of entry: ID<FeedEntry>) throws {
        let (blob, sha256, omitted): (Int64?, String?, String?) =
            switch attachment.body {
            case .kept(let bytes, let sha256): (try keepBlob(.memory(bytes)), sha256, nil)
            case .omitted(let reason): (nil, nil, reason)
            }
        try execute(
            """
            INSERT INTO attachment (feed_entry_id, filename, content_type, content_id, size, sha256, blob_id, omitted)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                entry.rawValue, attachment.filename, attachment.contentType, attachment.contentID, attachment.size,
                sha256,
                blob, omitted,
            ])
    }

    /// Adds a notification recipient; nothing happens if they are one already.
    public func addRecipient(_ person: ID<Person>, to number: CaseNumber, because reason: String, at now: Date) throws {
        try execute(
            """
            INSERT INTO recipient (case_number, person_id, reason, added_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (case_number, person_id) DO NOTHING
            """, [number.rawValue, person.rawValue, reason, now.milliseconds])
    }

    /// Takes a notification recipient off the list; nothing happens if they are none.
    public func removeRecipient(_ person: ID<Person>, from number: CaseNumber) throws {
        try execute(
            "DELETE FROM recipient WHERE case_number = ? AND person_id = ?", [number.rawValue, person.rawValue])
    }

    /// The active people on the list of a case.
    public func recipients(of number: CaseNumber) throws -> [Person] {
        try rows(
            """
            SELECT person_id FROM recipient JOIN person ON person.id = recipient.person_id
            WHERE case_number = ? AND person.state <> 'deactivated' ORDER BY person_id
            """, [number.rawValue]
        ).compactMap { try person(ID($0[0])) }
    }
}
