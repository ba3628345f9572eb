internal import FoundationEssentials

/// How soon the cases of one priority, or all of them, were first answered.
public struct ResponseTally: Sendable, Equatable {
    /// The time within which they are to be answered, as in `4 business hours`; `nil` where nothing is promised.
    public let target: String?
    /// All cases.
    public private(set) var cases = 0
    /// Those that were answered, in time or not.
    public private(set) var answered = 0
    /// Those with a target that were answered within it.
    public private(set) var withinTarget = 0
    /// Those with a target that were answered too late, or not though their time is over.
    public private(set) var missed = 0
    /// Those that are open and not answered, and have time left or no target.
    public private(set) var pending = 0
    /// Those that were closed without an answer before their time was over.
    public private(set) var unanswered = 0
    /// How long the answers took.
    public private(set) var durations = DurationTally()

    /// A tally of nothing.
    public init(target: String? = nil) { self.target = target }

    /// The share of those answered within the target among those of which that is decided; `nil` where there are none.
    public var share: Double? { Percentage.share(of: withinTarget, in: withinTarget + missed) }

    mutating func add(_ verdict: ReportedCase.Verdict, took seconds: Double?) {
        cases += 1
        switch verdict {
        case .inTime: withinTarget += 1
        case .missed: missed += 1
        case .pending: pending += 1
        case .unanswered: unanswered += 1
        case .answered: break
        }
        guard let seconds else { return }
        answered += 1
        durations.add(seconds)
    }

    mutating func add(_ other: ResponseTally) {
        cases += other.cases
        answered += other.answered
        withinTarget += other.withinTarget
        missed += other.missed
        pending += other.pending
        unanswered += other.unanswered
        durations.add(other.durations)
    }
}
