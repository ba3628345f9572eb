internal import FoundationEssentials

/// A day of UTC, as it stands in markers and sentences: no time zone of a reader is known there.
enum DayText {
    static func of(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day())
    }
}
