public import FoundationEssentials

/// Does one thing after the other to a case and notes what its feed says about it; a value, nothing is stored.
///
/// What is not allowed is refused with the reason; the editor is then as it was before.
public struct CaseEditor: Sendable {
    /// What has been done so far.
    public private(set) var change: CaseChange

    private let actor: Actor
    private let channel: Channel
    private let rules: CaseRules
    private let now: Date

    /// An editor of a case, for somebody who came that way.
    public init(
        _ supportCase: SupportCase, by actor: Actor, via channel: Channel, rules: CaseRules, at now: Date
    ) {
        change = CaseChange(supportCase: supportCase)
        self.actor = actor
        self.channel = channel
        self.rules = rules
        self.now = now
    }

    /// Does one thing.
    public mutating func perform(_ act: CaseAct) throws(DeskRefusal) {
        try checkRights(to: act)
        let before = change
        do throws(DeskRefusal) { try apply(act) } catch {
            change = before
            throw error
        }
        change.supportCase.lastModified = now
    }

    private mutating func apply(_ act: CaseAct) throws(DeskRefusal) {
        switch act {
        case .assign(let advisor): try assign(advisor)
        case .route(let team): try route(team)
        case .move(let status, let text): try move(to: status, text)
        case .resolve(let text): try resolve(text)
        case .close(let why): try move(by: .closed, why)
        case .reopen(let why): try move(by: .reopened(isInTime: mayReopen), why)
        case .prioritize(let name): try prioritize(name)
        case .classify(let name): try classify(name)
        case .fill(let values): try fill(values)
        case .setDueDate(let date): setDueDate(date)
        case .schedule(let date): try schedule(date)
        case .wake: try move(by: .dateCame, "the date has come")
        case .link(let issue): try link(issue)
        case .release(let release): try put(into: release)
        case .escalate(let target, let why): escalate(target, why)
        case .askPermission(let wording): try askPermission(wording)
        case .answerPermission(let isGranted, let proof): try answerPermission(isGranted, proof)
        case .remind(let number): remind(number)
        case .warn: warn()
        }
    }

    /// Notes what a post does to the case besides the acts that come with it.
    ///
    /// A contact's post answers what waited for it, or opens the case again; the first public one of the desk is the answer
    /// that was promised.
    public mutating func note(_ post: NewPost?, with acts: [CaseAct]) throws(DeskRefusal) {
        guard let post else { return }
        if let target = supportCase.mergedInto { throw .merged(supportCase.number, into: target) }
        change.supportCase.lastModified = now
        if actor.isDesk {
            if post.visibility == .public { noteAnswer() }
        } else if !acts.contains(where: \.decidesWhetherOpen), !isThanks(post) {
            try moveOnAnswer("the contact wrote")
        }
    }

    /// Refuses contacts who may not write for the account of the case, and guests who are not its own.
    private static func checkMayWrite(_ person: Person, on supportCase: SupportCase) throws(DeskRefusal) {
        switch person.kind {
        case .advisor: return
        case .guest where supportCase.isException && supportCase.contact == person.id: return
        case .contact where person.mayWrite(for: supportCase.account): return
        case .guest, .contact: throw .mayNotWrite(person.address)
        }
    }

    /// Whether it thanks for a case that is closed, and says nothing else.
    private func isThanks(_ post: NewPost) -> Bool {
        rules.preset.ignoresThanks && !supportCase.status.isOpen
            && ThanksNote.isPlain(post.text, names: [post.author?.displayName ?? ""])
    }

    private mutating func noteAnswer() {
        guard supportCase.response.answered == nil else { return }
        if let last = supportCase.response.pauses.indices.last, supportCase.response.pauses[last].end == nil {
            change.supportCase.response.pauses[last].end = now
        }
        change.supportCase.response.answered = now
        change.supportCase.response.nextWarning = nil
    }

    private var supportCase: SupportCase { change.supportCase }

    private var mayReopen: Bool { supportCase.acceptsPost(at: now, reopenDays: rules.preset.reopenDays) }

    private func checkRights(to act: CaseAct) throws(DeskRefusal) {
        if let target = supportCase.mergedInto { throw .merged(supportCase.number, into: target) }
        guard let person = actor.person, !actor.isDesk else { return }
        try Self.checkMayWrite(person, on: supportCase)
        switch act {
        case .close, .reopen, .prioritize, .fill, .answerPermission: return
        case .assign, .route, .move, .resolve, .classify, .setDueDate, .schedule, .wake, .link, .release, .escalate,
            .askPermission, .remind, .warn:
            throw .advisorsOnly
        }
    }

    // Status

    private mutating func move(to status: CaseStatus, _ text: String) throws(DeskRefusal) {
        switch status {
        case .pendingCustomerVerification: return try resolve(text.isEmpty ? supportCase.resolution ?? "" : text)
        case .scheduled where supportCase.scheduledFor == nil: throw .incomplete(.scheduled)
        case .assignedToDevelopment where supportCase.issue == nil: throw .incomplete(.assignedToDevelopment)
        case .availableInRelease where supportCase.release == nil: throw .incomplete(.availableInRelease)
        case .new, .assigned, .assistRequest, .pendingCustomerInput, .scheduled, .assignedToDevelopment,
            .availableInRelease, .closed, .reopened:
            break
        }
        let event = supportCase.status.event(
            leadingTo: status, isAssigned: supportCase.assignee != nil, mayReopen: mayReopen)
        guard let event else { throw notAllowed(status) }
        try move(by: event, "")
    }

    /// Moves the case as the workflow says, with all that a status brings with it.
    private mutating func move(by event: CaseEvent, _ why: String, isNews: Bool = true) throws(DeskRefusal) {
        let old = supportCase.status
        guard let status = old.after(event) else {
            if case .contactPosted = event { throw .closedTooLong(supportCase.number) }
            throw notAllowed(event.target)
        }
        change.supportCase.status = status
        rules.enter(status, &change.supportCase, at: now)
        // A second resolution moves nothing, and is news all the same.
        guard status != old || event == .resolutionGiven else { return }
        note(.status, why, from: old.rawValue, to: status.rawValue, news: isNews ? event.news : nil)
    }

    /// Moves the case as a contact's answer does.
    private mutating func moveOnAnswer(_ why: String) throws(DeskRefusal) {
        try move(by: .contactPosted(isAssigned: supportCase.assignee != nil, mayReopen: mayReopen), why)
    }

    private func notAllowed(_ wanted: CaseStatus?) -> DeskRefusal {
        .notAllowed(
            supportCase.status, wanted: wanted,
            allowed: supportCase.status.reachable(isAssigned: supportCase.assignee != nil, mayReopen: mayReopen))
    }

    private mutating func resolve(_ text: String) throws(DeskRefusal) {
        if supportCase.isException { throw .exceptionNotHandedOver(supportCase.number) }
        try checkPermission()
        let resolution = text.trimmed
        guard !resolution.isEmpty else { throw .incomplete(.pendingCustomerVerification) }
        try move(by: .resolutionGiven, "a resolution was given")
        change.supportCase.resolution = resolution
    }

    private mutating func schedule(_ date: CivilDate) throws(DeskRefusal) {
        guard date > rules.clock.date(at: now) else { throw .dateIsPast(date) }
        try checkPermission()
        (change.supportCase.scheduledFor, change.supportCase.wakes) = (date, rules.clock.opening(of: date))
        let old = supportCase.status
        try move(by: .dateSet, "scheduled for \(date)")
        if old == .scheduled { note(.status, "scheduled for \(date)", from: old.rawValue, to: old.rawValue) }
    }

    private mutating func link(_ issue: String) throws(DeskRefusal) {
        let name = issue.trimmed
        guard !name.isEmpty else { throw .incomplete(.assignedToDevelopment) }
        let old = supportCase.issue
        try move(by: .defectConfirmed, "confirmed as a defect: \(name)")
        change.supportCase.issue = name
        if let old, old != name { note(.note, "The development issue is another one now.", from: old, to: name) }
    }

    private mutating func put(into release: String) throws(DeskRefusal) {
        let name = release.trimmed
        guard !name.isEmpty else { throw .incomplete(.availableInRelease) }
        try move(by: .fixReleased, "the fix is in release \(name)")
        change.supportCase.release = name
    }

    // People

    private mutating func assign(_ advisor: Person) throws(DeskRefusal) {
        guard advisor.kind == .advisor, advisor.state != .deactivated else { throw .noAdvisor(advisor.address) }
        guard supportCase.status.after(.assigned) != nil else { throw notAllowed(.assigned) }
        guard supportCase.assignee != advisor.id else { return }
        change.supportCase.assignee = advisor.id
        note(.assignment, "", to: advisor.address.description)
        try move(by: .assigned, "an advisor has it")
    }

    private mutating func route(_ team: String) throws(DeskRefusal) {
        guard let name = rules.preset.team(named: team) else { throw .unknown("team", team, rules.preset.teams) }
        guard supportCase.team != name || supportCase.assignee != nil else { return }
        note(.assignment, "", from: supportCase.team, to: name)
        (change.supportCase.team, change.supportCase.assignee) = (name, nil)
    }

    private mutating func escalate(_ target: String, _ why: String) {
        note(.escalation, why, to: rules.preset.team(named: target) ?? target, news: .escalated)
    }

    private mutating func remind(_ number: Int) {
        change.supportCase.wait?.reminders = number
        change.supportCase.wait?.lastReminder = now
        rules.setNextStep(of: &change.supportCase, at: now)
        note(.note, "The contact was reminded.", news: .reminded)
    }

    private mutating func warn() {
        let isMissed = supportCase.response.due.map { $0 <= now } ?? false
        change.supportCase.response.told = isMissed ? .missed : .running
        change.supportCase.response.nextWarning = isMissed ? nil : supportCase.response.due
        note(
            .note, isMissed ? "The time for the first answer is over." : "The time for the first answer runs out.",
            visibility: .internal, news: .overdue)
    }

    // Permission

    /// Refuses work that a type of case does not allow before an authorized contact has permitted it in writing.
    private func checkPermission() throws(DeskRefusal) {
        guard let type = rules.preset.caseType(named: supportCase.type), type.needsPermission,
            supportCase.permission?.state != .granted
        else { return }
        throw .notPermitted(type.name)
    }

    private mutating func askPermission(_ text: String) throws(DeskRefusal) {
        if supportCase.isException { throw .exceptionNotHandedOver(supportCase.number) }
        let wording = text.trimmed
        guard !wording.isEmpty else { throw .noWording }
        try move(by: .customerAsked, "permission was asked for", isNews: false)
        change.supportCase.permission = Permission(wording: wording, askedBy: actor.name, asked: now)
        note(.permission, wording, to: Permission.State.asked.rawValue, news: .permissionAsked)
    }

    private mutating func answerPermission(_ isGranted: Bool, _ proof: String) throws(DeskRefusal) {
        guard let person = actor.person, person.kind == .contact, person.isAuthorized(for: supportCase.account) else {
            throw .mayNotPermit(actor.name)
        }
        guard var permission = supportCase.permission, permission.state == .asked else { throw .nothingAsked }
        permission.state = isGranted ? .granted : .declined
        (permission.answeredBy, permission.answered, permission.proof) = (person.address.description, now, proof)
        change.supportCase.permission = permission
        note(
            .permission, permission.wording, from: Permission.State.asked.rawValue, to: permission.state.rawValue,
            news: .permissionAnswered)
        guard supportCase.status.awaitsContact else { return }
        try moveOnAnswer("permission was \(permission.state.rawValue)")
    }

    // What it is about

    private mutating func prioritize(_ name: String) throws(DeskRefusal) {
        guard let wanted = rules.preset.priority(named: name) else {
            throw .unknown("priority", name, rules.preset.priorities.map(\.name))
        }
        setPriority(rules.preset.priority(wanted, onType: supportCase.type), wanted: wanted)
    }

    private mutating func setPriority(_ priority: Preset.Priority, wanted: Preset.Priority) {
        guard priority.name != supportCase.priority else { return }
        note(
            .priority, priority.name == wanted.name ? "" : wanted.limit, from: supportCase.priority, to: priority.name,
            news: .moved)
        change.supportCase.priority = priority.name
        rules.setResponse(of: &change.supportCase, at: now)
    }

    private mutating func classify(_ name: String) throws(DeskRefusal) {
        guard let type = rules.preset.caseType(named: name) else {
            throw .unknown("type", name, rules.preset.caseTypes.map(\.name))
        }
        guard type.name != supportCase.type else { return }
        note(.note, "The type of the case is another one now.", from: supportCase.type, to: type.name)
        change.supportCase.type = type.name
        if supportCase.team != type.team {
            note(.assignment, "by its type", from: supportCase.team, to: type.team)
            change.supportCase.team = type.team
        }
        guard let old = rules.preset.priority(named: supportCase.priority) else { return }
        setPriority(rules.preset.priority(old, onType: type.name), wanted: old)
    }

    private mutating func fill(_ values: [String: String]) throws(DeskRefusal) {
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            guard let value = rules.preset.value(value.trimmed, ofField: name) else {
                throw .unknown("module", value.trimmed, rules.preset.modules)
            }
            let old = supportCase.fields[name]
            guard old ?? "" != value else { continue }
            change.supportCase.fields[name] = value.isEmpty ? nil : value
            note(.note, name, from: old, to: value.isEmpty ? nil : value)
        }
    }

    private mutating func setDueDate(_ date: CivilDate?) {
        guard date != supportCase.dueDate else { return }
        note(.note, "Due date", from: supportCase.dueDate?.description, to: date?.description)
        change.supportCase.dueDate = date
    }

    private mutating func note(
        _ kind: FeedEntry.Kind, _ text: String, from: String? = nil, to: String? = nil,
        visibility: FeedEntry.Visibility = .public, news: DeskEvent.Kind? = nil
    ) {
        let entry = FeedEntry(
            kind, at: now, author: actor.person?.id, channel: channel, visibility: visibility, text: text, from: from,
            to: to)
        change.lines.append(CaseChange.Line(entry, news: news))
    }
}

extension CaseAct {
    /// Whether it says itself if the case is open, so that a post with it changes nothing about that.
    fileprivate var decidesWhetherOpen: Bool {
        switch self {
        case .close, .reopen: true
        case .assign, .route, .move, .resolve, .prioritize, .classify, .fill, .setDueDate, .schedule, .wake, .link,
            .release, .escalate, .askPermission, .answerPermission, .remind, .warn:
            false
        }
    }
}

extension CaseEvent {
    /// What the people on a case are told of it.
    fileprivate var news: DeskEvent.Kind {
        switch self {
        case .closed: .closed
        case .resolutionGiven: .resolved
        case .fixReleased: .released
        case .assigned, .assistanceRequested, .assistanceGiven, .customerAsked, .dateSet, .dateCame, .defectConfirmed,
            .contactPosted, .reopened:
            .moved
        }
    }

    /// The status that whoever causes it wants; `nil` where they want none in particular.
    fileprivate var target: CaseStatus? {
        switch self {
        case .assigned, .assistanceGiven, .dateCame: .assigned
        case .assistanceRequested: .assistRequest
        case .customerAsked: .pendingCustomerInput
        case .resolutionGiven: .pendingCustomerVerification
        case .dateSet: .scheduled
        case .defectConfirmed: .assignedToDevelopment
        case .fixReleased: .availableInRelease
        case .contactPosted: nil
        case .reopened: .reopened
        case .closed: .closed
        }
    }
}
