public import FoundationEssentials

/// Times of notices, as the clocks of the desk show them.
public struct NoticeClock: Sendable {
    /// IANA name of the desk's time zone.
    public let timeZone: String
    private let wall: WallClock

    /// The clocks of that time zone; `nil` if it is unknown.
    public init?(timeZone: String) {
        guard let wall = WallClock(timeZone: timeZone) else { return nil }
        self.timeZone = timeZone
        self.wall = wall
    }

    /// The clocks of a desk.
    public init(_ rules: CaseRules) {
        timeZone = rules.preset.calendar.timeZone
        wall = rules.clock.wall
    }

    /// The instant at which they show `YYYY-MM-DD HH:MM`, also with a `T` between; `nil` for anything else.
    ///
    /// What they show twice, when they are set back, counts the first time.
    public func instant(_ text: String) -> Date? {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == " " || $0 == "T" }
        guard parts.count == 2, let date = CivilDate(parts[0]), let minutes = TimeOfDay.minutes(parts[1]) else {
            return nil
        }
        return wall.instant(minutes, of: date)
    }

    /// An instant as people read it: `Thu 26 Nov 2026, 14:30`.
    public func text(of instant: Date) -> String {
        let date = wall.date(at: instant)
        let (year, _, day) = date.components
        let time = TimeOfDay.text(wall.minutes(at: instant))
        return "\(date.weekdayName) \(day) \(date.monthName) \(year), \(time)"
    }

    /// The same with the name of the time zone, for where nothing else says it.
    public func zonedText(of instant: Date) -> String { "\(text(of: instant)) \(timeZone)" }
}
