public import FoundationEssentials

/// What became of a notice.
public struct NoticeOutcome: Sendable {
    /// The notice as it is now.
    public var notice: Notice
    /// Whether the same had been done before, so that nothing was written.
    public var isRepeat = false
    /// How many mails were put into the outbox.
    public var mails = 0
    /// So many days ahead a maintenance is announced as a rule; `nil` where it was, or is none.
    public var isLate: Int?
}

extension Desk {
    /// Opens a notice, and mails it to the contacts it concerns where that is wanted.
    ///
    /// Told once more, as after a crash, it opens no second one, and mails only to those who have no mail of it yet. Throws
    /// a ``NoticeRefusal`` before anything is written.
    public func open(
        _ draft: NoticeDraft, mailing: Bool, by actor: String,
        in transaction: some NoticeTransaction & CaseTransaction & AuditTransaction, at now: Date
    ) throws -> NoticeOutcome {
        let period = try draft.period(at: now)
        if let there = try transaction.openNotices().first(where: { $0.kind == draft.kind && $0.title == draft.title })
        {
            guard draft.isRepeated(by: there) else { throw NoticeRefusal.isOpen(there.id) }
            let mails = try mail(there, there.updates.first, mailing, transaction, now)
            return NoticeOutcome(notice: there, isRepeat: true, mails: mails)
        }
        let notice = try transaction.insert(draft, period, at: now)
        let mails = try mail(notice, notice.updates.last, mailing, transaction, now)
        try audit(.noticeOpened, notice, mails, by: actor, transaction, now)
        let usual = now.addingTimeInterval(TimeInterval(preset.announceDays) * 86_400)
        let isLate = notice.kind == .maintenance && period.begins < usual
        return NoticeOutcome(notice: notice, mails: mails, isLate: isLate ? preset.announceDays : nil)
    }

    /// Says something new about a notice, or changes its period.
    ///
    /// What its newest update says already is not said twice.
    public func update(
        _ id: ID<Notice>, _ change: NoticeChange, mailing: Bool, by actor: String,
        in transaction: some NoticeTransaction & CaseTransaction & AuditTransaction, at now: Date
    ) throws -> NoticeOutcome {
        let notice = try existing(id, transaction)
        let period = try change.period(of: notice, at: now)
        let event: NoticeState.Event =
            period.begins != notice.period.begins && period.begins > now ? .putOff : .updated
        guard notice.state(at: now).after(event) != nil else { throw NoticeRefusal.isClosed(id) }
        guard !change.text.isEmpty || (change.begins ?? change.ends) != nil else {
            throw NoticeRefusal.nothingSaid
        }
        return try say(.updated, change.text, period, notice, mailing, by: actor, transaction, now)
    }

    /// Closes a notice: what it is about is over, or was called off.
    public func close(
        _ id: ID<Notice>, saying text: String, mailing: Bool, by actor: String,
        in transaction: some NoticeTransaction & CaseTransaction & AuditTransaction, at now: Date
    ) throws -> NoticeOutcome {
        let notice = try existing(id, transaction)
        let text = text.trimmed
        let isRepeat = notice.updates.last.map { $0.kind == .closed && $0.text == text } ?? false
        guard isRepeat || notice.state(at: now).after(.closes) != nil else { throw NoticeRefusal.isClosed(id) }
        return try say(.closed, text, notice.period, notice, mailing, by: actor, transaction, now)
    }

    private func existing(_ id: ID<Notice>, _ transaction: some NoticeTransaction) throws -> Notice {
        guard let notice = try transaction.notice(id) else { throw NoticeRefusal.noSuchNotice(id) }
        return notice
    }

    private func say(
        _ kind: NoticeUpdate.Kind, _ text: String, _ period: NoticePeriod, _ notice: Notice, _ mailing: Bool,
        by actor: String, _ transaction: some NoticeTransaction & CaseTransaction & AuditTransaction, _ now: Date
    ) throws -> NoticeOutcome {
        if let last = notice.updates.last, (last.kind, last.text, last.period) == (kind, text, period) {
            let mails = try mail(notice, last, mailing, transaction, now)
            return NoticeOutcome(notice: notice, isRepeat: true, mails: mails)
        }
        let changed = try transaction.append(kind, text, period, to: notice.id, at: now)
        let mails = try mail(changed, changed.updates.last, mailing, transaction, now)
        try audit(kind == .closed ? .noticeClosed : .noticeUpdated, changed, mails, by: actor, transaction, now)
        return NoticeOutcome(notice: changed, mails: mails)
    }

    /// Puts a mail about an update into the outbox for everybody it concerns who has none of it yet; how many those are.
    private func mail(
        _ notice: Notice, _ update: NoticeUpdate?, _ isWanted: Bool,
        _ transaction: some NoticeTransaction & CaseTransaction, _ now: Date
    ) throws -> Int {
        guard isWanted, let update else { return 0 }
        let people = try transaction.contacts(of: notice.accounts, notMailed: update.id)
        let entries = people.compactMap { planner.entry(of: update.id, about: notice.id, to: $0, at: now) }
        try transaction.enqueue(entries, at: now)
        if !entries.isEmpty { Failpoint.noticeQueued.pass() }
        return entries.count
    }

    private func audit(
        _ action: AuditEvent.Action, _ notice: Notice, _ mails: Int, by actor: String,
        _ transaction: some AuditTransaction, _ now: Date
    ) throws {
        let detail = notice.kind.rawValue + (mails > 0 ? ", \(mails) mails" : "")
        try transaction.audit(
            AuditEvent(action, of: "notice \(notice.id.rawValue)", by: actor, detail: detail, at: now))
    }
}
