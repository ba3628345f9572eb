public import FoundationEssentials

/// When the digests of one person are due: by the clocks of their time zone, on the days on which the desk works.
public struct DigestCalendar: Sendable {
    /// How many days are looked at; a desk that never works has no digests.
    private static let horizon = 400

    /// IANA name of the time zone.
    public let timeZone: String
    private let wall: WallClock
    private let clock: BusinessClock

    /// A calendar for that time zone; `nil` if it is unknown.
    public init?(timeZone: String, clock: BusinessClock) {
        guard let wall = WallClock(timeZone: timeZone) else { return nil }
        self.timeZone = timeZone
        self.wall = wall
        self.clock = clock
    }

    /// The beginning of the window that a schedule is in: the last time, at or before that instant, when a digest was due.
    ///
    /// What falls into the hour that the clocks leave out is due when they are set; a time of day that comes twice is due
    /// the first time. However many windows went by, only the last one is given: what was missed becomes one digest.
    public func window(of schedule: DigestSchedule, at instant: Date) -> Date? {
        let today = wall.date(at: instant)
        switch schedule {
        case .immediate, .off: return nil
        case .daily(let minutes):
            return days(from: today, by: -1).lazy.map { wall.instant(minutes, of: $0) }.first { $0 <= instant }
        case .hourly:
            let hour = wall.lastFullHour(at: instant)
            if clock.isBusinessDay(wall.date(at: hour)) { return hour }
            return days(from: wall.date(at: hour), by: -1).first.map { day in
                wall.lastFullHour(at: wall.instant(0, of: day.adding(1)).addingTimeInterval(-1))
            }
        }
    }

    /// When the next window begins, so that somebody who sleeps until then is in time.
    public func next(of schedule: DigestSchedule, after instant: Date) -> Date? {
        let today = wall.date(at: instant)
        switch schedule {
        case .immediate, .off: return nil
        case .daily(let minutes):
            return days(from: today, by: 1).lazy.map { wall.instant(minutes, of: $0) }.first { $0 > instant }
        case .hourly:
            let hour = wall.lastFullHour(at: instant.addingTimeInterval(3_600))
            if hour > instant, clock.isBusinessDay(wall.date(at: hour)) { return hour }
            return days(from: today.adding(1), by: 1).first.map { wall.instant(0, of: $0) }
        }
    }

    /// The day that it is for them at that instant.
    public func date(at instant: Date) -> CivilDate { wall.date(at: instant) }

    /// The instant at which that day is over for them.
    func end(of date: CivilDate) -> Date { wall.instant(0, of: date.adding(1)) }

    /// An instant as they read it: `Thu 26 Nov 14:30`.
    public func text(of instant: Date) -> String {
        "\(text(of: wall.date(at: instant))) \(TimeOfDay.text(wall.minutes(at: instant)))"
    }

    /// A day as they read it: `Thu 26 Nov`.
    public func text(of date: CivilDate) -> String {
        "\(date.weekdayName) \(date.components.day) \(date.monthName)"
    }

    private func days(from first: CivilDate, by step: Int) -> some Sequence<CivilDate> {
        (0..<Self.horizon).lazy.map { first.adding($0 * step) }.filter { clock.isBusinessDay($0) }
    }
}

extension Sequence {
    fileprivate var first: Element? { first { _ in true } }
}
