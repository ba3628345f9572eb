public import FoundationEssentials

/// How soon a case must be answered first, and whether it was.
public struct ResponseRecord: Sendable, Equatable {
    /// The times in which the desk could not be expected to answer; the last one may go on.
    public var pauses: [Pause] = []
    /// When the time is over; `nil` where there is no target, and while it stands still.
    public var due: Date?
    /// When an advisor first answered in public.
    public var answered: Date?
    /// What the desk was told already.
    public var told = Told.nothing
    /// When the desk is to be told next.
    public var nextWarning: Date?

    /// A record of nothing.
    public init() {}

    /// A time that does not count.
    public struct Pause: Sendable, Equatable {
        /// When it began.
        public var start: Date
        /// When it ended; `nil` while it goes on.
        public var end: Date?

        /// A pause from its ends.
        public init(start: Date, end: Date? = nil) {
            self.start = start
            self.end = end
        }
    }

    /// How far the desk was warned.
    public enum Told: Int, Sendable, CaseIterable { case nothing, running, missed }

    /// Whether the first answer came too late, or has not come though its time is over.
    public func isBreached(at now: Date) -> Bool { due.map { (answered ?? now) > $0 } ?? false }
}

/// The time within which a case must be answered, followed from its submission.
public struct ResponseTimer: Sendable {
    private let target: Preset.ResponseTarget
    private let clock: BusinessClock

    /// A timer for a target, counting as `clock` does unless the target runs around the clock.
    public init(_ target: Preset.ResponseTarget, clock: BusinessClock) {
        self.target = target
        self.clock = clock
    }

    /// The time to answer in, in seconds of the kind that the target counts.
    public var allowance: TimeInterval {
        switch target.unit {
        case .hours, .businessHours: TimeInterval(target.count) * 3_600
        case .businessDays: TimeInterval(target.count) * clock.day
        }
    }

    /// When the given share of the time, all of it unless said otherwise, is over; `nil` while it stands still.
    public func instant(ofShare share: Double = 1, since submitted: Date, pauses: [ResponseRecord.Pause]) -> Date? {
        var left = allowance * share
        var start = submitted
        for pause in pauses {
            let counted = elapsed(from: start, to: pause.start)
            if counted >= left { break }
            left -= counted
            guard let end = pause.end else { return nil }
            start = max(start, end)
        }
        return instant(left, after: start)
    }

    /// The periods that count, up to `end`.
    public func periods(since submitted: Date, pauses: [ResponseRecord.Pause], until end: Date) -> [Period] {
        var periods: [Period] = []
        var start = submitted
        for pause in pauses where pause.start < end {
            periods += counted(from: start, to: pause.start)
            guard let next = pause.end else { return periods }
            start = max(start, next)
        }
        return periods + counted(from: start, to: end)
    }

    /// How many seconds of the time up to `end` count.
    public func elapsed(since submitted: Date, pauses: [ResponseRecord.Pause], until end: Date) -> TimeInterval {
        periods(since: submitted, pauses: pauses, until: end).reduce(0) { $0 + $1.duration }
    }

    private func counted(from start: Date, to end: Date) -> [Period] {
        guard start < end else { return [] }
        return target.unit == .hours ? [Period(start: start, end: end)] : clock.periods(from: start, to: end)
    }

    private func elapsed(from start: Date, to end: Date) -> TimeInterval {
        counted(from: start, to: end).reduce(0) { $0 + $1.duration }
    }

    private func instant(_ seconds: TimeInterval, after start: Date) -> Date? {
        target.unit == .hours ? start.addingTimeInterval(seconds) : clock.instant(seconds, after: start)
    }
}
