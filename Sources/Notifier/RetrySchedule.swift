public import FoundationEssentials

/// When a mail that could not be sent is tried again (RFC 5321 section 4.5.4.1): soon at first, then every four hours, for five days.
public struct RetrySchedule: Sendable, Equatable {
    private static let steps: [Double] = [60, 300, 900, 3600, 4 * 3600]
    private static let patience: Double = 5 * 86_400

    /// The schedule.
    public init() {}

    /// The time of the next attempt after `attempts` that failed, or `nil` when five days are over since the first.
    public func next(after attempts: Int, firstTried: Date, now: Date) -> Date? {
        guard now.timeIntervalSince(firstTried) < Self.patience else { return nil }
        let step = Self.steps[min(max(attempts, 1), Self.steps.count) - 1]
        return now.addingTimeInterval(step)
    }
}
