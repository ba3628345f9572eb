public import FoundationEssentials

/// A survey that was sent, as the report on satisfaction sees it.
public struct ReportedSurvey: Sendable, Equatable {
    /// When it was sent.
    public var sent: Date
    /// The queue of its case when that was closed.
    public var team: String
    /// The address of the advisor who had the case then.
    public var advisor: String?
    /// What was answered, if anything was.
    public var answer: SurveyAnswer?

    /// A survey from its parts.
    public init(sent: Date, team: String, advisor: String?, answer: SurveyAnswer?) {
        self.sent = sent
        self.team = team
        self.advisor = advisor
        self.answer = answer
    }
}

/// How satisfied contacts are, by one thing that tells surveys apart.
public struct SatisfactionReport: Sendable {
    /// What tells surveys apart.
    public enum Grouping: String, Sendable, CaseIterable {
        /// The month in which they were sent, where the desk is.
        case month
        /// What was rated: here one survey counts in each row.
        case area
        case team
        /// The advisor who had the case when it was closed.
        case advisor
    }

    /// What the surveys of one row come to.
    public struct Row: Sendable, Equatable {
        /// The month, area, team or advisor.
        public var name: String
        /// How many were sent.
        public private(set) var sent = 0
        /// How many answers gave each rating, the worst first: of the service as a whole, or of the area.
        public private(set) var ratings = SurveyAnswer.scale.map { _ in 0 }

        /// A row without surveys.
        public init(_ name: String) { self.name = name }

        /// How many were answered.
        public var answered: Int { ratings.reduce(0, +) }
        /// How many of the answers are those of satisfied people: the top two of the five ratings.
        public var satisfied: Int {
            zip(SurveyAnswer.scale, ratings).filter { $0.0 >= SurveyAnswer.satisfying }.map(\.1).reduce(0, +)
        }
        /// The share of those answered, in percent; `nil` of none.
        public var answerShare: Double? { Percentage.share(of: answered, in: sent) }
        /// The satisfaction rate: the share of satisfied answers, in percent; `nil` of none.
        public var rate: Double? { Percentage.share(of: satisfied, in: answered) }
        /// The mean rating, with two decimals; `nil` where nobody answered.
        public var average: Double? {
            guard answered > 0 else { return nil }
            let sum = zip(SurveyAnswer.scale, ratings).map { $0 * $1 }.reduce(0, +)
            return (Double(sum) * 100 / Double(answered)).rounded() / 100
        }

        /// Whether so many of a hundred answers, or more, are those of satisfied people; `nil` where nobody answered.
        public func reaches(_ goal: Int) -> Bool? { answered > 0 ? satisfied * 100 >= goal * answered : nil }

        fileprivate mutating func add(_ rating: Int?) {
            sent += 1
            if let rating { ratings[rating - SurveyAnswer.scale.lowerBound] += 1 }
        }
    }

    /// What tells the surveys apart.
    public let grouping: Grouping
    /// All surveys.
    public private(set) var total = Row("")

    private let clock: BusinessClock
    private let teams: [String]
    private var groups: [String: Row] = [:]

    /// A report without surveys; months are those of `clock`, and `teams` come in that order.
    public init(by grouping: Grouping, clock: BusinessClock, teams: [String]) {
        self.grouping = grouping
        self.clock = clock
        self.teams = teams
    }

    /// Counts a survey.
    public mutating func add(_ survey: ReportedSurvey) {
        total.add(survey.answer?[.overall])
        guard grouping == .area else { return count(survey.answer?[.overall], as: name(of: survey)) }
        for area in SurveyArea.allCases { count(survey.answer?[area], as: area.title) }
    }

    /// A row for each that has surveys: months and areas in their order, teams in the preset's, advisors by their address.
    public var rows: [Row] {
        let order: [String]
        switch grouping {
        case .area: order = SurveyArea.allCases.map(\.title)
        case .team: order = teams
        case .month, .advisor: order = []
        }
        let known = order.compactMap { groups[$0] }
        return known + groups.values.filter { !order.contains($0.name) }.sorted { $0.name < $1.name }
    }

    private mutating func count(_ rating: Int?, as name: String) { groups[name, default: Row(name)].add(rating) }

    private func name(of survey: ReportedSurvey) -> String {
        switch grouping {
        case .month, .area: CalendarMonth(of: clock.date(at: survey.sent)).description
        case .team: survey.team
        case .advisor: survey.advisor ?? "(nobody)"
        }
    }
}
