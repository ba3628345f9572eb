internal import Core
internal import FoundationEssentials

extension ValueReader where Value == Preset.ResponseTarget {
    /// `1 business hour`, `2 business days`, `4 hours`.
    static var responseTarget: Self {
        ValueReader<String>.text.then { text throws(BadValue) in
            let words = text.split(separator: " ", maxSplits: 1).map(String.init)
            guard words.count == 2, let count = Int(words[0]), (1...1000).contains(count),
                let unit = Value.Unit.allCases.first(where: { words[1] == $0.rawValue || words[1] + "s" == $0.rawValue }
                )
            else {
                throw BadValue(
                    "\"\(text)\" is no response time; write it as 4 business hours, 2 business days or 1 hour")
            }
            return Preset.ResponseTarget(count, unit)
        }
    }
}

extension ValueReader where Value == Int {
    /// `HH:MM`, as minutes after midnight.
    static var timeOfDay: Self {
        ValueReader<String>.text.then { text throws(BadValue) in
            guard let minutes = TimeOfDay.minutes(text) else {
                throw BadValue("\"\(text)\" is no time of day; write it as 06:00")
            }
            return minutes
        }
    }
}

extension ValueReader where Value == String {
    /// The IANA name of a time zone.
    static var timeZone: Self {
        text.then { text throws(BadValue) in
            if let problem = TimeZoneName.problem(with: text) { throw BadValue(problem) }
            return text
        }
    }
}

extension ValueReader where Value == Preset.Holiday.Rule {
    /// `MM-DD`, or `last Monday of May` with or without `day after ` before it.
    static var holidayRule: Self {
        ValueReader<String>.text.then { text throws(BadValue) in
            guard let rule = date(text) ?? weekday(text) else {
                throw BadValue(
                    "\"\(text)\" is no day of the year; write it as 12-25, last Monday of May, or day after fourth Thursday of November"
                )
            }
            return rule
        }
    }

    private static func date(_ text: String) -> Value? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let month = Int(parts[0]),
            let day = Int(parts[1]), (1...12).contains(month), (1...longestMonths[month - 1]).contains(day)
        else { return nil }
        return .date(month: month, day: day)
    }

    private static func weekday(_ text: String) -> Value? {
        let isDayAfter = text.hasPrefix("day after ")
        let words = (isDayAfter ? text.dropFirst("day after ".count) : text[...]).split(separator: " ").map(String.init)
        guard words.count == 4, words[2] == "of", let nth = ordinals[words[0]],
            let weekday = Preset.Weekday(rawValue: words[1]), let month = months.firstIndex(of: words[3])
        else { return nil }
        return .weekday(weekday, nth: nth, month: month + 1, daysAfter: isDayAfter ? 1 : 0)
    }

    private static var longestMonths: [Int] { [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] }
    private static var ordinals: [String: Int] { ["first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1] }
    private static var months: [String] {
        [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
    }
}
