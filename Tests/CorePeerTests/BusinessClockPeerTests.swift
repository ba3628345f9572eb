import Core
import Foundation
import TestSupport
import Testing

/// Our way of counting business time beside one that looks at every minute, in Python with the system's time zones.
@Suite("Business time, counted by others")
struct BusinessClockPeerTests {
    private static let holidays: [Preset.Holiday] = [
        Preset.Holiday(name: "New Year's Day", rule: .date(month: 1, day: 1)),
        Preset.Holiday(name: "Memorial Day", rule: .weekday(.monday, nth: -1, month: 5, daysAfter: 0)),
        Preset.Holiday(name: "Independence Day", rule: .date(month: 7, day: 4)),
        Preset.Holiday(name: "Thanksgiving", rule: .weekday(.thursday, nth: 4, month: 11, daysAfter: 0)),
        Preset.Holiday(name: "The day after", rule: .weekday(.thursday, nth: 4, month: 11, daysAfter: 1)),
        Preset.Holiday(name: "Christmas Eve", rule: .date(month: 12, day: 24)),
        Preset.Holiday(name: "Christmas Day", rule: .date(month: 12, day: 25)),
    ]
    private static let weekdays: [Preset.Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday]
    /// Three zones whose clocks are changed: by an hour, at other times of the year, and by half an hour.
    static let calendars = [
        Preset.BusinessCalendar(
            timeZone: "America/Chicago", days: weekdays, opens: 360, closes: 1080, holidays: holidays,
            observance: .nearestWeekday),
        Preset.BusinessCalendar(
            timeZone: "Europe/Berlin", days: Preset.Weekday.allCases, opens: 0, closes: 1380, holidays: holidays,
            observance: .none),
        Preset.BusinessCalendar(
            timeZone: "Australia/Lord_Howe", days: [.tuesday, .wednesday, .thursday, .saturday], opens: 510,
            closes: 1050, holidays: holidays, observance: .nextBusinessDay),
    ]

    @Test("the time between two instants is the same, over twenty years", arguments: calendars)
    func elapsed(_ calendar: Preset.BusinessCalendar) throws {
        let clock = try #require(BusinessClock(calendar))
        let spans = Self.spans(count: 500, maximalDays: 6) + Self.aroundHolidays
        let expected = try Self.count(spans, by: calendar)
        for (span, minutes) in zip(spans, expected) {
            #expect(
                clock.elapsed(from: span.start, to: span.end) == Double(minutes) * 60, "\(calendar.timeZone) \(span)")
        }
    }

    @Test(
        "the instant at which so much time has passed is where the others have counted that much", arguments: calendars)
    func instants(_ calendar: Preset.BusinessCalendar) throws {
        let clock = try #require(BusinessClock(calendar))
        var generator = SplitMix(state: 7)
        let waits = Self.spans(count: 200, maximalDays: 1).map {
            ($0.start, Int.random(in: 1...2000, using: &generator))
        }
        let ends = try waits.map { start, minutes in
            Period(start: start, end: try #require(clock.instant(Double(minutes) * 60, after: start)))
        }
        let counted = try Self.count(ends, by: calendar)
        let before = try Self.count(ends.map { Period(start: $0.start, end: $0.end - 60) }, by: calendar)
        for (index, wait) in waits.enumerated() {
            #expect(counted[index] == wait.1, "\(calendar.timeZone) \(wait)")
            #expect(before[index] == wait.1 - 1, "not a minute earlier: \(calendar.timeZone) \(wait)")
        }
    }

    /// Every December and January, where holidays and weekends meet.
    private static var aroundHolidays: [Period] {
        (2020..<2040).map { year in
            let start = CivilDate(year: year, month: 12, day: 22).number * 86_400
            return Period(
                start: Date(timeIntervalSince1970: Double(start)),
                end: Date(timeIntervalSince1970: Double(start + 1_209_600)))
        }
    }

    private static func spans(count: Int, maximalDays: Int) -> [Period] {
        var generator = SplitMix(state: 42)
        let first = CivilDate(year: 2020, month: 1, day: 1).number * 1440
        let last = CivilDate(year: 2040, month: 1, day: 1).number * 1440
        return (0..<count).map { _ in
            let start = Int.random(in: first..<last, using: &generator)
            let length = Int.random(in: 0...(maximalDays * 1440), using: &generator)
            return Period(
                start: Date(timeIntervalSince1970: Double(start * 60)),
                end: Date(timeIntervalSince1970: Double((start + length) * 60)))
        }
    }

    private static func count(_ spans: [Period], by calendar: Preset.BusinessCalendar) throws -> [Int] {
        let task: [String: Any] = [
            "zone": calendar.timeZone, "days": calendar.days.map(\.rawValue), "opens": calendar.opens,
            "closes": calendar.closes, "observance": calendar.observance.rawValue,
            "holidays": calendar.holidays.map(\.json),
            "spans": spans.map { [Int($0.start.timeIntervalSince1970), Int($0.end.timeIntervalSince1970)] },
        ]
        let input = [UInt8](try JSONSerialization.data(withJSONObject: task))
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "business_time.py").path
        let output = try Command.succeed("/usr/bin/python3", [script], input: input)
        let counts = output.stdout.split(separator: "\n").compactMap { Int($0) }
        try #require(counts.count == spans.count)
        return counts
    }
}

extension Preset.Holiday {
    fileprivate var json: [String: Any] {
        switch rule {
        case .date(let month, let day): ["month": month, "day": day]
        case .weekday(let weekday, let nth, let month, let after):
            ["weekday": weekday.rawValue, "nth": nth, "month": month, "after": after]
        }
    }
}

/// The same numbers at each run.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
