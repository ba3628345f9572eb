public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction {
    /// The latest unsent mail of the same case and person, if there is one.
    public func waitingMail(like entry: OutboxEntry) throws -> WaitingMail? {
        guard let number = entry.caseNumber, let recipient = entry.recipient else { return nil }
        let row = try row(
            """
            SELECT id, template, to_address, mailbox, reply_to, state = 'queued' AND attempts = 0 AND tried_at IS NULL,
                (SELECT count(*) FROM outbox_event WHERE outbox_id = outbox.id)
            FROM outbox WHERE case_number = ? AND recipient_id = ? AND state IN ('queued', 'sending')
            ORDER BY id DESC LIMIT 1
            """, [number.rawValue, recipient.rawValue])
        guard let row else { return nil }
        let hasReplyTo = row[4] as String? != nil
        return WaitingMail(
            id: ID(row[0]), template: try row.word(1), to: try row.address(2), mailbox: row[3],
            replyTo: hasReplyTo ? try row.address(4) : nil, isUntried: row[5], events: max(1, row[6]))
    }

    /// Has a mail that was never tried tell one more event, as its newest.
    public func add(_ entry: OutboxEntry, to mail: ID<OutboxEntry>) throws {
        guard case .feed(_, let event) = entry.topic else { return }
        try execute(
            """
            INSERT INTO outbox_event (outbox_id, feed_entry_id) SELECT id, feed_entry_id FROM outbox WHERE id = ?
            ON CONFLICT (outbox_id, feed_entry_id) DO NOTHING
            """, [mail.rawValue])
        try tell(event, by: mail)
        try execute(
            "UPDATE outbox SET template = ?, date_at = ? WHERE id = ?",
            [TemplateName.caseNews.rawValue, entry.date.milliseconds, mail.rawValue])
        guard let inReplyTo = entry.inReplyTo else { return }
        try execute(
            "UPDATE outbox SET in_reply_to = ?, message_references = ? WHERE id = ?",
            [inReplyTo.rawValue, entry.references.map(\.rawValue).joined(separator: "\n"), mail.rawValue])
    }

    private func tell(_ event: ID<FeedEntry>, by mail: ID<OutboxEntry>) throws {
        try execute(
            """
            INSERT INTO outbox_event (outbox_id, feed_entry_id) VALUES (?, ?)
            ON CONFLICT (outbox_id, feed_entry_id) DO NOTHING
            """, [mail.rawValue, event.rawValue])
    }

    /// Ends the quiet time of the untried mails of the same case and person.
    public func hurry(mailsLike entry: OutboxEntry, at now: Date) throws {
        guard let number = entry.caseNumber, let recipient = entry.recipient else { return }
        // The states are said as the index has them, so that it is used.
        try execute(
            """
            UPDATE outbox SET next_attempt_at = ?
            WHERE case_number = ? AND recipient_id = ? AND state IN ('queued', 'sending') AND state = 'queued'
                AND tried_at IS NULL AND next_attempt_at > ?
            """, [now.milliseconds, number.rawValue, recipient.rawValue, now.milliseconds])
    }

    /// Whether mails about a case are kept back that nobody has been told of yet.
    public func isFlooded(_ number: CaseNumber) throws -> Bool {
        try row("SELECT 1 FROM outbox WHERE told_later = 1 AND case_number = ? LIMIT 1", [number.rawValue]) != nil
    }

    /// The cases of which mails were kept back, with when that began; those that began first in front.
    public func floods() throws -> [(caseNumber: CaseNumber, begun: Date)] {
        try rows(
            """
            SELECT case_number, min(queued_at) FROM outbox WHERE told_later = 1 GROUP BY case_number ORDER BY 2, 1
            """
        ).map { (CaseNumber($0[0]), $0.date(1)) }
    }

    /// A mail that was kept back: whom it would have told what.
    private struct KeptBack {
        var id: ID<OutboxEntry>
        var recipient: ID<Person>
        var event: ID<FeedEntry>
        var template: TemplateName
    }

    /// Puts one mail into the outbox for each person of whom mails about a case are kept back; how many people those are.
    ///
    /// The newest of a person's mails becomes the one that tells all of them, but for questions for permission, which are
    /// sent as they are. Answers are not told later.
    public func tellKeptBack(about number: CaseNumber, at now: Date) throws -> Int {
        let mails = try rows(
            """
            SELECT id, recipient_id, feed_entry_id, template FROM outbox
            WHERE told_later = 1 AND case_number = ? ORDER BY id
            """, [number.rawValue])
        let kept: [KeptBack] = try mails.compactMap { row in
            guard let recipient: ID<Person> = row.optionalID(1), let event: ID<FeedEntry> = row.optionalID(2) else {
                return nil
            }
            return KeptBack(id: ID(row[0]), recipient: recipient, event: event, template: try row.word(3))
        }
        try execute("UPDATE outbox SET told_later = 0 WHERE told_later = 1 AND case_number = ?", [number.rawValue])
        var told = 0
        for (recipient, mails) in Dictionary(grouping: kept, by: \.recipient).sorted(by: {
            $0.key.rawValue < $1.key.rawValue
        }) {
            guard try suspension(of: recipient) == nil else { continue }
            // What asks for one certain answer stands alone.
            for mail in mails where mail.template == .permissionRequest { try send(mail, telling: [mail], at: now) }
            let news = mails.filter { $0.template != .permissionRequest }
            if let newest = news.last { try send(newest, telling: news, at: now) }
            told += 1
        }
        return told
    }

    private func send(_ newest: KeptBack, telling mails: [KeptBack], at now: Date) throws {
        let template = mails.count == 1 ? newest.template : .caseNews
        try execute(
            """
            UPDATE outbox SET state = 'queued', template = ?, priority = ?, queued_at = ?, next_attempt_at = ?,
                date_at = ?, last_error = NULL WHERE id = ?
            """,
            [
                template.rawValue, template.priority.rawValue, now.milliseconds, now.milliseconds, now.milliseconds,
                newest.id.rawValue,
            ])
        try setHead(ofMailsLike: newest.id)
        guard mails.count > 1 else { return }
        // One more than are shown says that there were more.
        for mail in mails.suffix(Burst.mostEvents + 1) { try tell(mail.event, by: newest.id) }
        for mail in mails.dropLast() {
            try execute(
                "UPDATE outbox SET last_error = ? WHERE id = ?",
                ["mail \(newest.id.rawValue) tells what it would have said", mail.id.rawValue])
        }
    }

    /// What a mail tells: its events, newest first, and public posts that were made between them.
    func newsContent(_ mail: MessageID, of number: CaseNumber, for recipient: Person?) throws -> CaseNewsContent? {
        let limit = Burst.mostEvents + 1
        let told: [Int64] = try rows(
            """
            SELECT event.feed_entry_id FROM outbox_event AS event JOIN outbox ON outbox.id = event.outbox_id
            WHERE message_id = ? ORDER BY event.feed_entry_id DESC LIMIT ?
            """, [mail.rawValue, limit]
        ).map { $0[0] }
        guard let newest = told.first, let oldest = told.last else { return nil }
        let between: [Int64] = try rows(
            """
            SELECT id FROM feed_entry
            WHERE case_number = ? AND id > ? AND id < ? AND kind = 'post' AND visibility = 'public'
            ORDER BY id DESC LIMIT ?
            """, [number.rawValue, oldest, newest, limit]
        ).map { $0[0] }
        let all = Set(told + between).sorted(by: >)
        let shown = all.prefix(Burst.mostEvents)
        var contents = try shown.compactMap {
            try caseContent(number, ID($0), for: recipient, withEarlierPosts: $0 == shown.last)
        }
        guard !contents.isEmpty else { return nil }
        let first = contents.removeFirst()
        return CaseNewsContent(newest: first, others: contents, hasMore: all.count > shown.count)
    }
}
