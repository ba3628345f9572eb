internal import FoundationEssentials

/// The rules by which the clocks of a case are set.
public struct CaseRules: Sendable {
    /// The lists and numbers of the desk.
    public let preset: Preset
    /// Its hours.
    public let clock: BusinessClock

    /// The rules of a preset; `nil` if its calendar names no time zone that there is.
    public init?(_ preset: Preset) {
        guard let clock = BusinessClock(preset.calendar) else { return nil }
        self.preset = preset
        self.clock = clock
    }

    /// A case as it is opened: what its opener wants as far as the rules have it, with what its feed says about the rest.
    ///
    /// Nothing is refused: an unknown type or priority becomes the default one, and a priority that the type may not have
    /// the next one that it may.
    func opened(_ new: NewCase, as number: CaseNumber, at now: Date) -> CaseChange {
        let type = new.type.flatMap(preset.caseType(named:)) ?? preset.caseType(named: preset.defaultType)
        let wanted = new.priority.flatMap(preset.priority(named:)) ?? preset.priority(named: preset.defaultPriority)
        let priority = wanted.map { preset.priority($0, onType: type?.name ?? "") }
        var supportCase = SupportCase(
            number: number, account: new.account.id, contact: new.contact.id, subject: new.subject,
            type: type?.name ?? preset.defaultType, priority: priority?.name ?? preset.defaultPriority, status: .new,
            team: type?.team ?? "", channel: new.post.channel, mailbox: new.mailbox, linkedCase: new.linkedCase,
            isException: new.isException, created: now, lastModified: now)
        supportCase.fields = preset.values(new.fields, ofType: type)
        supportCase.dueDate = new.dueDate
        setResponse(of: &supportCase, at: now)
        guard let wanted, let priority, wanted.name != priority.name else {
            return CaseChange(supportCase: supportCase)
        }
        let note = FeedEntry(
            .priority, at: now, author: nil, channel: .system, text: wanted.limit, from: wanted.name, to: priority.name)
        return CaseChange(supportCase: supportCase, lines: [CaseChange.Line(note)])
    }

    /// Sets what a status brings with it: the wait for a contact, the pause of the response time, the closing date.
    func enter(_ status: CaseStatus, _ supportCase: inout SupportCase, at now: Date) {
        supportCase.closed = status == .closed ? now : nil
        supportCase.wait = status.awaitsContact ? ContactWait(since: now) : nil
        setNextStep(of: &supportCase, at: now)
        if status != .scheduled { (supportCase.scheduledFor, supportCase.wakes) = (nil, nil) }
        guard supportCase.response.answered == nil else { return }
        let isPaused = supportCase.response.pauses.last.map { $0.end == nil } ?? false
        switch (isPaused, status.pausesResponse) {
        case (false, true): supportCase.response.pauses.append(ResponseRecord.Pause(start: now))
        case (true, false): supportCase.response.pauses[supportCase.response.pauses.count - 1].end = now
        case (true, true), (false, false): return
        }
        setResponse(of: &supportCase, at: now)
    }

    /// Sets anew when a case must be answered, and when the desk is told about it.
    func setResponse(of supportCase: inout SupportCase, at now: Date) {
        guard supportCase.response.answered == nil else { return }
        let timer = timer(of: supportCase)
        let pauses = supportCase.response.pauses
        supportCase.response.due = timer?.instant(since: supportCase.created, pauses: pauses)
        guard let timer, let due = supportCase.response.due else { return supportCase.response.nextWarning = nil }
        if due > now { supportCase.response.told = .nothing }
        switch supportCase.response.told {
        case .nothing:
            supportCase.response.nextWarning = timer.instant(
                ofShare: preset.warningShare, since: supportCase.created, pauses: pauses)
        case .running: supportCase.response.nextWarning = due
        case .missed: supportCase.response.nextWarning = nil
        }
    }

    /// The timer of a case's first response; `nil` where its priority promises none.
    public func timer(of supportCase: SupportCase) -> ResponseTimer? {
        preset.priority(named: supportCase.priority)?.firstResponse.map { ResponseTimer($0, clock: clock) }
    }

    /// What is due about a case by itself, one act at a time; `nil` where nothing is.
    func dueAct(of supportCase: SupportCase, at now: Date) -> CaseAct? {
        if let wakes = supportCase.wakes, wakes <= now { return .wake }
        if let warning = supportCase.response.nextWarning, warning <= now { return .warn }
        guard let wait = supportCase.wait, let next = wait.next, next <= now else { return nil }
        return switch preset.followUp.step(in: wait, at: now, clock: clock) {
        case .wait: nil
        case .remind(let number): .remind(number)
        case .close: .close(why: "nobody answered within \(preset.followUp.closingDay) business days")
        }
    }

    /// Sets when something is to be done next about a wait for a contact.
    func setNextStep(of supportCase: inout SupportCase, at now: Date) {
        guard let wait = supportCase.wait else { return }
        supportCase.wait?.next =
            switch preset.followUp.step(in: wait, at: now, clock: clock) {
            case .wait(let next): next
            case .remind, .close: now
            }
    }
}

extension Preset.Priority {
    /// Why another type of case can't have it.
    var limit: String { "\(name) is for \(caseTypes.joined(separator: ", ")) only" }
}

extension Preset {
    /// The queue of that name, without regard to case.
    public func team(named name: String) -> String? { teams.first { $0.lowercased() == name.lowercased() } }

    /// The priority of that name, without regard to case.
    public func priority(named name: String) -> Priority? {
        priorities.first { $0.name.lowercased() == name.lowercased() }
    }

    /// What a priority becomes on a type of case: itself, or the next one that the type may have.
    public func priority(_ wanted: Priority, onType type: String) -> Priority {
        let rest = priorities.drop { $0.name != wanted.name }
        return rest.first { $0.caseTypes.isEmpty || $0.caseTypes.contains(type) } ?? wanted
    }

    /// The values that a new case keeps of what its opener wrote: the fields of its type; of modules, those of the list.
    func values(_ written: [String: String], ofType type: CaseType?) -> [String: String] {
        var values: [String: String] = [:]
        for name in type?.fields ?? [] {
            guard let text = written[name]?.trimmed, !text.isEmpty else { continue }
            // Whoever names a type of case there means that, and not the field of the same name.
            if name == "Type", caseType(named: text) != nil { continue }
            // A module that there is not is asked for again; what was written stays in the post.
            values[name] = value(text, ofField: name)
        }
        return values
    }

    /// What a reply fills in of a case's fields.
    public func values(_ written: [String: String], of supportCase: SupportCase) -> [String: String] {
        values(written, ofType: caseType(named: supportCase.type))
    }

    /// The names that may stand before a colon at the top of a mail: those of every case, and those of the types.
    public var fieldNames: MailFieldNames {
        MailFieldNames(MailFieldNames.ofEveryCase + caseTypes.flatMap(\.fields))
    }

    /// The fields of a type that must be filled in and are not, in the order of the form.
    public func missingFields(of supportCase: SupportCase) -> [String] {
        caseType(named: supportCase.type)?.requiredFields.filter { supportCase.fields[$0] == nil } ?? []
    }

    /// A value as a field keeps it; a module is one of the list, spelled as there, and `nil` if it is none of them.
    func value(_ value: String, ofField name: String) -> String? {
        guard name == "Module", !value.isEmpty, !modules.isEmpty else { return value }
        return modules.first { $0.lowercased() == value.lowercased() }
    }
}
