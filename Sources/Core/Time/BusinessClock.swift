public import FoundationEssentials

/// Counts the time in which a desk is staffed.
public struct BusinessClock: Sendable {
    /// How far ahead a time is looked for; a calendar that is never open gives none.
    private static let horizon = 3_660

    private let calendar: Preset.BusinessCalendar
    let wall: WallClock

    /// A clock for that calendar; `nil` if its time zone is unknown.
    public init?(_ calendar: Preset.BusinessCalendar) {
        guard let wall = WallClock(timeZone: calendar.timeZone) else { return nil }
        self.calendar = calendar
        self.wall = wall
    }

    /// Whether there is a day on which the desk is staffed at all; holidays repeat by the year.
    public var everOpens: Bool {
        let first = CivilDate(year: 2024, month: 1, day: 1)
        return (0..<400).contains { hours(of: first.adding($0)) != nil }
    }

    /// What a business day counts: the hours from opening to closing, in seconds.
    public var day: TimeInterval { TimeInterval(calendar.closes - calendar.opens) * 60 }

    /// Whether the desk is staffed at that instant; the closing time no longer counts.
    public func isOpen(at instant: Date) -> Bool {
        hours(of: wall.date(at: instant)).map { $0.start <= instant && instant < $0.end } ?? false
    }

    /// The hours between two instants in which the desk is staffed, in their order.
    public func periods(from start: Date, to end: Date) -> [Period] {
        guard start < end else { return [] }
        var periods: [Period] = []
        var date = wall.date(at: start)
        let last = wall.date(at: end)
        while date <= last {
            if let hours = hours(of: date), hours.end > start, hours.start < end {
                periods.append(Period(start: max(hours.start, start), end: min(hours.end, end)))
            }
            date = date.adding(1)
        }
        return periods
    }

    /// How many seconds of the time between two instants the desk is staffed.
    public func elapsed(from start: Date, to end: Date) -> TimeInterval {
        periods(from: start, to: end).reduce(0) { $0 + $1.duration }
    }

    /// The instant at which so many seconds of staffed time have passed since `start`; `nil` if they never do.
    ///
    /// What ends with the desk's hours ends that evening, not the next morning.
    public func instant(_ seconds: TimeInterval, after start: Date) -> Date? {
        var left = seconds
        for hours in days(from: start) {
            let begin = max(hours.start, start)
            let length = hours.end.timeIntervalSince(begin)
            if left <= length { return begin.addingTimeInterval(left) }
            left -= length
        }
        return nil
    }

    /// The end of the nth business day of a wait that begins at `start`; `nil` if there is none.
    ///
    /// The day on which the wait begins is the zeroth: whole days count, as people count them.
    public func end(ofBusinessDay count: Int, after start: Date) -> Date? { businessDay(count, after: start)?.end }

    /// The beginning of the nth business day of a wait that begins at `start`; `nil` if there is none.
    public func beginning(ofBusinessDay count: Int, after start: Date) -> Date? {
        businessDay(count, after: start)?.start
    }

    /// Whether the desk works on that day.
    public func isBusinessDay(_ date: CivilDate) -> Bool {
        calendar.days.contains(date.weekday) && !isHoliday(date) && !isSubstitute(date)
    }

    /// The day that it is at that instant where the desk is.
    public func date(at instant: Date) -> CivilDate { wall.date(at: instant) }

    /// The instant at which that day begins where the desk is.
    public func beginning(of date: CivilDate) -> Date { wall.instant(0, of: date) }

    /// The instant at which the desk opens on that day, or would if it did.
    public func opening(of date: CivilDate) -> Date { wall.instant(calendar.opens, of: date) }

    private func businessDay(_ count: Int, after start: Date) -> Period? {
        let first = wall.date(at: start).adding(1)
        var left = count
        for offset in 0..<Self.horizon {
            guard let hours = hours(of: first.adding(offset)) else { continue }
            left -= 1
            if left <= 0 { return hours }
        }
        return nil
    }

    /// The hours of the business days from that of `start` on.
    private func days(from start: Date) -> some Sequence<Period> {
        let first = wall.date(at: start)
        return (0..<Self.horizon).lazy.compactMap { hours(of: first.adding($0)) }.filter { $0.end > start }
    }

    private func hours(of date: CivilDate) -> Period? {
        guard isBusinessDay(date) else { return nil }
        let period = Period(
            start: wall.instant(calendar.opens, of: date), end: wall.instant(calendar.closes, of: date))
        return period.start < period.end ? period : nil
    }

    private func isHoliday(_ date: CivilDate) -> Bool { calendar.holidays.contains { $0.falls(on: date) } }

    /// Whether the desk is closed on a business day for a holiday that fell on another.
    private func isSubstitute(_ date: CivilDate) -> Bool {
        switch calendar.observance {
        case .none: false
        case .nearestWeekday:
            switch date.weekday {
            case .friday: isMissed(date.adding(1))
            case .monday: isMissed(date.adding(-1))
            case .tuesday, .wednesday, .thursday, .saturday, .sunday: false
            }
        case .nextBusinessDay: owed(on: date) > 0
        }
    }

    /// Whether a holiday falls on a day on which the desk is closed anyway.
    private func isMissed(_ date: CivilDate) -> Bool { !calendar.days.contains(date.weekday) && isHoliday(date) }

    /// How many missed holidays no business day before `date` has made up for.
    private func owed(on date: CivilDate) -> Int {
        (1...31).reversed().reduce(0) { owed, back in
            let earlier = date.adding(-back)
            if !calendar.days.contains(earlier.weekday) {
                return owed + calendar.holidays.count { $0.falls(on: earlier) }
            }
            return isHoliday(earlier) ? owed : max(0, owed - 1)
        }
    }
}
