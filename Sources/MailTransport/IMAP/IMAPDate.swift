import Core
import FoundationEssentials

/// The date-time of IMAP: `17-Jul-1996 02:44:25 -0700`, the day perhaps with a space in front (RFC 9051 section 9).
enum IMAPDate {
    /// Reads it; `nil` for anything else.
    static func parse(_ text: [UInt8]) -> Date? {
        guard text.count == 26, text[2] == dash, text[6] == dash, text[14] == colon, text[17] == colon else {
            return nil
        }
        let name = text[3..<6].map(\.asciiLowercased)
        guard let month = months.firstIndex(of: name) else { return nil }
        let dayStart = text[0] == UInt8(ascii: " ") ? 1 : 0
        guard let day = number(text[dayStart..<2]), let year = number(text[7..<11]), (1...31).contains(day) else {
            return nil
        }
        guard let hour = number(text[12..<14]), let minute = number(text[15..<17]), let second = number(text[18..<20])
        else { return nil }
        guard let zoneHours = number(text[22..<24]), let zoneMinutes = number(text[24..<26]) else { return nil }
        let sign = text[21] == UInt8(ascii: "-") ? -1 : 1
        let days = daysFromEpoch(year: year, month: month + 1, day: day)
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second
        return Date(timeIntervalSince1970: Double(seconds - sign * (zoneHours * 60 + zoneMinutes) * 60))
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + Int(digit - 0x30)
        }
        return value
    }

    /// Days since 1970-01-01 in the Gregorian calendar: years are counted from March, so that the leap day comes last.
    private static func daysFromEpoch(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        return 365 * year + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }

    private static let dash = UInt8(ascii: "-")
    private static let colon = UInt8(ascii: ":")
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ].map { Array($0.utf8) }
}
