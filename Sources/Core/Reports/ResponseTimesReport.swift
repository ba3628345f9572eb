public import FoundationEssentials

/// How soon cases were first answered, by priority; takes them one after the other and keeps none.
public struct ResponseTimesReport: Sendable {
    /// One priority and its cases.
    public struct Row: Sendable {
        /// The name of the priority.
        public let priority: String
        /// What became of its cases.
        public fileprivate(set) var tally: ResponseTally
        fileprivate let timer: ResponseTimer
        fileprivate let allowance: TimeInterval?

        fileprivate init(_ priority: String, _ target: Preset.ResponseTarget?, clock: BusinessClock) {
            self.priority = priority
            tally = ResponseTally(target: target?.description)
            // Where nothing is promised, the time in which the desk is staffed says most about it.
            timer = ResponseTimer(target ?? Preset.ResponseTarget(0, .businessHours), clock: clock)
            allowance = target == nil ? nil : timer.allowance
        }

        fileprivate mutating func add(_ item: ReportedCase, at now: Date) {
            let seconds = item.response.answered.map {
                timer.elapsed(since: item.created, pauses: item.response.pauses, until: $0)
            }
            tally.add(item.verdict(allowance: allowance, took: seconds, at: now), took: seconds)
        }
    }

    private let clock: BusinessClock
    private let now: Date
    /// Those of the preset in its order, then others as they come.
    private var all: [Row]
    private let countOfKnown: Int
    private var places: [String: Int] = [:]

    /// A report without cases, by the rules of the desk, as things stand at `now`.
    public init(_ rules: CaseRules, at now: Date) {
        (clock, self.now) = (rules.clock, now)
        all = rules.preset.priorities.map { Row($0.name, $0.firstResponse, clock: rules.clock) }
        countOfKnown = all.count
    }

    /// Counts a case.
    public mutating func add(_ item: ReportedCase) { all[place(of: item.priority)].add(item, at: now) }

    /// A row for each priority of the preset in its order, then one for each other priority that cases have.
    public var rows: [Row] { all[..<countOfKnown] + all[countOfKnown...].sorted { $0.priority < $1.priority } }

    /// All cases, each measured in the time of its own target.
    public var total: ResponseTally { all.reduce(into: ResponseTally()) { $0.add($1.tally) } }

    private mutating func place(of priority: String) -> Int {
        if let place = places[priority] { return place }
        let name = priority.lowercased()
        let known = all[..<countOfKnown].firstIndex { $0.priority.lowercased() == name }
        if known == nil { all.append(Row(priority, nil, clock: clock)) }
        let place = known ?? all.count - 1
        places[priority] = place
        return place
    }
}
