import Core
import Foundation
import Testing

@Suite("When digests are due")
struct DigestCalendarTests {
    @Test(
        "schedules are read as the registry has them",
        arguments: [
            ("immediate", DigestSchedule.immediate), ("hourly", .hourly), ("off", .off),
            ("daily 08:00", .daily(at: 480)),
            ("daily 00:00", .daily(at: 0)), ("daily 23:59", .daily(at: 1439)), ("daily 24:00", nil),
            ("daily 8:00", nil),
            ("daily", nil), ("Hourly", nil), ("", nil),
        ] as [(String, DigestSchedule?)])
    func texts(_ text: String, _ expected: DigestSchedule?) {
        #expect(DigestSchedule(text) == expected)
        if let expected { #expect(expected.description == text) }
    }

    @Test("whoever chose nothing is told at once", arguments: ["", "weekly"])
    func nothing(_ text: String) { #expect(DigestSchedule(stored: text) == .immediate) }

    /// The desk works Monday to Friday in Chicago; Thanksgiving and the day after are holidays in 2026 on 26 and 27 November.
    @Test(
        "the last window, by the clocks of the advisor and the working days of the desk",
        arguments: [
            // At the minute, one second before it, late in the evening.
            ("daily 08:00", "America/Chicago", "2026-11-18T14:00:00Z", "2026-11-18T14:00:00Z"),
            ("daily 08:00", "America/Chicago", "2026-11-18T13:59:59Z", "2026-11-17T14:00:00Z"),
            ("daily 08:00", "America/Chicago", "2026-11-19T05:59:00Z", "2026-11-18T14:00:00Z"),
            // Weekends and holidays have none: on Monday it is still Friday's, on the Sunday after Thanksgiving Wednesday's.
            ("daily 08:00", "America/Chicago", "2026-11-16T13:00:00Z", "2026-11-13T14:00:00Z"),
            ("daily 08:00", "America/Chicago", "2026-11-29T20:00:00Z", "2026-11-25T14:00:00Z"),
            // Elsewhere it is another day already, or still.
            ("daily 08:00", "Asia/Kolkata", "2026-11-18T02:30:00Z", "2026-11-18T02:30:00Z"),
            ("daily 07:00", "Pacific/Auckland", "2026-11-15T18:00:00Z", "2026-11-15T18:00:00Z"),
            ("daily 23:30", "Pacific/Honolulu", "2026-11-14T09:30:00Z", "2026-11-14T09:30:00Z"),
            // The clocks go forward on a Sunday in Chicago; where they do so on a working day, what they leave out is due then.
            ("daily 02:30", "America/Chicago", "2026-03-09T08:00:00Z", "2026-03-09T07:30:00Z"),
            ("daily 00:30", "Africa/Cairo", "2026-04-23T22:15:00Z", "2026-04-23T22:00:00Z"),
            ("daily 00:30", "Africa/Cairo", "2026-04-23T21:59:59Z", "2026-04-22T22:30:00Z"),
            // They go back: what comes twice is due the first time.
            ("daily 23:30", "Africa/Cairo", "2026-10-29T20:45:00Z", "2026-10-29T20:30:00Z"),
            ("daily 23:30", "Africa/Cairo", "2026-10-29T21:45:00Z", "2026-10-29T20:30:00Z"),
            // Hours are those of the wall, and of working days.
            ("hourly", "America/Chicago", "2026-11-18T14:59:59Z", "2026-11-18T14:00:00Z"),
            ("hourly", "Asia/Kolkata", "2026-11-18T14:29:59Z", "2026-11-18T13:30:00Z"),
            ("hourly", "America/Chicago", "2026-11-14T17:00:00Z", "2026-11-14T05:00:00Z"),
            ("hourly", "America/Chicago", "2026-11-16T06:00:00Z", "2026-11-16T06:00:00Z"),
            // An hour that comes twice is two hours.
            ("hourly", "Africa/Cairo", "2026-10-29T20:10:00Z", "2026-10-29T20:00:00Z"),
            ("hourly", "Africa/Cairo", "2026-10-29T21:10:00Z", "2026-10-29T21:00:00Z"),
        ])
    func windows(_ schedule: String, _ zone: String, _ instant: String, _ expected: String) throws {
        let calendar = try #require(DigestCalendar(timeZone: zone, clock: DeskCalendar.clock()))
        let schedule = try #require(DigestSchedule(schedule))
        #expect(try calendar.window(of: schedule, at: at(instant)) == at(expected))
    }

    @Test("who is told at once, or not at all, has no windows", arguments: [DigestSchedule.immediate, .off])
    func none(_ schedule: DigestSchedule) throws {
        let calendar = try #require(DigestCalendar(timeZone: "UTC", clock: DeskCalendar.clock()))
        #expect(try calendar.window(of: schedule, at: at("2026-11-18T14:00:00Z")) == nil)
        #expect(try calendar.next(of: schedule, after: at("2026-11-18T14:00:00Z")) == nil)
    }

    @Test(
        "the next window",
        arguments: [
            ("daily 08:00", "2026-11-18T13:59:59Z", "2026-11-18T14:00:00Z"),
            ("daily 08:00", "2026-11-18T14:00:00Z", "2026-11-19T14:00:00Z"),
            ("daily 08:00", "2026-11-25T14:00:00Z", "2026-11-30T14:00:00Z"),
            ("hourly", "2026-11-18T14:00:00Z", "2026-11-18T15:00:00Z"),
            ("hourly", "2026-11-14T05:00:00Z", "2026-11-16T06:00:00Z"),
        ])
    func next(_ schedule: String, _ instant: String, _ expected: String) throws {
        let calendar = try #require(DigestCalendar(timeZone: "America/Chicago", clock: DeskCalendar.clock()))
        let schedule = try #require(DigestSchedule(schedule))
        #expect(try calendar.next(of: schedule, after: at(instant)) == at(expected))
    }

    @Test("times are told as the advisor's clocks show them")
    func text() throws {
        let calendar = try #require(DigestCalendar(timeZone: "Asia/Kolkata", clock: DeskCalendar.clock()))
        #expect(try calendar.text(of: at("2026-11-18T20:35:10Z")) == "Thu 19 Nov 02:05")
    }

    @Test(
        "in two years, window for window, they are what somebody finds who looks at the clock every quarter of an hour",
        arguments: ["America/Chicago", "Africa/Cairo", "Asia/Kolkata"], ["daily 00:30", "daily 08:00", "hourly"])
    func twoYears(_ zone: String, _ schedule: String) throws {
        let calendar = try #require(DigestCalendar(timeZone: zone, clock: DeskCalendar.clock()))
        let schedule = try #require(DigestSchedule(schedule))
        var watcher = try ClockWatcher(schedule, #require(TimeZone(identifier: zone)))
        let start = try at("2025-12-29T00:00:00Z")
        for quarter in 0..<(2 * 366 * 96) {
            let instant = start.addingTimeInterval(Double(quarter) * 900)
            watcher.look(at: instant)
            // The first days only show the watcher what came last; around a change of the clocks every quarter counts.
            guard quarter > 14 * 96, quarter % 7 == 0 || watcher.sawChange(within: 86_400, of: instant) else {
                continue
            }
            let window = calendar.window(of: schedule, at: instant)
            guard window == watcher.last else {
                Issue.record("at \(instant): \(String(describing: window)), not \(String(describing: watcher.last))")
                return
            }
        }
        #expect(watcher.count > 480, "two years have so many working days")
    }
}

/// Somebody who looks at the clock on the wall again and again, and knows the holidays by heart.
private struct ClockWatcher {
    let schedule: DigestSchedule
    let zone: TimeZone
    private(set) var last: Date?
    private(set) var count = 0
    private var offset: Int?
    private var changed = Date.distantPast
    private var doneDay = -1

    /// The days on which the desk of these tests is closed besides weekends.
    private static let holidays: Set = [
        "2026-01-01", "2026-05-25", "2026-11-26", "2026-11-27", "2026-12-24", "2026-12-25", "2027-01-01", "2027-05-31",
        "2027-11-25", "2027-11-26", "2027-12-24", "2027-12-31",
    ]

    init(_ schedule: DigestSchedule, _ zone: TimeZone) { (self.schedule, self.zone) = (schedule, zone) }

    func sawChange(within seconds: TimeInterval, of instant: Date) -> Bool {
        instant.timeIntervalSince(changed) < seconds
    }

    mutating func look(at instant: Date) {
        let offset = zone.secondsFromGMT(for: instant)
        let local = Int(instant.timeIntervalSince1970) + offset
        let (day, minute) = (local / 86_400, local % 86_400 / 60)
        if let before = self.offset, before != offset { changed = instant }
        // Days are counted from a Thursday on.
        let isWorkday = (day + 3) % 7 < 5 && !Self.holidays.contains(CivilDate(number: day).description)
        let isDue =
            switch schedule {
            case .hourly: minute % 60 == 0
            // Reached, or jumped over; and once a day.
            case .daily(let wanted): minute >= wanted && doneDay != day
            case .immediate, .off: false
            }
        if isDue { doneDay = day }
        if isDue, isWorkday {
            last = instant
            count += 1
        }
        self.offset = offset
    }
}
