public import FoundationEssentials

/// Decides what a digest says: which cases stand where, the most urgent first, each once and with the reason.
public struct DigestDraft: Sendable {
    /// So many cases at most stand in one section, and so many of all else.
    static var longestSection: Int { 10 }
    static var longestAside: Int { 5 }

    /// What stands in a section before its cases are looked up.
    public enum Line: Sendable, Equatable {
        /// A case, and why it stands there.
        case supportCase(CaseNumber, why: String)
        /// Anything else, ready as it is.
        case item(NewsDigest.Item)
    }

    /// The sections that have something in them, the most urgent first.
    public private(set) var sections: [(topic: NewsDigest.Topic, lines: [Line], count: Int)] = []
    /// Whether any of it has come since the last digest.
    public private(set) var hasNews: Bool

    private let material: DigestMaterial
    private let calendar: DigestCalendar
    private let now: Date
    private let next: Date

    /// A draft of the digest at `now`; the one after it is due at `next`.
    ///
    /// - Parameter priorities: the most urgent first.
    public init(
        _ material: DigestMaterial, since mark: DigestMark, isFor reader: Person, calendar: DigestCalendar,
        priorities: [String], at now: Date, until next: Date
    ) {
        self.material = material
        self.calendar = calendar
        (self.now, self.next) = (now, next)
        hasNews = false
        let news = Self.unseen(material.news, by: reader.id)
        let phrases = DigestPhrase.ofCases(news, for: reader.address, calendar: calendar)
        let ranks = Dictionary(priorities.enumerated().map { ($1, $0) }, uniquingKeysWith: min)
        let rank = { (item: DigestMaterial.OpenCase) in ranks[item.priority] ?? priorities.count }

        let missed = material.cases.filter { deadline(of: $0).map { $0 <= now } ?? false }.sorted(by: isDueBefore)
        var placed = Set(missed.map(\.number))
        let soon = material.cases.filter { !placed.contains($0.number) && isDueSoon($0) }.sorted(by: isDueBefore)
        placed.formUnion(soon.map(\.number))
        let atDesk = material.cases.filter { !placed.contains($0.number) && $0.status.waitsForDesk }
        let waiting = atDesk.filter(\.isMine).sorted { (rank($0), $0.lastModified) < (rank($1), $1.lastModified) }
        let isNew = { (item: DigestMaterial.OpenCase) in item.number.rawValue > mark.caseNumber.rawValue }
        let queue = atDesk.filter { !$0.isMine }.sorted {
            (isNew($0) ? 0 : 1, rank($0), $0.created) < (isNew($1) ? 0 : 1, rank($1), $1.created)
        }
        placed.formUnion(atDesk.map(\.number))
        let others = Self.numbers(news.filter(\.isMine)).filter {
            !placed.contains($0) && phrases[$0] != nil
        }
        placed.formUnion(others)

        add(.missed, missed.map { .supportCase($0.number, why: why($0)) })
        add(.dueSoon, soon.map { .supportCase($0.number, why: why($0)) })
        add(
            .waiting,
            waiting.map {
                .supportCase($0.number, why: phrases[$0.number] ?? "Waits since \(calendar.text(of: $0.lastModified))")
            })
        add(
            .queue,
            queue.map {
                let opened = "Opened \(calendar.text(of: $0.created))"
                return .supportCase($0.number, why: isNew($0) ? opened : phrases[$0.number] ?? opened)
            })
        add(.news, others.map { .supportCase($0, why: phrases[$0] ?? "") })
        // The worst first: somebody may have to make up for it.
        add(
            .rating,
            material.ratings.sorted { $0.answer[.overall] < $1.answer[.overall] }.map {
                .supportCase($0.number, why: $0.answer.summary)
            })
        let undelivered = news.filter(\.entry.isUndelivered)
        add(.undelivered, undelivered.reversed().map { .supportCase($0.number, why: $0.entry.text) })
        addHeld()
        addFlagged()

        let warned = Set(news.filter(\.entry.isWarning).map(\.number))
        hasNews =
            missed.contains { deadline(of: $0).map { $0 > mark.window } ?? false }
            || soon.contains { warned.contains($0.number) } || phrases.keys.contains(where: placed.contains)
            || !undelivered.isEmpty || !material.ratings.isEmpty
            || queue.contains(where: isNew)
            || material.held.messages.contains { $0.id.rawValue > mark.heldMessage.rawValue }
            || material.flagged.contacts.contains { $0.flagged > mark.window }
    }

    /// Whether a mail comes of it: not of nothing, and where they are hourly not of what was said before.
    public func isWorthSending(_ schedule: DigestSchedule) -> Bool {
        switch schedule {
        case .daily: !sections.isEmpty
        // Who chose to be told at once has one last digest of what had gathered.
        case .hourly, .immediate: !sections.isEmpty && hasNews
        case .off: false
        }
    }

    private mutating func add(_ topic: NewsDigest.Topic, _ lines: [Line], count: Int? = nil) {
        guard !lines.isEmpty else { return }
        sections.append((topic, Array(lines.prefix(Self.longestSection)), count ?? lines.count))
    }

    private mutating func addHeld() {
        add(
            .held,
            material.held.messages.map { message in
                .item(
                    NewsDigest.Item(
                        number: String(message.id.rawValue), subject: message.subject,
                        why: "From \(message.from), \(calendar.text(of: message.received))"))
            }, count: material.held.count)
    }

    private mutating func addFlagged() {
        add(
            .flagged,
            material.flagged.contacts.map { contact in
                .item(
                    NewsDigest.Item(
                        subject: "\(contact.person.displayName) <\(contact.person.address)>",
                        account: contact.person.memberships.map(\.account.name).joined(separator: ", "),
                        why: "Flagged \(calendar.text(of: calendar.date(at: contact.flagged)))"))
            }, count: material.flagged.count)
    }

    /// What others did that they don't know of: whoever does something on a case has seen what came before.
    ///
    /// That a mail could not be delivered is told in any case.
    static func unseen(
        _ news: [DigestMaterial.News], by reader: ID<Person>
    ) -> [DigestMaterial.News] {
        var seen: [CaseNumber: Int] = [:]
        for (index, item) in news.enumerated() where item.entry.author == reader { seen[item.number] = index }
        return news.enumerated().filter { $1.entry.isUndelivered || $0 > seen[$1.number] ?? -1 }.map(\.element)
    }

    /// When a case must be answered or solved, whichever comes first.
    private func deadline(of item: DigestMaterial.OpenCase) -> Date? {
        [item.answerDue, item.dueDate.map(calendar.end)].compactMap { $0 }.min()
    }

    private func isDueBefore(_ one: DigestMaterial.OpenCase, _ other: DigestMaterial.OpenCase) -> Bool {
        let (first, second) = (deadline(of: one) ?? .distantFuture, deadline(of: other) ?? .distantFuture)
        return (first, one.number.rawValue) < (second, other.number.rawValue)
    }

    private func isDueSoon(_ item: DigestMaterial.OpenCase) -> Bool {
        if item.answerDue != nil, item.isWarned { return true }
        // A day is solved for until its end, and its last working hours come before the digest that follows it.
        return (item.answerDue.map { $0 <= next } ?? false)
            || (item.dueDate.map { $0 <= calendar.date(at: next) } ?? false)
    }

    private func why(_ item: DigestMaterial.OpenCase) -> String {
        if let date = item.dueDate, item.answerDue.map({ $0 > calendar.end(of: date) }) ?? true {
            return "\(calendar.end(of: date) <= now ? "Was to be" : "To be") solved by \(calendar.text(of: date))"
        }
        guard let due = item.answerDue else { return "" }
        return "\(due <= now ? "First answer was due" : "First answer due") \(calendar.text(of: due))"
    }

    /// The cases of news in the order of their latest.
    static func numbers(_ news: [DigestMaterial.News]) -> [CaseNumber] {
        var seen: Set<CaseNumber> = []
        return news.reversed().map(\.number).filter { seen.insert($0).inserted }
    }
}

extension CaseStatus {
    /// Whether the next step is the desk's, and nothing else is waited for.
    fileprivate var waitsForDesk: Bool {
        switch self {
        case .new, .assigned, .reopened: true
        case .assistRequest, .pendingCustomerInput, .pendingCustomerVerification, .scheduled, .assignedToDevelopment,
            .availableInRelease, .closed:
            false
        }
    }
}
