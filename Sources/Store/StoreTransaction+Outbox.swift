public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction: OutboxTransaction {
    /// Puts mails into the outbox.
    public func enqueue(_ entries: [OutboxEntry], at now: Date) throws {
        for entry in entries {
            try execute(
                """
                INSERT INTO outbox (template, case_number, feed_entry_id, recipient_id, to_address, mailbox, message_id,
                    date_at, reply_to, in_reply_to, message_references, state, queued_at, next_attempt_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?)
                """,
                [
                    entry.template.rawValue, entry.caseNumber.rawValue, entry.feedEntry.rawValue,
                    entry.recipient.rawValue, entry.to.description, entry.mailbox, entry.messageID.rawValue,
                    entry.date.milliseconds, entry.replyTo.description, entry.inReplyTo?.rawValue,
                    entry.references.map(\.rawValue).joined(separator: "\n"), now.milliseconds, now.milliseconds,
                ])
        }
    }

    /// Takes mails whose turn it is: counts the attempt and leases them until that time.
    public func claim(limit: Int, now: Date, leaseUntil: Date) throws -> [ClaimedMail] {
        try rows(
            """
            UPDATE outbox SET state = 'sending', attempts = attempts + 1, lease_until = ?
            WHERE id IN (
                SELECT due.id FROM outbox AS due
                WHERE ((due.state = 'queued' AND due.next_attempt_at <= ?)
                        OR (due.state = 'sending' AND due.lease_until <= ?))
                    AND NOT EXISTS (
                        SELECT 1 FROM outbox AS earlier
                        WHERE earlier.case_number = due.case_number AND earlier.recipient_id = due.recipient_id
                            AND earlier.id < due.id AND earlier.state IN ('queued', 'sending'))
                ORDER BY due.next_attempt_at, due.id LIMIT ?)
            RETURNING id, template, case_number, feed_entry_id, recipient_id, to_address, mailbox, message_id, date_at,
                reply_to, in_reply_to, message_references, attempts, queued_at
            """, [leaseUntil.milliseconds, now.milliseconds, now.milliseconds, limit]
        ).map(claimed).sorted { $0.id.rawValue < $1.id.rawValue }
    }

    private func claimed(_ row: Row) throws -> ClaimedMail {
        let references: String = row[11]
        let entry = OutboxEntry(
            template: try row.word(1), caseNumber: CaseNumber(row[2]), feedEntry: ID(row[3]), recipient: ID(row[4]),
            to: try row.address(5), mailbox: row[6], messageID: MessageID(rawValue: row[7]), date: row.date(8),
            replyTo: try row.address(9), inReplyTo: (row[10] as String?).map(MessageID.init(rawValue:)),
            references: references.split(separator: "\n").map { MessageID(rawValue: String($0)) })
        return ClaimedMail(id: ID(row[0]), entry: entry, attempts: row[12], queued: row.date(13))
    }

    /// Gives back all leases, the mails to be tried again at that time.
    public func releaseLeases(retryAt: Date) throws {
        try execute(
            "UPDATE outbox SET state = 'queued', lease_until = NULL, next_attempt_at = ? WHERE state = 'sending'",
            [retryAt.milliseconds])
    }

    /// Notes what an attempt came to.
    public func record(_ result: DeliveryResult, of id: ID<OutboxEntry>, at now: Date) throws {
        switch result {
        case .sent(let reply):
            try execute(
                "UPDATE outbox SET state = 'sent', sent_at = ?, reply = ?, last_error = NULL, lease_until = NULL WHERE id = ?",
                [now.milliseconds, reply, id.rawValue])
        case .retry(let next, let error):
            try execute(
                "UPDATE outbox SET state = 'queued', next_attempt_at = ?, last_error = ?, lease_until = NULL WHERE id = ?",
                [next.milliseconds, error, id.rawValue])
        case .failed(let error):
            try execute(
                "UPDATE outbox SET state = 'failed', last_error = ?, lease_until = NULL WHERE id = ?",
                [error, id.rawValue])
        }
    }

    /// What a template needs to know of a mail.
    public func content(of entry: OutboxEntry) throws -> MailContent {
        guard let supportCase = try supportCase(entry.caseNumber), let recipient = try person(entry.recipient),
            let account = try row("SELECT name FROM account WHERE id = ?", [supportCase.account.rawValue]),
            let feedEntry = try feedEntry(entry.feedEntry)
        else { throw Damaged.row("the case of mail \(entry.messageID)") }
        let attachments = try attachments(of: entry.feedEntry.rawValue)
        return MailContent(
            supportCase: supportCase, accountName: account[0], recipient: recipient, feedEntry: feedEntry,
            author: try feedEntry.author.flatMap(person),
            attachments: attachments.map { ($0.filename, $0.size, $0.omitted) },
            earlierPosts: try posts(before: entry.feedEntry, of: entry.caseNumber))
    }

    private func feedEntry(_ id: ID<FeedEntry>) throws -> FeedEntry? {
        try row(
            """
            SELECT kind, at, author_id, channel, visibility, text, html, old_value, new_value, message_id
            FROM feed_entry WHERE id = ?
            """, [id.rawValue]
        ).map { try feedEntry($0) }
    }

    /// The public posts before that entry, newest first.
    private func posts(before entry: ID<FeedEntry>, of number: CaseNumber) throws -> [(
        entry: FeedEntry, author: Person?
    )] {
        let limit = 5
        return try rows(
            """
            SELECT kind, at, author_id, channel, visibility, text, html, old_value, new_value, message_id FROM feed_entry
            WHERE case_number = ? AND id < ? AND kind = 'post' AND visibility = 'public' ORDER BY id DESC LIMIT ?
            """, [number.rawValue, entry.rawValue, limit]
        ).map { row in
            let post = try feedEntry(row)
            return (post, try post.author.flatMap(person))
        }
    }
}
