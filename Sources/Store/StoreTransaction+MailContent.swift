public import Core
internal import FoundationEssentials
internal import GRDB

extension StoreTransaction {
    /// What templates need to know of mails, in the same order.
    ///
    /// Mails next to each other that tell several people the same are read once.
    public func contents(of entries: [OutboxEntry]) throws -> [MailContent] {
        var contents: [MailContent] = []
        for (index, entry) in entries.enumerated() {
            if let earlier = contents.last,
                let same = try earlier.content(for: entry, after: entries[index - 1], in: self)
            {
                contents.append(same)
            } else {
                contents.append(try content(of: entry))
            }
        }
        return contents
    }

    /// What a template needs to know of a mail.
    public func content(of entry: OutboxEntry) throws -> MailContent {
        let recipient = try entry.recipient.flatMap(person)
        switch entry.topic {
        case .nothing: return .person(recipient)
        case .feed(let number, _) where entry.template == .caseNews:
            guard recipient != nil, let content = try newsContent(entry.messageID, of: number, for: recipient)
            else { throw Damaged.row("the events of mail \(entry.messageID)") }
            return .news(content)
        case .feed(let number, let id):
            guard recipient != nil || entry.template == .onCall,
                var content = try caseContent(number, id, for: recipient)
            else { throw Damaged.row("the case of mail \(entry.messageID)") }
            if entry.template == .onCall { content.contact = try contact(of: content.supportCase) }
            if entry.template == .caseAcknowledgement {
                content.priorityChange = try priorityChange(with: content.feedEntry, of: number)
                content.refusedCopies = try refusedCopies(on: number, at: content.feedEntry.at)
                content.incidents = try incidents(concerning: content.supportCase.account, at: content.feedEntry.at)
            }
            return .feed(content)
        case .answer(let number, let text):
            guard let recipient else { throw Damaged.row("the recipient of mail \(entry.messageID)") }
            let supportCase = try number.flatMap(supportCase)
            let accountName = try supportCase.map { try self.accountName($0.account) } ?? ""
            return .answer(supportCase, accountName: accountName, recipient, text: text)
        case .digest(let digest):
            guard let recipient else { throw Damaged.row("the recipient of mail \(entry.messageID)") }
            return .digest(digest, recipient)
        case .report(let report): return .report(report)
        case .notice(let id, let update):
            guard let recipient, let content = try noticeContent(id, update, for: recipient) else {
                throw Damaged.row("the notice of mail \(entry.messageID)")
            }
            return content
        case .survey(let number, let id):
            guard let recipient, let survey = try survey(id), let supportCase = try supportCase(number) else {
                throw Damaged.row("the survey of mail \(entry.messageID)")
            }
            return .survey(survey, supportCase, accountName: try accountName(supportCase.account), recipient)
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

    func caseContent(
        _ number: CaseNumber, _ id: ID<FeedEntry>, for recipient: Person?, withEarlierPosts: Bool = true
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
            earlierPosts: withEarlierPosts ? try posts(before: id, of: number) : [])
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

    func feedEntry(_ id: ID<FeedEntry>) throws -> FeedEntry? {
        try row(
            """
            SELECT kind, at, author_id, channel, visibility, text, html, old_value, new_value, message_id
            FROM feed_entry WHERE id = ?
            """, [id.rawValue], feedEntry)
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
            """, [number.rawValue, entry.rawValue, limit], feedEntry
        ).map { post in (post, try post.author.flatMap(person)) }
    }
}

extension MailContent {
    /// The same for the recipient of another mail, if that tells the same.
    fileprivate func content(
        for entry: OutboxEntry, after earlier: OutboxEntry, in transaction: StoreTransaction
    ) throws -> MailContent? {
        if case .report = self { return entry.topic == earlier.topic ? self : nil }
        guard entry.topic == earlier.topic, entry.template == earlier.template, let id = entry.recipient,
            let recipient = try transaction.person(id)
        else { return nil }
        switch self {
        case .feed(var content):
            content.recipient = recipient
            return .feed(content)
        case .notice(let notice, let update, _): return .notice(notice, update, recipient)
        case .news, .answer, .digest, .report, .survey, .challenge, .person: return nil
        }
    }
}
