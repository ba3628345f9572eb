internal import FoundationEssentials

/// Who is told what happened, and by how many mails.
extension Desk {
    /// Alerts whoever is on call, where that is wanted; whom the registry has of them.
    func alert(
        _ event: DeskEvent, _ supportCase: SupportCase, _ transaction: some CaseTransaction, _ now: Date
    ) throws -> ID<Person>? {
        guard let onCall = onCall(for: supportCase) else { return nil }
        let person = try transaction.person(at: onCall)
            .flatMap { $0.kind == .advisor && $0.state != .deactivated ? $0 : nil }
        let entry = planner.alert(event, on: supportCase, to: onCall, person, at: now)
        try tell([entry].compactMap { $0 }, supportCase, transaction, now)
        return person?.id
    }

    /// Who is to be alerted where the case's priority wants that and nobody has answered it yet.
    private func onCall(for supportCase: SupportCase) -> EmailAddress? {
        let isWanted = preset.priority(named: supportCase.priority)?.alertsOnCall == true
        return isWanted && supportCase.response.answered == nil ? onCall : nil
    }

    /// Tells the people on a case, and the advisor who has it.
    ///
    /// That its time runs out is told to those whose case it is, but for who was `alerted`.
    func tell(
        _ event: DeskEvent, _ supportCase: SupportCase, besides alerted: Set<ID<Person>>,
        _ transaction: some CaseTransaction, _ now: Date
    ) throws {
        let people =
            event.kind == .overdue
            ? try transaction.desk(of: supportCase).filter { !alerted.contains($0.id) }
            : try transaction.audience(of: supportCase)
        let entries = planner.entries(for: event, on: supportCase, to: people, at: now)
        try tell(entries, supportCase, transaction, now)
    }

    /// Puts mails into the outbox, or what they say into mails that wait there.
    ///
    /// Beyond the limit they are kept there unsent, the case says so once, and what they say is told when the flood is over.
    func tell(
        _ entries: [OutboxEntry], _ supportCase: SupportCase, _ transaction: some CaseTransaction, _ now: Date
    ) throws {
        var ownMails: [OutboxEntry] = []
        for entry in entries {
            let waiting = try transaction.waitingMail(like: entry)
            switch Burst.decide(entry, behind: waiting, quiet: quietTime, at: now) {
            case .join(let mail): try transaction.add(entry, to: mail.id)
            case .wait(let time): ownMails.append(entry.waiting(until: time))
            case .atOnce:
                if waiting != nil { try transaction.hurry(mailsLike: entry, at: now) }
                ownMails.append(entry)
            }
        }
        guard !ownMails.isEmpty else { return }
        if let why = try reasonToKeepBack(ownMails.count, supportCase, transaction, now) {
            // Alerts are few, and nobody is to miss one.
            ownMails = ownMails.map { $0.template == .onCall ? $0 : $0.keptBack(because: why) }
        }
        try transaction.enqueue(ownMails, at: now)
    }

    /// Why that many more mails about a case are not sent now, if they are not; noted on the case where that begins.
    private func reasonToKeepBack(
        _ count: Int, _ supportCase: SupportCase, _ transaction: some CaseTransaction, _ now: Date
    ) throws -> String? {
        let limit = limits.mailsPerCasePer10Minutes
        guard limit > 0 else { return nil }
        let why = "more than \(limit) mails about the case within ten minutes"
        // Until they are told what was kept back, nothing newer overtakes it.
        if try transaction.isFlooded(supportCase.number) { return why }
        let sent = try transaction.mailCount(about: supportCase.number, since: now.addingTimeInterval(-Flood.length))
        guard sent + count > limit else { return nil }
        let note = FeedEntry(
            .note, at: now, author: nil, channel: .system, visibility: .internal,
            text: "Mails about this case are kept back: \(why). What they say follows in one mail.")
        _ = try transaction.append(note, to: supportCase.number, attachments: [])
        return why
    }
}

extension DeskEvent {
    /// What is told of several things that happened at once: the most telling that everybody may know, and what only the desk may.
    static func worthTelling(_ events: [DeskEvent]) -> [DeskEvent] {
        let known = events.filter { !$0.isInternal }.max { $0.kind.weight < $1.kind.weight }
        return [known].compactMap { $0 } + events.filter(\.isInternal)
    }
}

extension DeskEvent.Kind {
    /// Of two things, the mail about the heavier says the other as well.
    fileprivate var weight: Int {
        switch self {
        case .moved: 0
        case .posted: 1
        case .resolved: 2
        case .permissionAnswered: 2
        case .permissionAsked: 5
        case .reminded: 2
        case .overdue: 2
        case .dissatisfied: 2
        case .escalated: 3
        case .released: 4
        case .closed: 6
        case .opened: 7
        }
    }
}
