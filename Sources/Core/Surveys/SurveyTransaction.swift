public import FoundationEssentials

/// What surveys need of a transaction of the store.
public protocol SurveyTransaction {
    /// Adds the survey of a case that is closed now, to be decided at that time.
    func addSurvey(of supportCase: SupportCase, due: Date) throws
    /// Cancels the surveys of a case whose mail has not gone out; how many.
    func cancelSurveys(of number: CaseNumber, because why: String, at: Date) throws -> Int
    /// The surveys whose time has come, the longest waiting first.
    func dueSurveys(at: Date, limit: Int) throws -> [ID<Survey>]
    /// The survey of that number.
    func survey(_ id: ID<Survey>) throws -> Survey?
    /// What decides about a survey.
    func facts(on survey: Survey, _ rules: SurveyRules) throws -> SurveyFacts
    /// Notes where a survey stands, and why.
    func set(_ state: Survey.State, of id: ID<Survey>, because why: String, at: Date) throws
    /// Notes an answer, in the place of an earlier one.
    func set(_ answer: SurveyAnswer, of id: ID<Survey>, at: Date) throws
    /// Ends the surveys that were sent before that time and not answered; how many.
    func expireSurveys(sentBefore: Date, at: Date) throws -> Int
    /// Whether a contact wants no surveys.
    func isOptedOut(_ person: ID<Person>) throws -> Bool
    /// Notes whether a contact wants no surveys; `false` where that was known.
    func setOptOut(_ isOptedOut: Bool, of person: ID<Person>, at: Date) throws -> Bool
    /// Keeps back the mails of surveys to a person, or about a case, that have not gone out.
    func keepBackSurveys(to person: ID<Person>, because why: String, at: Date) throws
}
