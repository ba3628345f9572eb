public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction: OutboxTransaction {
    /// Puts mails into the outbox.
    public func enqueue(_ entries: [OutboxEntry], at now: Date) throws {
        for entry in entries {
            try execute(
                """
                INSERT INTO outbox (template, case_number, feed_entry_id, challenge_id, recipient_id, to_address, to_key,
                    mailbox, message_id, date_at, reply_to, in_reply_to, message_references, state, last_error, queued_at,
                    next_attempt_at, answer)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, try arguments(of: entry, at: now))
        }
    }

    private func arguments(of entry: OutboxEntry, at now: Date) throws -> StatementArguments {
        let (feedEntry, challenge, answer): (Int64?, Int64?, String?) =
            switch entry.topic {
            case .feed(_, let id): (id.rawValue, nil, nil)
            case .challenge(let id): (nil, id.rawValue, nil)
            case .answer(_, let text): (nil, nil, text)
            case .nothing: (nil, nil, nil)
            }
        let suppression = try entry.suppression ?? entry.recipient.flatMap(suspension)
        return [
            entry.template.rawValue, entry.caseNumber?.rawValue, feedEntry, challenge, entry.recipient?.rawValue,
            entry.to.description, entry.to.key, entry.mailbox, entry.messageID.rawValue, entry.date.milliseconds,
            entry.replyTo?.description, entry.inReplyTo?.rawValue,
            entry.references.map(\.rawValue).joined(separator: "\n"), suppression == nil ? "queued" : "suppressed",
            suppression, now.milliseconds, now.milliseconds, answer,
        ]
    }

    /// Why mail to a person is not sent, if it is not.
    private func suspension(of person: ID<Person>) throws -> String? {
        try row("SELECT 1 FROM person WHERE id = ? AND suspended_at IS NOT NULL", [person.rawValue])
            .map { _ in "mail to this address came back too often" }
    }

    /// How many mails about a case were put into the outbox since then, suppressed ones not counted.
    public func mailCount(about number: CaseNumber, since: Date) throws -> Int {
        try row(
            "SELECT count(*) FROM outbox WHERE case_number = ? AND queued_at > ? AND state <> 'suppressed'",
            [number.rawValue, since.milliseconds])?[0] ?? 0
    }

    /// Whether a mail about a case has been suppressed since then for that reason.
    public func hasSuppressedMail(about number: CaseNumber, because why: String, since: Date) throws -> Bool {
        try row(
            """
            SELECT 1 FROM outbox
            WHERE case_number = ? AND queued_at > ? AND state = 'suppressed' AND last_error = ? LIMIT 1
            """, [number.rawValue, since.milliseconds, why]) != nil
    }

    /// The number of the latest mail; `nil` in an empty outbox.
    public func latestMail() throws -> ID<OutboxEntry>? {
        try row("SELECT max(id) FROM outbox").flatMap { $0.optionalID(0) }
    }

    /// The mails put in behind that one, oldest first; those that are kept back left out.
    public func mails(after id: ID<OutboxEntry>?) throws -> [(to: EmailAddress, template: TemplateName)] {
        try rows(
            "SELECT to_address, template FROM outbox WHERE id > ? AND state <> 'suppressed' ORDER BY id",
            [id?.rawValue ?? 0]
        ).map { (try $0.address(0), try $0.word(1)) }
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
            RETURNING id, template, case_number, feed_entry_id, challenge_id, recipient_id, to_address, mailbox,
                message_id, date_at, reply_to, in_reply_to, message_references, attempts, queued_at, answer
            """, [leaseUntil.milliseconds, now.milliseconds, now.milliseconds, limit]
        ).map(claimed).sorted { $0.id.rawValue < $1.id.rawValue }
    }

    private func claimed(_ row: Row) throws -> ClaimedMail {
        let references: String = row[12]
        let hasReplyTo = row[10] as String? != nil
        let entry = OutboxEntry(
            template: try row.word(1), topic: topic(row), recipient: row.optionalID(5), to: try row.address(6),
            mailbox: row[7], messageID: MessageID(rawValue: row[8]), date: row.date(9),
            replyTo: hasReplyTo ? try row.address(10) : nil,
            inReplyTo: (row[11] as String?).map(MessageID.init(rawValue:)),
            references: references.split(separator: "\n").map { MessageID(rawValue: String($0)) })
        return ClaimedMail(id: ID(row[0]), entry: entry, attempts: row[13], queued: row.date(14))
    }

    private func topic(_ row: Row) -> OutboxEntry.Topic {
        if let number: Int64 = row[2], let feedEntry: Int64 = row[3] { return .feed(CaseNumber(number), ID(feedEntry)) }
        if let answer: String = row[15] { return .answer((row[2] as Int64?).map(CaseNumber.init(_:)), answer) }
        if let challenge: Int64 = row[4] { return .challenge(ID(challenge)) }
        return .nothing
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
        let recipient = try entry.recipient.flatMap(person)
        switch entry.topic {
        case .nothing: return .person(recipient)
        case .feed(let number, let id):
            guard recipient != nil || entry.template == .onCall,
                var content = try caseContent(number, id, for: recipient)
            else { throw Damaged.row("the case of mail \(entry.messageID)") }
            if entry.template == .onCall { content.contact = try contact(of: content.supportCase) }
            if entry.template == .caseAcknowledgement {
                content.priorityChange = try priorityChange(with: content.feedEntry, of: number)
            }
            return .feed(content)
        case .answer(let number, let text):
            guard let recipient else { throw Damaged.row("the recipient of mail \(entry.messageID)") }
            return .answer(try number.flatMap(supportCase), recipient, text: text)
        case .challenge(let id):
            guard let recipient, let challenge = try challenge(id) else {
                throw Damaged.row("the challenge of mail \(entry.messageID)")
            }
            return .challenge(challenge, recipient, received: try messages(of: id).map(\.received))
        }
    }

    /// The contact of a case, with the numbers under which they can be called.
    private func contact(of supportCase: SupportCase) throws -> (person: Person, phones: [String])? {
        guard let person = try person(supportCase.contact),
            let phones = try row(
                "SELECT primary_phone, secondary_phone FROM person WHERE id = ?", [person.id.rawValue])
        else { return nil }
        return (person, [phones[0], phones[1]].filter { !$0.isEmpty })
    }

    private func caseContent(
        _ number: CaseNumber, _ id: ID<FeedEntry>, for recipient: Person?
    ) throws -> CaseContent? {
        guard let supportCase = try supportCase(number),
            let account = try row("SELECT name FROM account WHERE id = ?", [supportCase.account.rawValue]),
            let feedEntry = try feedEntry(id)
        else { return nil }
        let attachments = try attachments(of: id.rawValue)
        return CaseContent(
            supportCase: supportCase, accountName: account[0], recipient: recipient, feedEntry: feedEntry,
            author: try feedEntry.author.flatMap(person),
            attachments: attachments.map { ($0.filename, $0.size, $0.omitted) },
            earlierPosts: try posts(before: id, of: number))
    }

    /// The change of a priority that was made with an entry.
    private func priorityChange(with entry: FeedEntry, of number: CaseNumber) throws -> FeedEntry? {
        try row(
            """
            SELECT kind, at, author_id, channel, visibility, text, html, old_value, new_value, message_id FROM feed_entry
            WHERE case_number = ? AND kind = 'priority' AND at = ? ORDER BY id DESC LIMIT 1
            """, [number.rawValue, entry.at.milliseconds]
        ).map { try feedEntry($0) }
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
