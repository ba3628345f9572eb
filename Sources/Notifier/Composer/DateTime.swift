internal import FoundationEssentials

extension Date {
    /// The time as header fields give it (RFC 5322 section 3.3), in UTC: `Mon, 20 Jul 2026 08:05:00 +0000`.
    var dateTime: String {
        let parts = Self.calendar.dateComponents(
            [.weekday, .day, .month, .year, .hour, .minute, .second], from: self)
        let day = Self.days[(parts.weekday ?? 1) - 1]
        let month = Self.months[(parts.month ?? 1) - 1]
        let time = [parts.hour, parts.minute, parts.second].map { Self.padded($0 ?? 0, to: 2) }.joined(separator: ":")
        return "\(day), \(parts.day ?? 1) \(month) \(Self.padded(parts.year ?? 0, to: 4)) \(time) +0000"
    }

    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()

    private static func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
