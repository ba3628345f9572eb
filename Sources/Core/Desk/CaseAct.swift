/// Something that somebody does to a case, whichever way it came.
public enum CaseAct: Sendable, Equatable {
    /// An advisor takes it or is given it.
    case assign(Person)
    /// It goes to a queue, and whoever has it gives it back.
    case route(team: String)
    /// It is brought to a status that somebody named; the text is the resolution, where that is what it waits for.
    case move(to: CaseStatus, text: String)
    /// A resolution is given, for the contact to verify.
    case resolve(String)
    /// It is closed.
    case close(why: String)
    /// It is opened again.
    case reopen(why: String)
    /// Its priority becomes another; a name of the preset, without regard to case.
    case prioritize(String)
    /// Its type becomes another; a name or alias of the preset, without regard to case.
    case classify(String)
    /// Fields are filled in, by their names; an empty value empties one.
    case fill([String: String])
    /// It must be solved by that day; `nil` takes that back.
    case setDueDate(CivilDate?)
    /// Work on it goes on at that day.
    case schedule(CivilDate)
    /// The day for which it was scheduled has come.
    case wake
    /// It was confirmed as a defect of the product, by the number of its development issue.
    case link(issue: String)
    /// The fix of its issue is in that release.
    case release(String)
    /// Somebody else has to look at it, because of that.
    case escalate(to: String, why: String)
    /// The customer is asked, in these words, to permit something.
    case askPermission(String)
    /// An authorized contact permits what was asked, or does not; how it is proven that they did.
    case answerPermission(isGranted: Bool, proof: String)
    /// Its contact is reminded that it waits, by the reminder of that place in the preset's list, counted from 1.
    case remind(Int)
    /// The desk is told that the time for the first answer runs out, or is over.
    case warn
}

/// Who does something to a case.
public enum Actor: Sendable, Equatable {
    case person(Person)
    /// Whoever works on the machine itself.
    case `operator`
    /// The desk, by itself.
    case system

    /// A person, or the operator.
    public init(_ person: Person?) { self = person.map { .person($0) } ?? .operator }

    /// The person, if it is one.
    public var person: Person? { if case .person(let person) = self { person } else { nil } }

    /// Whether they are on the desk's side.
    public var isDesk: Bool { person.map { $0.kind == .advisor } ?? true }

    /// As the audit log names them.
    public var name: String {
        switch self {
        case .person(let person): person.address.description
        case .operator: AuditEvent.operatorName
        case .system: AuditEvent.systemName
        }
    }
}
