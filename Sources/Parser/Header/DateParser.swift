import Core
import FoundationEssentials

/// Reads the date of a Date field (RFC 5322 sections 3.3 and 4.3), of asctime and of ISO 8601, in whatever order.
///
/// Years before 1900 are none (RFC 5322 section 3.3).
struct DateParser {
    private var day: Int?
    private var month: Int?
    private var year: Int?
    private var time: (hour: Int, minute: Int, second: Int)?
    private var offsetMinutes: Int?
    /// Whether what was taken for the month stands before the day.
    private var isMonthEarly = false

    /// The instant, or `nil` where day, month or year cannot be told.
    static func date(in body: [UInt8]) -> Date? {
        var parser = DateParser()
        for word in words(of: body) { parser.take(word) }
        return parser.date()
    }

    /// Words without commas, blanks and comments, which only repeat the zone.
    private static func words(of body: [UInt8]) -> [ArraySlice<UInt8>] {
        var depth = 0
        let text = body.prefix(longest).map { byte -> UInt8 in
            if byte == UInt8(ascii: "(") { depth += 1 }
            defer { if byte == UInt8(ascii: ")") { depth = max(0, depth - 1) } }
            return depth > 0 ? .space : byte
        }
        return text.split(whereSeparator: { $0.isWhiteSpace || $0 == UInt8(ascii: ",") }).prefix(12).map { $0 }
    }

    /// How much of a field is looked at.
    private static let longest = 512

    private mutating func take(_ word: ArraySlice<UInt8>) {
        guard let first = word.first else { return }
        if first == UInt8(ascii: "+") || first == UInt8(ascii: "-") {
            takeOffset(word)
        } else if word.contains(UInt8(ascii: ":")) {
            takeTime(word)
        } else if word.contains(UInt8(ascii: "-")) || word.contains(UInt8(ascii: "/")) {
            takeJoinedDate(word)
        } else if first.isDigit, word.count(where: { $0 == UInt8(ascii: ".") }) == 2 {
            takeDotted(word)
        } else if first.isDigit {
            takeNumber(word)
        } else {
            takeName(word)
        }
    }

    private mutating func takeNumber(_ word: ArraySlice<UInt8>) {
        let digits = word.prefix(while: \.isDigit)
        guard digits.count <= 4, let number = Int(digits.lowercasedASCII) else { return }
        if day == nil, digits.count <= 2, number >= 1, number <= 31 {
            day = number
        } else if year == nil {
            year = Self.fullYear(number, digits: digits.count)
        } else if offsetMinutes == nil, digits.count == 4 {
            // QUIRK: a zone without its sign.
            takeOffset(word)
        }
    }

    /// Years of two and three digits (RFC 5322 section 4.3).
    private static func fullYear(_ number: Int, digits: Int) -> Int {
        switch digits {
        case 1, 2: number < 50 ? number + 2_000 : number + 1_900
        case 3: number + 1_900
        default: number
        }
    }

    /// `2026-11-20`, `2026-11-20T14:03:00Z`'s first half, `20-Nov-2026`, `20/11/2026`.
    private mutating func takeJoinedDate(_ word: ArraySlice<UInt8>) {
        let parts = word.split(whereSeparator: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "/") })
        guard parts.count == 3, day == nil else { return takeName(word) }
        let isYearFirst = parts[0].count == 4
        let (first, last) = isYearFirst ? (parts[2], parts[0]) : (parts[0], parts[2])
        if let number = Self.number(first), (1...31).contains(number) { day = number }
        month = Self.month(parts[1]) ?? Self.number(parts[1])
        year = Self.number(last).map { Self.fullYear($0, digits: last.count) }
        // QUIRK: `11/20/2026`.
        if let number = month, number > 12, let first = day, first <= 12 { (day, month) = (number, first) }
    }

    /// QUIRK: `20.11.2026` and `14.03.00`, as some languages write them.
    private mutating func takeDotted(_ word: ArraySlice<UInt8>) {
        let slashed = word.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "/") : $0 }
        if day == nil { return takeJoinedDate(slashed[...]) }
        takeTime(word.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: ":") : $0 }[...])
    }

    private mutating func takeTime(_ word: ArraySlice<UInt8>) {
        if let mark = word.firstIndex(of: UInt8(ascii: "T")), mark > word.startIndex, word[word.startIndex].isDigit {
            takeJoinedDate(word[..<mark])
            return takeTime(word[(mark + 1)...])
        }
        let end = word.firstIndex { !$0.isDigit && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ".") }
        let parts = word[..<(end ?? word.endIndex)].split(separator: UInt8(ascii: ":"))
        let numbers = parts.compactMap { Self.number($0.prefix(while: \.isDigit)) }
        guard numbers.count == parts.count, numbers.count >= 2 else { return takeName(word) }
        time = (numbers[0], numbers[1], numbers.count > 2 ? numbers[2] : 0)
        if let end { take(word[end...]) }
    }

    private mutating func takeOffset(_ word: ArraySlice<UInt8>) {
        let digits = word.filter(\.isDigit)
        guard digits.count == 4 || digits.count <= 2 && !digits.isEmpty, let number = Self.number(digits[...]) else {
            return
        }
        let minutes = digits.count == 4 ? number / 100 * 60 + number % 100 : number * 60
        guard minutes < 24 * 60 else { return }
        offsetMinutes = word.first == UInt8(ascii: "-") ? -minutes : minutes
    }

    private mutating func takeName(_ word: ArraySlice<UInt8>) {
        let name = word.lowercasedASCII
        if let number = Self.month(word) {
            // QUIRK: a day's name in another language may look like a month: `mar, 20 nov 2026`.
            if month == nil || isMonthEarly { month = number }
            isMonthEarly = day == nil
        } else if name == "pm", let hour = time?.hour, hour < 12 {
            time?.hour += 12
        } else if name == "am", time?.hour == 12 {
            time?.hour = 0
        } else if let hours = Self.zones[name], offsetMinutes == nil {
            offsetMinutes = hours * 60
        } else if let sign = word.firstIndex(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }),
            sign > word.startIndex
        {
            takeOffset(word[sign...])
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.count <= 4, !digits.isEmpty, digits.allSatisfy(\.isDigit) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    private static func month(_ word: ArraySlice<UInt8>) -> Int? {
        let name = word.prefix(3).lowercasedASCII
        return (months.firstIndex(of: name) ?? otherMonths[name]).map { $0 + 1 }
    }

    /// QUIRK: programs that write the month in their user's language.
    private static let otherMonths = [
        "ene": 0, "gen": 0, "fev": 1, "mrt": 2, "avr": 3, "abr": 3, "mai": 4, "maj": 4, "mei": 4, "mag": 4, "giu": 5,
        "lug": 6, "ago": 7, "set": 8, "okt": 9, "ott": 9, "out": 9, "dez": 11, "dic": 11,
    ]

    /// RFC 5322 section 4.3; the military zones were used wrongly and count as +0000.
    private static let zones = [
        "ut": 0, "gmt": 0, "utc": 0, "z": 0, "edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7,
        "pdt": -7, "pst": -8, "bst": 1, "wet": 0, "west": 1, "cet": 1, "cest": 2, "met": 1, "mest": 2, "eet": 2,
        "eest": 3, "msk": 3, "jst": 9, "kst": 9,
        "aest": 10, "aedt": 11, "awst": 8, "nzst": 12, "nzdt": 13, "akst": -9, "akdt": -8, "hst": -10, "hkt": 8,
        "sgt": 8, "sast": 2, "brt": -3, "wib": 7, "pkt": 5, "ict": 7,
    ]

    private func date() -> Date? {
        guard let day, let month, let year, (1...12).contains(month), (1...31).contains(day), year >= 1_900 else {
            return nil
        }
        let clock = time ?? (0, 0, 0)
        guard clock.hour < 24, clock.minute < 60, clock.second <= 60 else { return nil }
        let minutes = clock.hour * 60 + clock.minute - (offsetMinutes ?? 0)
        let seconds = Self.daysSince1970(year, month, day) * 86_400 + minutes * 60 + clock.second
        return Date(timeIntervalSince1970: Double(seconds))
    }

    /// Days in the Gregorian calendar, counted from March so that leap days come last.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let dayOfYear = ((month + 9) % 12 * 153 + 2) / 5 + day - 1
        return marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468
    }
}
