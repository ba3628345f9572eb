public import Core
internal import FoundationEssentials
internal import GRDB

extension StoreTransaction {
    /// What the recipient of a mail may see on a page; `nil` where there is no such mail, or they may see nothing.
    public func caseView(by mail: ID<OutboxEntry>) throws -> CaseView? {
        guard let entry = try outboxEntry(mail), let recipient = try entry.recipient.flatMap(person),
            recipient.state != .deactivated
        else { return nil }
        var view = CaseView(mailed: entry.date)
        switch entry.topic {
        case .feed(let number, let id):
            guard try fill(&view, with: number, for: recipient) else { return nil }
            if let news = try feedEntry(id), news.kind != .post, news.visibility == .public { view.news = news }
        case .answer(let number, let text):
            if let number, try !fill(&view, with: number, for: recipient) { return nil }
            view.answer = text
        case .challenge, .digest, .notice, .report, .survey, .nothing: return nil
        }
        return view
    }

    /// The mail of that number.
    private func outboxEntry(_ id: ID<OutboxEntry>) throws -> OutboxEntry? {
        try row("SELECT \(Self.entryColumns) FROM outbox WHERE id = ?", [id.rawValue]).map(entry)
    }

    /// The latest mail about a case that is of that template, to that address where one is given.
    public func latestMail(
        about number: CaseNumber, of template: TemplateName, to address: EmailAddress? = nil
    ) throws -> ClaimedMail? {
        var condition = "case_number = ? AND template = ?"
        var arguments: StatementArguments = [number.rawValue, template.rawValue]
        if let address {
            condition += " AND to_key = ?"
            arguments += [address.key]
        }
        return try row(
            "SELECT \(Self.entryColumns) FROM outbox WHERE \(condition) ORDER BY id DESC LIMIT 1", arguments
        ).map { row in
            let entry = try entry(row)
            return ClaimedMail(id: ID(row[0]), entry: entry, attempts: 1, firstTried: entry.date)
        }
    }

    /// Fills in a case and its public posts; `false` where that person may not see it.
    private func fill(_ view: inout CaseView, with number: CaseNumber, for person: Person) throws -> Bool {
        guard let supportCase = try supportCase(number), try maySee(supportCase, person) else { return false }
        view.supportCase = (supportCase, try accountName(supportCase.account))
        view.posts = try rows(
            """
            SELECT kind, at, author_id, channel, visibility, text, html, old_value, new_value, message_id, id
            FROM feed_entry WHERE case_number = ? AND kind = 'post' AND visibility = 'public' ORDER BY id DESC LIMIT ?
            """, [number.rawValue, CaseView.longestFeed]
        ).map { row in
            let entry = try feedEntry(row)
            return CaseView.Post(
                entry: entry, author: try entry.author.flatMap(self.person),
                attachments: try attachments(of: row[10]).map { ($0.filename, $0.size, $0.omitted) })
        }
        let count: Int =
            try row(
                """
                SELECT count(*) FROM feed_entry WHERE case_number = ? AND kind = 'post' AND visibility = 'public'
                """, [number.rawValue])?[0] ?? 0
        view.olderPosts = count - view.posts.count
        return true
    }

    /// Whether somebody may see a case: advisors, the contacts of its account, and who else is told about it.
    private func maySee(_ supportCase: SupportCase, _ person: Person) throws -> Bool {
        if person.kind == .advisor || person.membership(in: supportCase.account) != nil { return true }
        return try recipients(of: supportCase.number).contains { $0.id == person.id }
    }
}
