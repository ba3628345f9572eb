public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction: OutboxTransaction {
    /// Puts mails into the outbox.
    public func enqueue(_ entries: [OutboxEntry], at now: Date) throws {
        for entry in entries {
            try execute(
                """
                INSERT INTO outbox (id, template, case_number, feed_entry_id, challenge_id, survey_id, recipient_id, to_address,
                    to_key, mailbox, message_id, date_at, reply_to, in_reply_to, message_references, state, last_error,
                    queued_at, next_attempt_at, answer, told_later, priority, is_head)
                VALUES (\(Schema.next(of: "outbox")), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, try arguments(of: entry, at: now) + [entry.template.priority.rawValue, try isHead(entry)])
            try noteNoticeMail(entry)
        }
    }

    /// Whether no unsent mail of the same case and recipient is there yet.
    private func isHead(_ entry: OutboxEntry) throws -> Bool {
        guard let number = entry.caseNumber, let recipient = entry.recipient else { return true }
        return try row(
            """
            SELECT 1 FROM outbox WHERE case_number = ? AND recipient_id = ? AND state IN ('queued', 'sending') LIMIT 1
            """, [number.rawValue, recipient.rawValue]) == nil
    }

    private func arguments(of entry: OutboxEntry, at now: Date) throws -> StatementArguments {
        let (feedEntry, challenge, survey, answer): (Int64?, Int64?, Int64?, String?) =
            switch entry.topic {
            case .feed(_, let id): (id.rawValue, nil, nil, nil)
            case .challenge(let id): (nil, id.rawValue, nil, nil)
            case .survey(_, let id): (nil, nil, id.rawValue, nil)
            case .answer(_, let text): (nil, nil, nil, text)
            case .digest(let digest): (nil, nil, nil, try JSONColumn.text(digest))
            case .notice(let notice, let update): (nil, nil, nil, NoticeColumn.text(notice, update))
            case .report(let report): (nil, nil, nil, try JSONColumn.text(report))
            case .nothing: (nil, nil, nil, nil)
            }
        let suppression = try entry.suppression ?? entry.recipient.flatMap(suspension)
        return [
            entry.template.rawValue, entry.caseNumber?.rawValue, feedEntry, challenge, survey,
            entry.recipient?.rawValue, entry.to.description, entry.to.key, entry.mailbox, entry.messageID.rawValue,
            entry.date.milliseconds,
            entry.replyTo?.description, entry.inReplyTo?.rawValue,
            entry.references.map(\.rawValue).joined(separator: "\n"), suppression == nil ? "queued" : "suppressed",
            suppression, now.milliseconds, (entry.earliest ?? now).milliseconds, answer, entry.isToldLater ? 1 : 0,
        ]
    }

    /// Why mail to a person is not sent, if it is not.
    func suspension(of person: ID<Person>) throws -> String? {
        try row("SELECT 1 FROM person WHERE id = ? AND suspended_at IS NOT NULL", [person.rawValue])
            .map { _ in "mail to this address came back too often" }
    }

    /// How many mails about a case were put into the outbox since then, suppressed ones not counted.
    public func mailCount(about number: CaseNumber, since: Date) throws -> Int {
        try row(
            "SELECT count(*) FROM outbox WHERE case_number = ? AND queued_at > ? AND state <> 'suppressed'",
            [number.rawValue, since.milliseconds])?[0] ?? 0
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
        try takeBackLeases(at: now)
        let places: Int64 = try row("SELECT places FROM outgoing")?[0] ?? 0
        var waiting: [MailPriority: [Int64]] = [:]
        for priority in MailPriority.allCases { waiting[priority] = try due(limit: limit, priority, at: now) }
        let turn = ClaimOrder.fill(limit, from: places, with: waiting)
        try execute("UPDATE outgoing SET places = places + ?", [turn.count])
        return try turn.compactMap { try claim($0, now: now, leaseUntil: leaseUntil) }.sorted {
            $0.id.rawValue < $1.id.rawValue
        }
    }

    private func takeBackLeases(at now: Date) throws {
        try execute(
            """
            UPDATE outbox SET state = 'queued', lease_until = NULL, may_be_duplicate = 1
            WHERE state = 'sending' AND lease_until <= ?
            """, [now.milliseconds])
    }

    /// The mails of one priority that may go now, the longest due first.
    ///
    /// A next attempt that lies further ahead than any is ever put was noted before the clock was set back.
    private func due(limit: Int, _ priority: MailPriority, at now: Date) throws -> [Int64] {
        try execute(
            """
            UPDATE outbox SET next_attempt_at = ?
            WHERE state = 'queued' AND is_head = 1 AND priority = ? AND next_attempt_at > ? AND attempts > 0
            """, [now.milliseconds, priority.rawValue, now.addingTimeInterval(5 * 3600).milliseconds])
        return try rows(
            """
            SELECT id FROM outbox WHERE state = 'queued' AND is_head = 1 AND priority = ? AND next_attempt_at <= ?
            ORDER BY next_attempt_at, id LIMIT ?
            """, [priority.rawValue, now.milliseconds, limit]
        ).map { $0[0] }
    }

    /// `nil` for a mail that is not to go out any more, and is kept back.
    private func claim(_ id: Int64, now: Date, leaseUntil: Date) throws -> ClaimedMail? {
        let taken = try row(
            """
            UPDATE outbox SET state = 'sending', attempts = attempts + 1, lease_until = ?, tried_at = ?,
                first_tried_at = coalesce(first_tried_at, ?)
            WHERE id = ?
            RETURNING \(Self.entryColumns), attempts, first_tried_at, may_be_duplicate
            """, [leaseUntil.milliseconds, now.milliseconds, now.milliseconds, id]
        ) { (try claimed($0), $0[17] as Bool) }
        guard let (mail, mayHaveGone) = taken else { throw Damaged.row("mail \(id)") }
        guard case .survey(_, let survey) = mail.entry.topic,
            try keepBackUnwanted(mail.id, of: survey, mayHaveGone: mayHaveGone, at: now)
        else { return mail }
        return nil
    }

    /// What makes up an entry, in the order in which ``entry(_:)`` reads it.
    static let entryColumns = """
        id, template, case_number, feed_entry_id, challenge_id, recipient_id, to_address, mailbox, message_id, date_at,
        reply_to, in_reply_to, message_references, answer, survey_id
        """

    private func claimed(_ row: Row) throws -> ClaimedMail {
        ClaimedMail(id: ID(row[0]), entry: try entry(row), attempts: row[15], firstTried: row.date(16))
    }

    func entry(_ row: Row) throws -> OutboxEntry {
        let references: String = row[12]
        let hasReplyTo = row[10] as String? != nil
        return OutboxEntry(
            template: try row.word(1), topic: try topic(row), recipient: row.optionalID(5), to: try row.address(6),
            mailbox: row[7], messageID: MessageID(rawValue: row[8]), date: row.date(9),
            replyTo: hasReplyTo ? try row.address(10) : nil,
            inReplyTo: (row[11] as String?).map(MessageID.init(rawValue:)),
            references: references.split(separator: "\n").map { MessageID(rawValue: String($0)) })
    }

    private func topic(_ row: Row) throws -> OutboxEntry.Topic {
        let text: String? = row[13]
        if let text, [TemplateName.digest, .contactDigest].map(\.rawValue).contains(row[1]) {
            return .digest(try JSONColumn.value(of: text, "a digest"))
        }
        if let text, [TemplateName.operatorAlert, .operatorDigest].map(\.rawValue).contains(row[1]) {
            return .report(try JSONColumn.value(of: text, "a mail to the operator"))
        }
        if let text, row[1] == TemplateName.notice.rawValue { return try NoticeColumn.topic(text) }
        if let number: Int64 = row[2], let survey: Int64 = row[14] { return .survey(CaseNumber(number), ID(survey)) }
        if let number: Int64 = row[2], let feedEntry: Int64 = row[3] { return .feed(CaseNumber(number), ID(feedEntry)) }
        if let text { return .answer((row[2] as Int64?).map(CaseNumber.init(_:)), text) }
        if let challenge: Int64 = row[4] { return .challenge(ID(challenge)) }
        return .nothing
    }

    /// Gives back all leases, the mails to be tried again at that time; each may have been sent.
    public func releaseLeases(retryAt: Date) throws {
        try execute(
            """
            UPDATE outbox SET state = 'queued', lease_until = NULL, next_attempt_at = ?, may_be_duplicate = 1
            WHERE state = 'sending'
            """, [retryAt.milliseconds])
    }

    /// How many mails were claimed in the time from `since`, left out, to `now`.
    public func claimedCount(since: Date, now: Date) throws -> Int {
        try row(
            "SELECT count(*) FROM outbox WHERE tried_at > ? AND tried_at <= ?", [since.milliseconds, now.milliseconds]
        )?[0] ?? 0
    }

    /// Notes what an attempt came to.
    public func record(_ result: DeliveryResult, of id: ID<OutboxEntry>, at now: Date) throws {
        switch result {
        case .sent(let reply):
            try execute(
                "UPDATE outbox SET state = 'sent', sent_at = ?, reply = ?, last_error = NULL, lease_until = NULL WHERE id = ?",
                [now.milliseconds, reply, id.rawValue])
            try letNextGo(behind: id)
        case .retry(let next, let error, let mayBeDuplicate):
            try execute(
                """
                UPDATE outbox SET state = 'queued', next_attempt_at = ?, last_error = ?, lease_until = NULL,
                    may_be_duplicate = max(may_be_duplicate, ?) WHERE id = ?
                """, [next.milliseconds, error, mayBeDuplicate ? 1 : 0, id.rawValue])
        case .keptBack(let error, let mayBeDuplicate):
            // Behind the others, so that a pause that one mail brings about does not hold up all of them.
            try execute(
                """
                UPDATE outbox SET state = 'queued', next_attempt_at = ?, last_error = ?, lease_until = NULL,
                    may_be_duplicate = max(may_be_duplicate, ?), attempts = attempts - 1,
                    first_tried_at = CASE WHEN attempts > 1 THEN first_tried_at END
                WHERE id = ?
                """, [now.milliseconds, error, mayBeDuplicate ? 1 : 0, id.rawValue])
        case .failed(let error):
            try execute(
                "UPDATE outbox SET state = 'failed', last_error = ?, lease_until = NULL WHERE id = ?",
                [error, id.rawValue])
            try letNextGo(behind: id)
        }
    }

    /// The oldest unsent mail of the same case and recipient waits for none any more.
    private func letNextGo(behind id: ID<OutboxEntry>) throws {
        try execute(
            """
            UPDATE outbox SET is_head = 1 WHERE id = (
                SELECT min(later.id) FROM outbox AS done JOIN outbox AS later
                    ON later.case_number = done.case_number AND later.recipient_id = done.recipient_id
                WHERE done.id = ? AND later.state IN ('queued', 'sending'))
            """, [id.rawValue])
    }
}
