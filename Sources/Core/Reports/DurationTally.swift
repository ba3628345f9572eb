public import FoundationEssentials

/// Average and median of any number of durations.
///
/// It keeps how often each whole minute was seen and not the durations, so that it stays small.
public struct DurationTally: Sendable, Equatable {
    /// How many durations there are.
    public private(set) var count = 0
    private var seconds: TimeInterval = 0
    private var timesSeen: [Int: Int] = [:]

    /// A tally of nothing.
    public init() {}

    /// Counts a duration, in seconds.
    public mutating func add(_ duration: TimeInterval) {
        count += 1
        seconds += duration
        timesSeen[Self.minutes(duration), default: 0] += 1
    }

    /// Counts all that another one counted.
    public mutating func add(_ other: DurationTally) {
        count += other.count
        seconds += other.seconds
        timesSeen.merge(other.timesSeen, uniquingKeysWith: +)
    }

    /// The average in whole minutes; `nil` of nothing.
    public var averageMinutes: Int? { count > 0 ? Self.minutes(seconds / Double(count)) : nil }

    /// The duration that half of them don't reach, in whole minutes; of an even number, between the two in the middle.
    public var medianMinutes: Int? {
        guard count > 0 else { return nil }
        let ordered = timesSeen.sorted { $0.key < $1.key }
        let middle = [(count - 1) / 2, count / 2].map { Self.minute(at: $0, in: ordered) }
        return Self.minutes(Double(middle[0] + middle[1]) * 30)
    }

    private static func minute(at place: Int, in ordered: [(key: Int, value: Int)]) -> Int {
        var left = place
        for (minute, times) in ordered {
            if left < times { return minute }
            left -= times
        }
        return ordered.last?.key ?? 0
    }

    private static func minutes(_ seconds: TimeInterval) -> Int { Int((seconds / 60).rounded()) }
}
