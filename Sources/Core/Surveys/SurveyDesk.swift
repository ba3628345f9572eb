public import FoundationEssentials

/// What the pages of a survey ask of the desk.
public protocol SurveyDesk: Sendable {
    /// The rules by which the desk asks.
    var rules: SurveyRules { get }
    /// What the form shows; `nil` where there is no such survey, or nothing is decided about it.
    func form(of id: ID<Survey>) async throws -> SurveyForm?
    /// Takes an answer, durably when it returns.
    func take(_ answer: SurveyAnswer, of id: ID<Survey>, at: Date) async throws -> SurveyOutcome
    /// Who is asked whether they want surveys; `nil` for nobody whom the registry has.
    func invitee(_ id: ID<Person>) async throws -> SurveyInvitee?
    /// Notes what somebody wants, durably when it returns; the same again changes nothing.
    func setOptOut(_ isOptedOut: Bool, of id: ID<Person>, at: Date) async throws
}

/// What the form of a survey shows.
public struct SurveyForm: Sendable, Equatable {
    /// The survey.
    public var survey: Survey
    /// The subject of its case.
    public var subject: String
    /// Until when it can be answered; `nil` where it never could.
    public var expires: Date?

    /// A form from its parts.
    public init(survey: Survey, subject: String, expires: Date?) {
        self.survey = survey
        self.subject = subject
        self.expires = expires
    }
}

/// Somebody who gets surveys, or does not want any.
public struct SurveyInvitee: Sendable, Equatable {
    /// Where surveys go.
    public var address: EmailAddress
    /// Whether they want none.
    public var isOptedOut: Bool

    /// Somebody from their parts.
    public init(address: EmailAddress, isOptedOut: Bool) {
        self.address = address
        self.isOptedOut = isOptedOut
    }
}

/// What became of an answer.
public enum SurveyOutcome: Sendable, Equatable {
    /// It is kept, in the place of an earlier one.
    case taken
    /// It came too late.
    case over
    /// There is no such survey.
    case unknown
}
