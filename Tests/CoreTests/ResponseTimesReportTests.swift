import Core
import Foundation
import Testing

@Suite("The report on response times")
struct ResponseTimesReportTests {
    private let rules: CaseRules

    init() throws {
        let preset = Preset(
            name: "small", teams: ["Desk"], caseTypes: [Preset.CaseType(name: "Question", team: "Desk")],
            defaultType: "Question",
            priorities: [
                Preset.Priority(name: "Down", firstResponse: Preset.ResponseTarget(2, .hours)),
                Preset.Priority(name: "High", firstResponse: Preset.ResponseTarget(4, .businessHours)),
                Preset.Priority(name: "Low", firstResponse: Preset.ResponseTarget(1, .businessDays)),
                Preset.Priority(name: "Idea"),
            ], defaultPriority: "Low", calendar: DeskCalendar.usual(),
            followUp: Preset.FollowUp(reminderDays: [3, 6, 9], closingDay: 10))
        rules = try #require(CaseRules(preset))
    }

    /// The report at noon in Chicago of a Wednesday, of cases opened on the Monday before.
    private func report(_ cases: [ReportedCase]) throws -> ResponseTimesReport {
        var report = ResponseTimesReport(rules, at: try at("2026-11-25T18:00:00Z"))
        for item in cases { report.add(item) }
        return report
    }

    private func tally(_ priority: String, _ cases: [ReportedCase]) throws -> ResponseTally {
        try #require(report(cases).rows.first { $0.priority == priority }).tally
    }

    /// A case opened on Monday at nine in Chicago, or then, with times of that form.
    private func item(
        _ priority: String = "High", opened: String = "2026-11-23T15:00:00Z", due: String? = nil,
        answered: String? = nil, closed: String? = nil, pauses: [(String, String)] = []
    ) throws -> ReportedCase {
        var item = ReportedCase(priority: priority, created: try at(opened), closed: try closed.map(at))
        (item.response.due, item.response.answered) = (try due.map(at), try answered.map(at))
        item.response.pauses = try pauses.map { ResponseRecord.Pause(start: try at($0.0), end: try at($0.1)) }
        return item
    }

    /// Cases, answered, in time, missed, pending, unanswered.
    private func counts(_ tally: ResponseTally) -> [Int] {
        [tally.cases, tally.answered, tally.withinTarget, tally.missed, tally.pending, tally.unanswered]
    }

    @Test("nothing is known of nothing, and every priority of the preset has its row")
    func nothing() throws {
        let report = try report([])
        #expect(report.rows.map(\.priority) == ["Down", "High", "Low", "Idea"])
        #expect(
            report.rows.map(\.tally.target) == ["2 hours", "4 business hours", "1 business day", nil])
        for tally in report.rows.map(\.tally) + [report.total] {
            #expect(tally.cases == 0 && tally.share == nil)
            #expect(tally.durations.averageMinutes == nil && tally.durations.medianMinutes == nil)
        }
    }

    @Test(
        "a case is in time, missed, pending or unanswered",
        arguments: [
            ("2026-11-23T19:00:00Z", "2026-11-23T19:00:00Z", nil, [1, 1, 0, 0, 0], "answered when it was due"),
            ("2026-11-23T19:00:00Z", "2026-11-23T19:00:01Z", nil, [1, 0, 1, 0, 0], "answered a second later"),
            ("2026-11-25T18:00:00Z", nil, nil, [0, 0, 0, 1, 0], "due now"),
            ("2026-11-25T17:59:59Z", nil, nil, [0, 0, 1, 0, 0], "due a second ago"),
            (nil, nil, nil, [0, 0, 0, 1, 0], "its time stands still"),
            (nil, nil, "2026-11-23T16:00:00Z", [0, 0, 0, 0, 1], "closed without an answer before it was due"),
            ("2026-11-23T19:00:00Z", nil, "2026-11-23T20:00:00Z", [0, 0, 1, 0, 0], "closed without an answer later"),
            ("2026-11-23T19:00:00Z", nil, "2026-11-23T19:00:00Z", [0, 0, 0, 0, 1], "closed when it was due"),
            ("2026-11-23T19:00:00Z", "2026-11-23T18:00:00Z", "2026-11-24T20:00:00Z", [1, 1, 0, 0, 0], "then closed"),
        ] as [(String?, String?, String?, [Int], String)])
    func verdicts(_ due: String?, _ answered: String?, _ closed: String?, _ counts: [Int], _ why: String) throws {
        let tally = try tally("High", [item(due: due, answered: answered, closed: closed)])
        #expect(self.counts(tally) == [1] + counts, "\(why)")
    }

    @Test("an answer on a case whose time stood still has no due time: what it took decides")
    func answeredWhileWaiting() throws {
        let waits = [("2026-11-23T16:00:00Z", "2026-11-25T17:00:00Z")]
        let soon = try tally("High", [item(answered: "2026-11-25T17:00:00Z", pauses: waits)])
        #expect(soon.withinTarget == 1 && soon.durations.averageMinutes == 60)
        let late = try tally("High", [item(answered: "2026-11-25T17:00:00Z")])
        #expect(late.missed == 1)
    }

    @Test(
        "an answer is measured in the time of its target, without the pauses",
        arguments: [
            ("High", "2026-11-24T12:30:00Z", [], 570, "to closing, and half an hour of the next morning"),
            ("Low", "2026-11-24T12:30:00Z", [], 570, "business days are counted in business hours"),
            ("Down", "2026-11-24T12:30:00Z", [], 1290, "around the clock"),
            ("Idea", "2026-11-24T12:30:00Z", [], 570, "no target: business time"),
            ("Gone", "2026-11-24T12:30:00Z", [], 570, "no priority of the preset: business time"),
            ("High", "2026-11-23T18:00:00Z", [("2026-11-23T16:00:00Z", "2026-11-23T17:30:00Z")], 90, "a pause"),
            ("Down", "2026-11-24T15:00:00Z", [("2026-11-23T16:00:00Z", "2026-11-24T14:00:00Z")], 120, "over night"),
            ("High", "2026-11-23T15:00:29Z", [], 0, "less than half a minute"),
        ] as [(String, String, [(String, String)], Int, String)])
    func durations(
        _ priority: String, _ answered: String, _ pauses: [(String, String)], _ minutes: Int, _ why: String
    ) throws {
        let tally = try tally(priority, [item(priority, answered: answered, pauses: pauses)])
        #expect(tally.durations.averageMinutes == minutes, "\(why)")
        #expect(tally.durations.medianMinutes == minutes, "\(why)")
    }

    @Test("cases without a target are counted, and have no share")
    func withoutTarget() throws {
        let tally = try tally(
            "Idea",
            [
                item("Idea", answered: "2026-11-24T15:00:00Z"), item("Idea"),
                item("Idea", due: "2026-11-23T16:00:00Z"), item("Idea", closed: "2026-11-24T15:00:00Z"),
            ])
        #expect(counts(tally) == [4, 1, 0, 0, 2, 1])
        #expect(tally.share == nil)
    }

    @Test("priorities that the preset has no longer come last, by name; how it writes them does not matter")
    func otherPriorities() throws {
        let report = try report([item("Z"), item("HIGH"), item("A"), item("Z"), item("high"), item("High")])
        #expect(report.rows.map(\.priority) == ["Down", "High", "Low", "Idea", "A", "Z"])
        #expect(report.rows.map(\.tally.cases) == [0, 3, 0, 0, 1, 2])
    }

    @Test("the total has all cases, each in the time of its own target")
    func total() throws {
        let total = try report([
            item("Down", due: "2026-11-23T17:00:00Z", answered: "2026-11-24T03:00:00Z"),
            item("High", due: "2026-11-23T19:00:00Z", answered: "2026-11-23T16:00:00Z"),
            item("Idea", answered: "2026-11-23T15:30:00Z"), item("Low"),
        ]).total
        #expect(counts(total) == [4, 3, 1, 1, 1, 0])
        #expect(total.share == 50 && total.target == nil)
        #expect(total.durations.averageMinutes == 270 && total.durations.medianMinutes == 60)
    }
}

@Suite("Figures of reports")
struct ReportFigureTests {
    @Test(
        "a share has one decimal, and 100.0 means all",
        arguments: [
            (0, 0, nil), (0, 7, 0), (1, 3, 33.3), (2, 3, 66.7), (9_999, 10_000, 99.9), (10_000, 10_000, 100),
            (1, 10_000, 0),
        ] as [(Int, Int, Double?)])
    func shares(_ part: Int, _ all: Int, _ expected: Double?) {
        #expect(Percentage.share(of: part, in: all) == expected)
    }

    @Test(
        "average and median of minutes",
        arguments: [
            ([], nil, nil), ([10], 10, 10), ([10, 20], 15, 15), ([10, 11], 11, 11), ([1, 2, 600], 201, 2),
            ([600, 1, 2, 3], 152, 3), ([5, 5, 5, 90], 26, 5),
        ] as [([Double], Int?, Int?)])
    func averages(_ minutes: [Double], _ average: Int?, _ median: Int?) {
        var (all, rest) = (DurationTally(), DurationTally())
        for (index, minute) in minutes.enumerated() {
            if index == 0 { all.add(minute * 60) } else { rest.add(minute * 60) }
        }
        all.add(rest)
        #expect(all.count == minutes.count)
        #expect(all.averageMinutes == average && all.medianMinutes == median)
    }
}
