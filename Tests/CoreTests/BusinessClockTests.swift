import Core
import Foundation
import Testing

/// The calendar of the shipped presets: Monday to Friday, 06:00 to 18:00 in Chicago.
enum DeskCalendar {
    static func usual(_ observance: Preset.BusinessCalendar.Observance = .nearestWeekday) -> Preset.BusinessCalendar {
        Preset.BusinessCalendar(
            timeZone: "America/Chicago", days: [.monday, .tuesday, .wednesday, .thursday, .friday], opens: 360,
            closes: 1080,
            holidays: [
                Preset.Holiday(name: "New Year's Day", rule: .date(month: 1, day: 1)),
                Preset.Holiday(name: "Memorial Day", rule: .weekday(.monday, nth: -1, month: 5, daysAfter: 0)),
                Preset.Holiday(name: "Thanksgiving", rule: .weekday(.thursday, nth: 4, month: 11, daysAfter: 0)),
                Preset.Holiday(name: "Day after", rule: .weekday(.thursday, nth: 4, month: 11, daysAfter: 1)),
                Preset.Holiday(name: "Christmas Eve", rule: .date(month: 12, day: 24)),
                Preset.Holiday(name: "Christmas Day", rule: .date(month: 12, day: 25)),
            ], observance: observance)
    }

    static func clock(_ observance: Preset.BusinessCalendar.Observance = .nearestWeekday) throws -> BusinessClock {
        try #require(BusinessClock(usual(observance)))
    }
}

/// An instant as ISO 8601 writes it.
func at(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

@Suite("The days of the calendar")
struct CivilDateTests {
    @Test(
        "are told apart by their number",
        arguments: [
            ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2026-11-26", 20_783),
            ("2400-02-29", 157_113),
        ])
    func numbers(_ text: String, _ number: Int) throws {
        let date = try #require(CivilDate(text))
        #expect(date.number == number)
        #expect(CivilDate(number: number).description == text)
    }

    @Test("are all there, each after the one before", arguments: [(1899, 1901), (1999, 2001), (2099, 2101)])
    func everyDay(_ first: Int, _ last: Int) {
        var expected = CivilDate(year: first, month: 1, day: 1).number
        for year in first...last {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (month, length) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                for day in 1...length {
                    let date = CivilDate(year: year, month: month + 1, day: day)
                    #expect(date.number == expected && date.components == (year, month + 1, day))
                    expected += 1
                }
            }
        }
    }

    @Test("are no days", arguments: ["2026-02-29", "2026-13-01", "2026-00-10", "26-01-01", "2026-1-1", "tomorrow", ""])
    func noDays(_ text: String) { #expect(CivilDate(text) == nil) }

    @Test(
        "have a weekday",
        arguments: [("1970-01-01", Preset.Weekday.thursday), ("2026-11-26", .thursday), ("1969-12-28", .sunday)])
    func weekdays(_ text: String, _ weekday: Preset.Weekday) { #expect(CivilDate(text)?.weekday == weekday) }
}

@Suite("Business time")
struct BusinessClockTests {
    @Test(
        "the desk works on these days and not on those",
        arguments: [
            ("2026-11-25", true, "a Wednesday"), ("2026-11-26", false, "Thanksgiving"),
            ("2026-11-27", false, "the day after it"), ("2026-11-28", false, "a Saturday"),
            ("2026-05-25", false, "Memorial Day, the last Monday of May"),
            ("2026-05-18", true, "another Monday of May"),
            ("2021-12-31", false, "New Year's Day 2022 is a Saturday, so the Friday before is free"),
            ("2022-12-23", false, "Christmas Eve 2022 is a Saturday"),
            ("2022-12-26", false, "Christmas Day is a Sunday"),
            ("2022-12-27", true, "nothing is left to make up for"), ("2027-01-01", false, "New Year's Day, a Friday"),
        ])
    func days(_ text: String, _ works: Bool, _ why: String) throws {
        #expect(try DeskCalendar.clock().isBusinessDay(try #require(CivilDate(text))) == works, "\(why)")
    }

    @Test(
        "a holiday on a weekend is made up for as the preset says",
        arguments: [
            (Preset.BusinessCalendar.Observance.none, "2022-12-26", true), (.nextBusinessDay, "2022-12-26", false),
            (.nextBusinessDay, "2022-12-27", false), (.nextBusinessDay, "2022-12-28", true),
            (.nearestWeekday, "2022-12-23", false), (.nextBusinessDay, "2022-12-23", true),
        ])
    func observance(_ observance: Preset.BusinessCalendar.Observance, _ text: String, _ works: Bool) throws {
        #expect(try DeskCalendar.clock(observance).isBusinessDay(try #require(CivilDate(text))) == works)
    }

    @Test(
        "so many business hours after an instant it is",
        arguments: [
            ("2026-11-23T15:00:00Z", 1.0, "2026-11-23T16:00:00Z", "Monday 9:00 to 10:00"),
            ("2026-11-23T05:00:00Z", 1, "2026-11-23T13:00:00Z", "before opening counts from opening"),
            ("2026-11-25T23:00:00Z", 1, "2026-11-26T00:00:00Z", "what ends at closing ends that evening"),
            ("2026-11-25T23:30:00Z", 1, "2026-11-30T12:30:00Z", "over Thanksgiving and the weekend"),
            ("2026-11-23T15:00:00Z", 12, "2026-11-24T15:00:00Z", "a business day"),
            ("2026-03-06T23:00:00Z", 2, "2026-03-09T12:00:00Z", "over the change of clocks in spring"),
        ])
    func hours(_ start: String, _ hours: Double, _ end: String, _ why: String) throws {
        #expect(try DeskCalendar.clock().instant(hours * 3_600, after: at(start)) == at(end), "\(why)")
    }

    @Test(
        "a wait's business days begin the day after",
        arguments: [
            ("2026-11-23T15:00:00Z", 1, "2026-11-25T00:00:00Z"), ("2026-11-23T15:00:00Z", 3, "2026-12-01T00:00:00Z"),
            ("2026-11-28T15:00:00Z", 1, "2026-12-01T00:00:00Z"),
        ])
    func businessDays(_ start: String, _ count: Int, _ end: String) throws {
        #expect(try DeskCalendar.clock().end(ofBusinessDay: count, after: at(start)) == at(end))
    }

    @Test("a calendar that never opens gives no time at all")
    func neverOpen() throws {
        var calendar = DeskCalendar.usual()
        calendar.days = [.monday]
        calendar.holidays = (1...12).flatMap { month in
            [1, 2, 3, 4, -1].map {
                Preset.Holiday(name: "", rule: .weekday(.monday, nth: $0, month: month, daysAfter: 0))
            }
        }
        #expect(try #require(BusinessClock(calendar)).instant(60, after: at("2026-11-23T15:00:00Z")) == nil)
    }
}
