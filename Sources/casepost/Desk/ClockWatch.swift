internal import FoundationEssentials

/// Finds that the machine's clock was set, by a clock that nobody can set.
struct ClockWatch: Sendable {
    /// What is less is no jump.
    private static let slack: TimeInterval = 60
    /// So long it is remembered.
    private static let memory: TimeInterval = 86_400

    private var last: (date: Date, instant: ContinuousClock.Instant)?
    private var jump: (by: TimeInterval, at: ContinuousClock.Instant)?

    init() {}

    /// Looks at both clocks; by how much the one was set since the last look, if it was.
    mutating func look(_ date: Date, _ instant: ContinuousClock.Instant) -> TimeInterval? {
        defer { last = (date, instant) }
        guard let last else { return nil }
        let by = date.timeIntervalSince(last.date) - (instant - last.instant) / .seconds(1)
        guard abs(by) > Self.slack else { return nil }
        jump = (by, instant)
        return by
    }

    /// By how much it was set the last time, as long as that is remembered.
    func remembered(at instant: ContinuousClock.Instant) -> TimeInterval? {
        jump.flatMap { (instant - $0.at) / .seconds(1) < Self.memory ? $0.by : nil }
    }
}
