public import Core
public import FoundationEssentials

/// The links of a survey: `BASE/survey/TOKEN` to its form, `BASE/survey/TOKEN/opt-out` to where surveys are stopped.
///
/// The two tokens are of different kinds, so that neither opens the other's page.
public struct SurveyLink: Sendable, Equatable, CustomStringConvertible {
    /// The part of the path that stands before the token.
    public static let folder = "survey"
    /// The part behind it where surveys are stopped.
    public static let optOut = "opt-out"

    /// The link as text.
    public let description: String

    /// The link to a form with that token, at the desk whose pages are found under `base`.
    public init(base: PublicURL, form token: String) { description = "\(base)/\(Self.folder)/\(token)" }

    /// The link to where surveys are stopped.
    public init(base: PublicURL, optOut token: String) {
        description = "\(base)/\(Self.folder)/\(token)/\(Self.optOut)"
    }

    /// The same with ratings that the form begins with.
    public func rating(_ area: SurveyArea, _ score: Int) -> String { "\(description)?\(area.rawValue)=\(score)" }
}

extension CapabilityTokens {
    /// The link to the form of a survey; it leads nowhere after `expires`.
    ///
    /// Let that be some days after the survey's own end, as with ``challengeLink(to:expires:base:)``.
    public func surveyLink(to survey: ID<Survey>, expires: Date, base: PublicURL) -> SurveyLink {
        SurveyLink(base: base, form: token(.survey, for: survey.rawValue, expires: expires))
    }

    /// The link to where a person stops surveys; it works for good.
    public func optOutLink(for person: ID<Person>, base: PublicURL) -> SurveyLink {
        SurveyLink(base: base, optOut: token(.optOut, for: person.rawValue))
    }
}
