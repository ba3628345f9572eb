/// A month of the Gregorian calendar.
public struct CalendarMonth: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Months since January of year 0.
    public let number: Int

    /// The month so many months after January of year 0.
    public init(number: Int) { self.number = number }

    /// The month of a day.
    public init(of date: CivilDate) {
        let (year, month, _) = date.components
        number = year * 12 + month - 1
    }

    /// As in `2026-11`.
    public var description: String {
        String(CivilDate(year: number / 12, month: number % 12 + 1, day: 1).description.dropLast(3))
    }

    /// Whether one month comes before another.
    public static func < (one: CalendarMonth, other: CalendarMonth) -> Bool { one.number < other.number }
}
