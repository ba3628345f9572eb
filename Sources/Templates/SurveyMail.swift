internal import Core

/// What `survey` asks the contact of a closed case.
public struct SurveyMail: Sendable, Equatable {
    /// One area, and a link for each rating.
    public struct Area: Sendable, Equatable {
        /// Its name.
        public var title: String
        /// What is asked about it.
        public var question: String
        /// The links that bring a rating along, the worst first.
        public var links: [String]

        /// An area from its parts.
        public init(title: String, question: String, links: [String]) {
            self.title = title
            self.question = question
            self.links = links
        }
    }

    /// The desk, as people call it.
    public var siteName: String
    /// Given name of the one it goes to; may be empty.
    public var recipientName: String
    /// The number of the case.
    public var caseNumber: String
    /// The subject of the case; empty where the account wants nothing of its cases in mail.
    public var subject: String
    /// When it was closed, for people to read.
    public var closedAt: String
    /// What is asked about.
    public var areas: [Area]
    /// Where the form is.
    public var link: String
    /// Where surveys are stopped.
    public var optOutLink: String
    /// Until when it can be answered, for people to read.
    public var expires: String
    /// For how many days nobody asks again.
    public var days: Int

    /// A survey from its parts.
    public init(
        siteName: String, recipientName: String, caseNumber: String, subject: String, closedAt: String, areas: [Area],
        link: String, optOutLink: String, expires: String, days: Int
    ) {
        self.siteName = siteName
        self.recipientName = recipientName
        self.caseNumber = caseNumber
        self.subject = subject
        self.closedAt = closedAt
        self.areas = areas
        self.link = link
        self.optOutLink = optOutLink
        self.expires = expires
        self.days = days
    }
}

extension SurveyMail: TemplateData {
    static let variables: TemplateVariables<Self> = [
        "siteName": .line(\.siteName),
        "recipientName": .line(\.recipientName),
        "caseNumber": .line(\.caseNumber),
        "subject": .line(\.subject),
        "closedAt": .line(\.closedAt),
        "areas": .list(\.areas),
        "link": .line(\.link, limit: 2_000),
        "optOutLink": .line(\.optOutLink, limit: 2_000),
        "expires": .line(\.expires),
        "days": .line { String($0.days) },
    ]
}

extension SurveyMail.Area: TemplateData {
    /// One rating of one area.
    private struct Rating: TemplateData {
        let area: String
        let score: Int
        let link: String

        static let variables: TemplateVariables<Self> = [
            "area": .line(\.area),
            "score": .line { String($0.score) },
            "link": .line(\.link, limit: 2_000),
        ]
    }

    static let variables: TemplateVariables<Self> = [
        "title": .line(\.title),
        "question": .line(\.question),
        "ratings": .list { area in
            area.links.enumerated().map { Rating(area: area.title, score: $0.offset + 1, link: $0.element) }
        },
    ]
}

extension SurveyMail {
    /// Made-up values, to look at the template and to test it.
    static let sample = SurveyMail(
        siteName: "Campus Support", recipientName: "Priya", caseNumber: "1000001",
        subject: "Grade book doesn't save the second term", closedAt: "2026-11-20 15:41 UTC",
        areas: SurveyArea.allCases.map { area in
            Area(
                title: area.title, question: area.question,
                links: SurveyAnswer.scale.map { "\(sampleLink)?\(area.rawValue)=\($0)" })
        },
        link: sampleLink,
        optOutLink: "https://support.example.org/survey/eaaaaaaaaeqaawdvmb3x2aazt5yzq3kd4nq4mwvh6y7ajni/opt-out",
        expires: "2026-12-20 15:41 UTC", days: 30)

    private static let sampleLink =
        "https://support.example.org/survey/fuaaaaaaaeqaawdvmb3x2aazt5yzq3kd4nq4mwvh6y7ajni"
}
