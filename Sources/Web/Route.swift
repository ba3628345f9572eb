internal import Core
internal import HTTPTypes
internal import MailAuth

/// What can be asked for: one case for each page.
enum Route: Equatable {
    /// The question of a challenge, and its answer.
    case confirm(token: String)
    /// A case, as the recipient of a mail may see it.
    case view(token: String)
    /// The status notices: the newest, or the closed ones behind that one.
    case notices(before: ID<Notice>?)
    /// The form of a survey, and its answer.
    case survey(token: String)
    /// Whether somebody wants surveys.
    case optOut(token: String)
    /// Whether the process answers.
    case health
    case stylesheet
    case missing

    static let noticesFolder = "notices"

    /// What a path leads to, with or without the path of the public address before it.
    init(path: some StringProtocol, prefix: String, stylesheet: String) {
        var rest = Substring(path)
        if !prefix.isEmpty, rest.hasPrefix(prefix + "/") { rest = rest.dropFirst(prefix.count) }
        let parts = rest.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        switch (parts.count, parts.first) {
        case (1, "healthz"): self = .health
        case (1, .some(Self.noticesFolder)): self = .notices(before: nil)
        case (3, .some(Self.noticesFolder)) where parts[2] == "before": self = Self.olderNotices(parts[3])
        case (1, .some(let name)) where name == stylesheet: self = .stylesheet
        case (2, .some(ChallengeLink.folder)): self = .confirm(token: String(parts[2]))
        case (2, .some(CaseLink.folder)): self = .view(token: String(parts[2]))
        case (2, .some(SurveyLink.folder)): self = .survey(token: String(parts[2]))
        case (3, .some(SurveyLink.folder)) where parts[3] == SurveyLink.optOut: self = .optOut(token: String(parts[2]))
        default: self = .missing
        }
    }

    private static func olderNotices(_ number: Substring) -> Route {
        guard number.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int64(number) else {
            return .missing
        }
        return .notices(before: ID(number))
    }

    /// How it is called in the log, where a path would give tokens away.
    var name: String {
        switch self {
        case .confirm: "confirm"
        case .view: "case"
        case .notices: "notices"
        case .survey: "survey"
        case .optOut: "opt-out"
        case .health: "health"
        case .stylesheet: "stylesheet"
        case .missing: "missing"
        }
    }

    /// The methods that it knows; `nil` where no method leads anywhere.
    var methods: [HTTPRequest.Method]? {
        switch self {
        case .confirm, .survey, .optOut: [.get, .head, .post]
        case .view, .notices, .health, .stylesheet: [.get, .head]
        case .missing: nil
        }
    }
}
