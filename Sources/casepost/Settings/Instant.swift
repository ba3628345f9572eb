internal import FoundationEssentials

/// Dates and times in ISO 8601, as people write them in settings and on the command line.
enum Instant {
    /// `2026-11-20` (its beginning in UTC) or `2026-11-20T14:03:00Z`, also with an offset; `nil` for anything else.
    static func read(_ text: String) -> Date? {
        let style = Date.ISO8601FormatStyle()
        let isDay = text.utf8.count == 10
        do {
            let date = try (isDay ? style.year().month().day() : style).parse(text)
            return isDay && style.year().month().day().format(date) != text ? nil : date
        } catch { return nil }
    }
}
