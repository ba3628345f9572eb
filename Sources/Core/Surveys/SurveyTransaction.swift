public import FoundationEssentials

/// Which surveys are withdrawn whose mail has not gone out.
public enum SurveyScope: Sendable, Equatable {
    /// All of a case, also those whose time has not come.
    case of(CaseNumber)
    /// Those to a person whose mail waits in the outbox.
    case to(ID<Person>)
}

/// What surveys need of a transaction of the store.
public protocol SurveyTransaction {
    /// The person of that number.
    func person(_ id: ID<Person>) throws -> Person?
    /// Adds the survey of a case that is closed now, to be decided at that time.
    func addSurvey(of supportCase: SupportCase, due: Date) throws
    /// The surveys whose time has come, the longest waiting first.
    func dueSurveys(at: Date, limit: Int) throws -> [ID<Survey>]
    /// The survey of that number.
    func survey(_ id: ID<Survey>) throws -> Survey?
    /// What decides about a survey, for a desk that does not ask that customer twice.
    func facts(on survey: Survey, _ customer: SurveyRules.Customer) throws -> SurveyFacts
    /// Notes that the mail of a survey is in the outbox.
    func markSent(_ id: ID<Survey>, at: Date) throws
    /// Notes that a survey is not sent.
    func leave(_ id: ID<Survey>, because objection: SurveyObjection, at: Date) throws
    /// Does the same to surveys whose mail has not gone out, and keeps the mail back.
    func withdrawSurveys(_ scope: SurveyScope, because objection: SurveyObjection, at: Date) throws
    /// Notes an answer, in the place of an earlier one, and the entry of the feed that has it.
    func set(_ answer: SurveyAnswer, as entry: ID<FeedEntry>, of id: ID<Survey>, at: Date) throws
    /// Ends the surveys that were sent before that time and not answered; how many.
    func expireSurveys(sentBefore: Date, at: Date) throws -> Int
    /// Whether a contact wants no surveys.
    func isOptedOut(_ person: ID<Person>) throws -> Bool
    /// Notes whether a contact wants no surveys; `false` where that was known.
    func setOptOut(_ isOptedOut: Bool, of person: ID<Person>) throws -> Bool
}

extension SurveyTransaction where Self: AuditTransaction {
    /// Notes whether somebody wants surveys, and keeps back a mail to them that has not gone out; whether that is new.
    @discardableResult
    public func setOptOut(_ isOptedOut: Bool, of person: Person, by actor: String, at now: Date) throws -> Bool {
        guard try setOptOut(isOptedOut, of: person.id) else { return false }
        if isOptedOut { try withdrawSurveys(.to(person.id), because: .optedOut, at: now) }
        try audit(
            AuditEvent(
                isOptedOut ? .surveysStopped : .surveysResumed, of: person.address.description, by: actor, at: now))
        return true
    }
}
