public import FoundationEssentials

/// What one mail to the operator says; settled when it is put into the outbox, so that each attempt sends the same.
///
/// It has no word of any message, no address and no secret in it.
public struct OperatorReport: Sendable, Equatable, Codable {
    /// An alert, in words.
    public struct Alert: Sendable, Equatable, Codable {
        /// What became of it.
        public var kind: AlertNews.Kind
        /// What is wrong.
        public var text: String
        /// What to do.
        public var advice: String
        /// Since when, for people to read.
        public var since: String

        /// An alert from its parts.
        public init(kind: AlertNews.Kind, text: String, advice: String, since: String) {
            self.kind = kind
            self.text = text
            self.advice = advice
            self.since = since
        }
    }

    /// Lines under one title.
    public struct Section: Sendable, Equatable, Codable {
        /// What they are about.
        public var title: String
        /// Names and values.
        public var lines: [Line]

        /// A section from its parts.
        public init(_ title: String, _ lines: [Line]) {
            self.title = title
            self.lines = lines
        }
    }

    /// One line: what it is, and how much.
    public struct Line: Sendable, Equatable, Codable {
        /// What it is.
        public var name: String
        /// How much, for people to read.
        public var value: String

        /// A line from its parts.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// As many alerts as one mail names.
    public static let most = 20

    /// The alerts that it tells, at most ``most``.
    public var alerts: [Alert]
    /// How many more there are.
    public var furtherAlerts: Int
    /// What it tells besides; a mail of alerts has none.
    public var sections: [Section]
    /// The time zone of all times.
    public var timeZone: String

    /// A report from its parts.
    public init(alerts: [Alert], sections: [Section], timeZone: String) {
        (self.alerts, self.sections, self.timeZone) = (alerts, sections, timeZone)
        furtherAlerts = 0
    }

    /// A report of these alerts, those that begin in front.
    public init(_ news: [AlertNews], sections: [Section] = [], clock: NoticeClock) {
        let order: [AlertNews.Kind] = [.began, .still, .passed, .over]
        let sorted = order.flatMap { kind in news.filter { $0.kind == kind } }
        alerts = sorted.prefix(Self.most).map {
            Alert(kind: $0.kind, text: $0.alert.text, advice: $0.alert.advice, since: clock.text(of: $0.since))
        }
        furtherAlerts = max(0, news.count - Self.most)
        self.sections = sections
        timeZone = clock.timeZone
    }
}

/// What came in and went out in a time, for the operator's digest.
public struct DeskTurnover: Sendable, Equatable {
    /// What became of messages.
    public var messages: [InboundOutcome: Int] = [:]
    /// Where the mails are that were put into the outbox.
    public var mails: [OutboxState: Int] = [:]
    /// Cases that were opened.
    public var casesOpened = 0
    /// Cases that were closed.
    public var casesClosed = 0
    /// Surveys that were answered.
    public var surveysAnswered = 0

    /// Nothing.
    public init() {}
}

/// How far the operator was told by digests.
public struct OperatorMark: Sendable, Equatable {
    /// The beginning of the window of the last digest.
    public var window: Date
    /// When it was made.
    public var at: Date
    /// The last line of the ledger that was counted.
    public var line: Int64
    /// The last mail that was counted.
    public var mail: Int64

    /// A mark from its parts.
    public init(window: Date, at: Date, line: Int64, mail: Int64) {
        self.window = window
        self.at = at
        self.line = line
        self.mail = mail
    }
}
