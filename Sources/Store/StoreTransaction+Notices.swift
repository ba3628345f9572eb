public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction: NoticeTransaction {
    private static let noticeColumns = "SELECT id, kind, title, begins_at, ends_at, opened_at, closed_at FROM notice"

    /// Adds a notice with its first update; its own numbers are given to both.
    public func insert(_ draft: NoticeDraft, _ period: NoticePeriod, at now: Date) throws -> Notice {
        let id: ID<Notice> = try insert(
            "INSERT INTO notice (kind, title, begins_at, ends_at, opened_at) VALUES (?, ?, ?, ?, ?) RETURNING id",
            [
                draft.kind.rawValue, draft.title, period.begins.milliseconds, period.ends?.milliseconds,
                now.milliseconds,
            ])
        for account in draft.accounts {
            try execute(
                "INSERT INTO notice_account (notice_id, account_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
                [id.rawValue, account.id.rawValue])
        }
        return try append(.opened, draft.text, period, to: id, at: now)
    }

    /// Adds an update to a notice, whose period becomes that of the update; one that closes it ends it.
    public func append(
        _ kind: NoticeUpdate.Kind, _ text: String, _ period: NoticePeriod, to id: ID<Notice>, at now: Date
    ) throws -> Notice {
        try execute(
            """
            INSERT INTO notice_update (notice_id, kind, at, text, begins_at, ends_at) VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                id.rawValue, kind.rawValue, now.milliseconds, text, period.begins.milliseconds,
                period.ends?.milliseconds,
            ])
        try execute(
            "UPDATE notice SET begins_at = ?, ends_at = ?, closed_at = coalesce(closed_at, ?) WHERE id = ?",
            [
                period.begins.milliseconds, period.ends?.milliseconds, kind == .closed ? now.milliseconds : nil,
                id.rawValue,
            ])
        guard let notice = try notice(id) else { throw Damaged.row("notice \(id.rawValue)") }
        return notice
    }

    /// The notice of that number.
    public func notice(_ id: ID<Notice>) throws -> Notice? {
        try row("\(Self.noticeColumns) WHERE id = ?", [id.rawValue]).map(notice)
    }

    /// All that are open, in the order in which they were opened.
    public func openNotices() throws -> [Notice] {
        try rows("\(Self.noticeColumns) WHERE closed_at IS NULL ORDER BY id").map(notice)
    }

    /// Closed ones, the last closed first, behind that one where it is given.
    public func closedNotices(before id: ID<Notice>?, limit: Int) throws -> [Notice] {
        guard let id else {
            return try rows(
                "\(Self.noticeColumns) WHERE closed_at IS NOT NULL ORDER BY closed_at DESC, id DESC LIMIT ?", [limit]
            ).map(notice)
        }
        return try rows(
            """
            \(Self.noticeColumns) WHERE closed_at IS NOT NULL
                AND (closed_at, id) < ((SELECT closed_at FROM notice WHERE id = ?), ?)
            ORDER BY closed_at DESC, id DESC LIMIT ?
            """, [id.rawValue, id.rawValue, limit]
        ).map(notice)
    }

    /// The contacts to whom an update has not been mailed yet, of those accounts or of all: each once, deactivated ones never.
    public func contacts(of accounts: [Account], notMailed update: ID<NoticeUpdate>) throws -> [Person] {
        let places = accounts.map { _ in "?" }.joined(separator: ", ")
        let concerned =
            accounts.isEmpty
            ? "" : " AND id IN (SELECT person_id FROM membership WHERE account_id IN (\(places)))"
        return try rows(
            """
            SELECT id FROM person WHERE kind = 'contact' AND state <> 'deactivated'\(concerned)
                AND NOT EXISTS (
                    SELECT 1 FROM notice_mail WHERE notice_update_id = ? AND person_id = person.id)
            ORDER BY id
            """, StatementArguments(accounts.map(\.id.rawValue)) + [update.rawValue]
        ).compactMap { try person(ID($0[0])) }
    }

    /// Notes whom a mail about a notice goes to, so that nobody gets it twice.
    func noteNoticeMail(_ entry: OutboxEntry) throws {
        guard case .notice(_, let update) = entry.topic, let recipient = entry.recipient else { return }
        try execute(
            "INSERT INTO notice_mail (notice_update_id, person_id) VALUES (?, ?)",
            [update.rawValue, recipient.rawValue])
    }

    /// What a mail about a notice says, however the notice went on since.
    func noticeContent(_ id: ID<Notice>, _ update: ID<NoticeUpdate>, for recipient: Person) throws -> MailContent? {
        guard let notice = try notice(id)?.asOf({ $0.id.rawValue <= update.rawValue }),
            let told = notice.updates.last, told.id == update
        else { return nil }
        return .notice(notice, told, recipient)
    }

    /// The incidents that concerned an account at that time, each as it was then; the last to begin first.
    func incidents(concerning account: ID<Account>, at time: Date) throws -> [Notice] {
        try rows(
            """
            \(Self.noticeColumns) WHERE id IN (
                    SELECT id FROM notice WHERE closed_at IS NULL UNION ALL SELECT id FROM notice WHERE closed_at > ?)
                AND kind = 'incident' AND opened_at <= ?
                AND (NOT EXISTS (SELECT 1 FROM notice_account WHERE notice_id = notice.id)
                    OR EXISTS (SELECT 1 FROM notice_account WHERE notice_id = notice.id AND account_id = ?))
            """, [time.milliseconds, time.milliseconds, account.rawValue]
        ).compactMap { try notice($0).asOf { $0.at <= time } }.sorted { $0.comesBefore($1, at: time) }
    }

    private func notice(_ row: Row) throws -> Notice {
        let id: Int64 = row[0]
        let accounts = try rows(
            """
            SELECT account.id, account.name FROM notice_account JOIN account ON account.id = account_id
            WHERE notice_id = ? ORDER BY account.name
            """, [id])
        let updates = try rows(
            "SELECT id, kind, at, text, begins_at, ends_at FROM notice_update WHERE notice_id = ? ORDER BY id", [id])
        return Notice(
            id: ID(id), kind: try row.word(1), title: row[2],
            period: NoticePeriod(begins: row.date(3), ends: row.optionalDate(4)),
            accounts: accounts.map { Account(id: ID($0[0]), name: $0[1]) }, opened: row.date(5),
            closed: row.optionalDate(6),
            updates: try updates.map { row in
                NoticeUpdate(
                    id: ID(row[0]), kind: try row.word(1), at: row.date(2), text: row[3],
                    period: NoticePeriod(begins: row.date(4), ends: row.optionalDate(5)))
            })
    }
}

extension Notice {
    /// The notice as it was after the updates that are known; `nil` where none is.
    fileprivate func asOf(_ isKnown: (NoticeUpdate) -> Bool) -> Notice? {
        let known = updates.filter(isKnown)
        guard let last = known.last else { return nil }
        var notice = self
        (notice.updates, notice.period) = (known, last.period)
        notice.closed = last.kind == .closed ? last.at : nil
        return notice
    }
}
