internal import Core
internal import FoundationEssentials

extension Date {
    /// The time as header fields give it (RFC 5322 section 3.3), in UTC: `Mon, 20 Jul 2026 08:05:00 +0000`.
    var dateTime: String {
        let (date, seconds) = inUTC
        let (year, _, day) = date.components
        let time = "\(TimeOfDay.text(seconds / 60)):\((seconds % 60).digits(2))"
        return "\(date.weekdayName), \(day) \(date.monthName) \(year.digits(4)) \(time) +0000"
    }

    /// As in `2026-11-20 14:03 UTC`: readable the same way everywhere.
    var inMail: String {
        let (date, seconds) = inUTC
        return "\(date) \(TimeOfDay.text(seconds / 60)) UTC"
    }
}
