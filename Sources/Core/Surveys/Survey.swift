public import FoundationEssentials

/// The question to the contact of a case that was closed how it went.
public struct Survey: Sendable, Equatable {
    /// Where it stands; spelled as stored.
    public enum State: String, Sendable, CaseIterable {
        /// Nothing is decided yet: its time has not come.
        case due
        /// Its mail was put into the outbox.
        case sent
        /// It was answered; that may be changed until it expires.
        case answered
        /// Nobody answered in time.
        case expired
        /// The case was opened again before its mail went out.
        case cancelled
        /// It was never to be sent, because of a rule.
        case withheld
    }

    /// Its number.
    public var id: ID<Survey>
    /// The case that it is about.
    public var caseNumber: CaseNumber
    /// Who is asked.
    public var contact: ID<Person>
    /// The account that the case is for.
    public var account: ID<Account>
    /// The queue of the case when it was closed.
    public var team: String
    /// The advisor who had the case when it was closed.
    public var advisor: ID<Person>?
    /// Where it stands.
    public var state: State
    /// Why it stands there, where a rule says so; may be empty.
    public var why: String
    /// When it is decided whether it is sent.
    public var due: Date
    /// When its mail was put into the outbox.
    public var sent: Date?
    /// When it was answered last.
    public var answered: Date?
    /// What was answered last.
    public var answer: SurveyAnswer?

    /// A survey that waits for its time.
    public init(
        id: ID<Survey>, caseNumber: CaseNumber, contact: ID<Person>, account: ID<Account>, team: String,
        advisor: ID<Person>?, state: State = .due, why: String = "", due: Date
    ) {
        self.id = id
        self.caseNumber = caseNumber
        self.contact = contact
        self.account = account
        self.team = team
        self.advisor = advisor
        self.state = state
        self.why = why
        self.due = due
    }

    /// When it can be answered no more, once it was sent.
    public func expires(_ rules: SurveyRules) -> Date? { sent?.addingTimeInterval(rules.lifetime) }

    /// Whether an answer is taken at that time.
    public func isOpen(_ rules: SurveyRules, at now: Date) -> Bool {
        state.takesAnswers && (expires(rules).map { now < $0 } ?? false)
    }
}

extension Survey.State {
    /// Whether an answer is taken as long as there is time.
    public var takesAnswers: Bool {
        switch self {
        case .sent, .answered: true
        case .due, .expired, .cancelled, .withheld: false
        }
    }
}
