/// What `survey-form` asks, and `survey-thanks` and `survey-over` say of it.
public struct SurveyPage: Sendable, Equatable {
    /// One area to be rated.
    public struct Area: Sendable, Equatable {
        /// What its field is called.
        public var name: String
        /// Its name for people.
        public var title: String
        /// What is asked about it.
        public var question: String
        /// The rating that is chosen.
        public var chosen: Int?
        /// Whether the form was sent without one.
        public var isMissing: Bool

        /// An area from its parts.
        public init(name: String, title: String, question: String, chosen: Int? = nil, isMissing: Bool = false) {
            self.name = name
            self.title = title
            self.question = question
            self.chosen = chosen
            self.isMissing = isMissing
        }
    }

    /// What all pages say.
    public var frame: FixedPage
    /// The number of the case.
    public var caseNumber: String
    /// The subject of the case; empty where the account wants nothing of its cases outside.
    public var subject: String
    /// What is to be rated.
    public var areas: [Area]
    /// The best rating.
    public var best: Int
    /// The comment as it stands.
    public var comment: String
    /// So many characters of a comment are kept.
    public var longestComment: Int
    /// Whether it was answered before.
    public var isAnswered: Bool
    /// Until when it can be answered, for people to read.
    public var expires: String
    /// The path at which surveys are stopped.
    public var optOutPath: String

    /// A page from its parts.
    public init(
        frame: FixedPage, caseNumber: String, subject: String, areas: [Area], best: Int = 5, comment: String = "",
        longestComment: Int, isAnswered: Bool = false, expires: String, optOutPath: String
    ) {
        self.frame = frame
        self.caseNumber = caseNumber
        self.subject = subject
        self.areas = areas
        self.best = best
        self.comment = comment
        self.longestComment = longestComment
        self.isAnswered = isAnswered
        self.expires = expires
        self.optOutPath = optOutPath
    }
}

/// What `opt-out` asks, and `opted-out` and `opted-in` say.
public struct OptOutPage: Sendable, Equatable {
    /// What all pages say.
    public var frame: FixedPage
    /// The address that surveys go to, made unrecognisable in its middle.
    public var address: String
    /// For how many days nobody is asked again.
    public var days: Int

    /// A page from its parts.
    public init(frame: FixedPage, address: String, days: Int) {
        self.frame = frame
        self.address = address
        self.days = days
    }
}

extension SurveyPage: TemplateData {
    static let variables = FixedPage.framed(\Self.frame).merging([
        "caseNumber": .line(\.caseNumber),
        "subject": .line(\.subject),
        "areas": .list { page in page.areas.map { RatedArea(area: $0, best: page.best) } },
        "isIncomplete": .flag { $0.areas.contains(where: \.isMissing) },
        "missing": .line { $0.areas.filter(\.isMissing).map(\.title).joined(separator: ", ") },
        "comment": .text(\.comment),
        "longestComment": .line { String($0.longestComment) },
        "isAnswered": .flag(\.isAnswered),
        "expires": .line(\.expires),
        "optOutPath": .line(\.optOutPath, limit: 2_000),
    ])
}

/// An area with all ratings that it can have.
private struct RatedArea: TemplateData {
    let area: SurveyPage.Area
    let best: Int

    struct Rating: TemplateData {
        let name: String
        let score: Int
        let best: Int
        let isChosen: Bool

        static let variables: TemplateVariables<Self> = [
            "name": .line(\.name),
            "score": .line { String($0.score) },
            "isChosen": .flag(\.isChosen),
            "isFirst": .flag { $0.score == 1 },
            "isLast": .flag { $0.score == $0.best },
        ]
    }

    static let variables: TemplateVariables<Self> = [
        "name": .line(\.area.name),
        "title": .line(\.area.title),
        "question": .line(\.area.question),
        "isMissing": .flag(\.area.isMissing),
        "ratings": .list { rated in
            (1...max(1, rated.best)).map {
                Rating(name: rated.area.name, score: $0, best: rated.best, isChosen: $0 == rated.area.chosen)
            }
        },
    ]
}

extension OptOutPage: TemplateData {
    static let variables = FixedPage.framed(\Self.frame).merging([
        "address": .line(\.address, limit: 320),
        "days": .line { String($0.days) },
    ])
}
