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
        /// They are told at once from now on: what has gathered is one last digest.
        case last
        /// They want to hear nothing any more: what has gathered is not told.
        case end
    }

    /// What the digests of somebody come to now: whatever went by since the last one, only the latest window counts.
    public func digestTurn(of subscriber: DigestSubscriber, at now: Date) -> DigestTurn {
        switch subscriber.person.digest {
        case .immediate: return .last
        case .off: return .end
        case .hourly, .daily: break
        }
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
            let isSent = try enqueueDigest(for: subscriber, transaction, at: now)
            try transaction.settleDigest(of: id, window: window)
            return isSent
        case .last:
            let isSent = try enqueueDigest(for: subscriber, transaction, at: now)
            try transaction.endDigests(of: id)
            return isSent
        case .end:
            try transaction.endDigests(of: id)
            return false
        }
    }

    private func enqueueDigest(
        for subscriber: DigestSubscriber,
        _ transaction: some CaseTransaction & RegistryTransaction & DigestTransaction, at now: Date
    ) throws -> Bool {
        guard let digest = try digest(for: subscriber, transaction, at: now),
            let entry = planner.entry(of: digest, to: subscriber.person, at: now)
        else { return false }
        try transaction.enqueue([entry], at: now)
        Failpoint.digestQueued.pass()
        return true
    }

    /// The clocks on the wall of somebody, those of the desk where their own are unknown.
    private func calendar(of subscriber: DigestSubscriber) -> DigestCalendar? {
        DigestCalendar(timeZone: subscriber.timeZone, clock: rules.clock)
            ?? DigestCalendar(timeZone: preset.calendar.timeZone, clock: rules.clock)
    }

    /// What there is to say to somebody; `nil` where that is nothing.
    private func digest(
        for subscriber: DigestSubscriber,
        _ transaction: some CaseTransaction & RegistryTransaction & DigestTransaction, at now: Date
    ) throws -> NewsDigest? {
        guard let calendar = calendar(of: subscriber) else { return nil }
        let sections =
            switch subscriber.person.kind {
            case .advisor: try advisorSections(subscriber, calendar, transaction, at: now)
            case .contact, .guest: try contactSections(subscriber, calendar, transaction)
            }
        guard !sections.isEmpty else { return nil }
        return NewsDigest(
            sections: sections, timeZone: calendar.timeZone, schedule: subscriber.person.digest)
    }

    private func advisorSections(
        _ subscriber: DigestSubscriber, _ calendar: DigestCalendar,
        _ transaction: some CaseTransaction & RegistryTransaction & DigestTransaction, at now: Date
    ) throws -> [NewsDigest.Section] {
        let (person, schedule) = (subscriber.person, subscriber.person.digest)
        let draft = DigestDraft(
            try transaction.digestMaterial(for: subscriber, limit: DigestDraft.longestAside), since: subscriber.mark,
            isFor: person, calendar: calendar, priorities: preset.priorities.map(\.name), at: now,
            until: calendar.next(of: schedule, after: now) ?? now)
        guard draft.isWorthSending(schedule) else { return [] }
        return try draft.sections.map { topic, lines, count in
            let items: [NewsDigest.Item] = try lines.compactMap { line in
                switch line {
                case .item(let item): item
                case .supportCase(let number, let why): try item(number, why: why, for: person, transaction)
                }
            }
            return NewsDigest.Section(topic, items: items, count: count)
        }
    }

    private func contactSections(
        _ subscriber: DigestSubscriber, _ calendar: DigestCalendar,
        _ transaction: some CaseTransaction & RegistryTransaction & DigestTransaction
    ) throws -> [NewsDigest.Section] {
        let draft = ContactDigestDraft(
            try transaction.contactDigestMaterial(for: subscriber), isFor: subscriber.person, calendar: calendar)
        return try draft.sections.map { topic, lines, count in
            let items = try lines.compactMap { line in
                try item(line.number, why: line.why, posts: line.posts, for: subscriber.person, transaction)
            }
            return NewsDigest.Section(topic, items: items, count: count)
        }
    }

    private func item(
        _ number: CaseNumber, why: String, posts: [NewsDigest.Post]? = nil, for person: Person,
        _ transaction: some CaseTransaction & RegistryTransaction
    ) throws -> NewsDigest.Item? {
        guard let supportCase = try transaction.supportCase(number) else { return nil }
        return NewsDigest.Item(
            number: number.description, subject: supportCase.subject,
            account: try transaction.accountName(supportCase.account), priority: supportCase.priority, why: why,
            replyTo: planner.replyAddress(of: supportCase, for: person)?.description, posts: posts)
    }
}
