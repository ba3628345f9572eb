public import FoundationEssentials

/// A day of the Gregorian calendar, as a wall calendar shows it: without a time and without a zone.
public struct CivilDate: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Days since 1970-01-01.
    public let number: Int

    /// The day so many days after 1970-01-01.
    public init(number: Int) { self.number = number }

    /// A day of a year; a month or a day that there is not counts on into the neighbouring ones.
    public init(year: Int, month: Int, day: Int) {
        // Years that begin in March have their leap day at the end, so that the months before it never move.
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        number = shifted * 365 + Self.leapDays(through: shifted) + dayOfYear - Self.epoch
    }

    /// Reads `YYYY-MM-DD`; `nil` for anything else, and for a day that there is not.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
            text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month)
        else { return nil }
        self.init(year: year, month: month, day: day)
        guard components == (year, month, day) else { return nil }
    }

    /// The year, the month from 1, and the day from 1.
    public var components: (year: Int, month: Int, day: Int) {
        let days = number + Self.epoch
        let cycle = Self.floor(days, by: 146_097)
        let dayOfCycle = days - cycle * 146_097
        let yearOfCycle = (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// The day of the week.
    public var weekday: Preset.Weekday {
        let days = Preset.Weekday.allCases
        return days[((number + 3) % 7 + 7) % 7]  // 1970-01-01 was a Thursday.
    }

    /// As mail and the web have it: `Thu` (RFC 5322 section 3.3).
    public var weekdayName: String { String(weekday.rawValue.prefix(3)) }

    /// As mail and the web have it: `Nov` (RFC 5322 section 3.3).
    public var monthName: String { Self.monthNames[components.month - 1] }

    /// The day so many days later.
    public func adding(_ days: Int) -> CivilDate { CivilDate(number: number + days) }

    /// As in `2026-11-20`.
    public var description: String {
        let (year, month, day) = components
        return "\(year.digits(4))-\(month.digits(2))-\(day.digits(2))"
    }

    /// Whether one day comes before another.
    public static func < (one: CivilDate, other: CivilDate) -> Bool { one.number < other.number }

    private static let monthNames = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Days from the first of March of year 0 to 1970-01-01.
    private static let epoch = 719_468

    private static func leapDays(through year: Int) -> Int {
        floor(year, by: 4) - floor(year, by: 100) + floor(year, by: 400)
    }

    private static func floor(_ number: Int, by divisor: Int) -> Int {
        number >= 0 ? number / divisor : -((divisor - 1 - number) / divisor)
    }
}

extension Date {
    /// The day in UTC, and the whole seconds that have gone of it.
    public var inUTC: (date: CivilDate, seconds: Int) {
        let days = (timeIntervalSince1970 / 86_400).rounded(.down)
        let seconds = (timeIntervalSince1970 - days * 86_400).rounded(.down)
        return (CivilDate(number: Int(days)), Int(seconds))
    }
}

extension Preset.Holiday {
    /// Whether it falls on that day.
    func falls(on date: CivilDate) -> Bool {
        switch rule {
        case .date(let month, let day):
            let components = date.components
            return components.month == month && components.day == day
        case .weekday(let weekday, let nth, let month, let daysAfter):
            let origin = date.adding(-daysAfter)
            let components = origin.components
            guard origin.weekday == weekday, components.month == month else { return false }
            if nth < 0 { return origin.adding(7).components.month != month }
            return (components.day - 1) / 7 + 1 == nth
        }
    }
}
