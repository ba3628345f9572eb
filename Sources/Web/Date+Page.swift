internal import Core
internal import FoundationEssentials

extension Date {
    /// As in `2026-11-20 14:03 UTC`: readable the same way everywhere.
    var onPage: String {
        let style = Date.ISO8601FormatStyle().year().month().day().dateTimeSeparator(.space).time(
            includingFractionalSeconds: false)
        return formatted(style).dropLast(3) + " UTC"
    }

    /// As the head of an answer has it (RFC 9110 section 5.6.7): `Fri, 20 Nov 2026 14:03:07 GMT`.
    var inHTTP: String {
        let (date, seconds) = inUTC
        let (year, _, day) = date.components
        let time = "\(TimeOfDay.text(seconds / 60)):\(Self.twoDigits(seconds % 60))"
        return "\(date.weekdayName), \(Self.twoDigits(day)) \(date.monthName) \(year) \(time) GMT"
    }

    private static func twoDigits(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
}
