internal import FoundationEssentials

extension Date {
    /// As in `2026-11-20 14:03 UTC`: readable the same way everywhere.
    var onPage: String {
        let style = Date.ISO8601FormatStyle().year().month().day().dateTimeSeparator(.space).time(
            includingFractionalSeconds: false)
        return formatted(style).dropLast(3) + " UTC"
    }
}
