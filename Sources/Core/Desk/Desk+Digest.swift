public import FoundationEssentials

extension Desk {
    /// What a person's digests come to at some time.
    public enum DigestTurn: Sendable, Equatable {
        /// Nothing.
        case wait
        /// The window that began then is to be dealt with.
        case deal(Date)
        /// The clock was set back by more than a day since: the window that began then counts as dealt with.
        case setBack(Date)
    }

    /// What the digests of somebody come to now: whatever went by since the last one, only the latest window counts.
    public func digestTurn(of subscriber: DigestSubscriber, at now: Date) -> DigestTurn {
        guard let window = calendar(of: subscriber)?.window(of: subscriber.person.digest, at: now) else { return .wait }
        let last = subscriber.mark.window
        // Two processes whose clocks differ a little must not take it for a clock that was set back.
        if last.timeIntervalSince(now) > 86_400 { return .setBack(window) }
        return window > last ? .deal(window) : .wait
    }

    /// When the next window of somebody begins.
    public func nextDigest(of subscriber: DigestSubscriber, after now: Date) -> Date? {
        calendar(of: subscriber)?.next(of: subscriber.person.digest, after: now)
    }

    /// Puts the digest of somebody into the outbox if one is due and there is something to say; whether it did.
    ///
    /// Its window is dealt with in the same transaction, so that there is exactly one, whoever else tries and wherever a
    /// process dies.
    public func sendDigest(
        to id: ID<Person>, in transaction: some CaseTransaction & RegistryTransaction & DigestTransaction, at now: Date
    ) throws -> Bool {
        guard let subscriber = try transaction.digestSubscriber(id) else { return false }
        switch digestTurn(of: subscriber, at: now) {
        case .wait: return false
        case .setBack(let window):
            try transaction.settleDigest(of: id, window: window)
            return false
        case .deal(let window):
            let entry = try digest(for: subscriber, transaction, at: now)
                .flatMap { planner.entry(of: $0, to: subscriber.person, at: now) }
            try transaction.enqueue([entry].compactMap { $0 }, at: now)
            if entry != nil { Failpoint.digestQueued.pass() }
            try transaction.settleDigest(of: id, window: window)
            return entry != nil
        }
    }

    /// The clocks on the wall of somebody, those of the desk where their own are unknown.
    private func calendar(of subscriber: DigestSubscriber) -> DigestCalendar? {
        DigestCalendar(timeZone: subscriber.timeZone, clock: rules.clock)
            ?? DigestCalendar(timeZone: preset.calendar.timeZone, clock: rules.clock)
    }

    private func digest(
        for subscriber: DigestSubscriber,
        _ transaction: some CaseTransaction & RegistryTransaction & DigestTransaction, at now: Date
    ) throws -> NewsDigest? {
        guard let calendar = calendar(of: subscriber) else { return nil }
        let schedule = subscriber.person.digest
        let draft = DigestDraft(
            try transaction.digestMaterial(for: subscriber, limit: DigestDraft.longestAside), since: subscriber.mark,
            isFor: subscriber.person, calendar: calendar, priorities: preset.priorities.map(\.name), at: now,
            until: calendar.next(of: schedule, after: now) ?? now)
        guard draft.isWorthSending(schedule) else { return nil }
        let sections = try draft.sections.map { section in
            NewsDigest.Section(
                section.topic,
                items: try section.lines.compactMap { try item($0, for: subscriber.person, transaction) },
                count: section.count)
        }
        return NewsDigest(sections: sections, timeZone: calendar.timeZone)
    }

    private func item(
        _ line: DigestDraft.Line, for person: Person, _ transaction: some CaseTransaction & RegistryTransaction
    ) throws -> NewsDigest.Item? {
        switch line {
        case .item(let item): return item
        case .supportCase(let number, let why):
            guard let supportCase = try transaction.supportCase(number) else { return nil }
            return NewsDigest.Item(
                number: number.description, subject: supportCase.subject,
                account: try transaction.accountName(supportCase.account), priority: supportCase.priority, why: why,
                replyTo: planner.replyAddress(of: supportCase, for: person)?.description)
        }
    }
}
