import Core
import FoundationEssentials
import Testing

@Suite("The report on satisfaction")
struct SatisfactionReportTests {
    private static func clock(_ zone: String) throws -> BusinessClock {
        try #require(
            BusinessClock(
                Preset.BusinessCalendar(
                    timeZone: zone, days: [.monday], opens: 0, closes: 1440, holidays: [], observance: .none)))
    }

    private static func survey(_ time: TimeInterval, _ team: String, _ advisor: String?, _ ratings: [Int]?) throws
        -> ReportedSurvey
    {
        let answer = try ratings.map { ratings in
            try #require(SurveyAnswer(ratings: Dictionary(uniqueKeysWithValues: zip(SurveyArea.allCases, ratings))))
        }
        return ReportedSurvey(
            sent: Date(timeIntervalSince1970: time), team: team, advisor: advisor, answer: answer)
    }

    /// Surveys that were added up by hand; ratings in the order Courtesy, Knowledge, Timeliness, Quality, Overall Service.
    private static func surveys() throws -> [ReportedSurvey] {
        // 2026-10-31 23:30 UTC, 2026-11-01 03:00 UTC (still October in Chicago), 2026-11-15.
        let (october, night, november) = (1_793_489_400.0, 1_793_502_000.0, 1_794_700_800.0)
        return [
            try survey(october, "Hosting", "kim@desk.example", [5, 5, 5, 5, 5]),
            try survey(october, "Desk", "abe@desk.example", [4, 3, 2, 4, 4]),
            try survey(october, "Desk", nil, nil),
            try survey(night, "Desk", "abe@desk.example", [1, 1, 1, 1, 3]),
            try survey(november, "Desk", "kim@desk.example", [5, 4, 4, 5, 5]),
            try survey(november, "Old Team", "kim@desk.example", nil),
        ]
    }

    /// A row as its name, sent, answered, the ratings, satisfied, rate in tenths of a percent, mean in hundredths.
    private static let expected: [(SatisfactionReport.Grouping, [String])] = [
        (.month, ["2026-10 4 3 [0, 0, 1, 1, 1] 2 66.7 4.0", "2026-11 2 1 [0, 0, 0, 0, 1] 1 100.0 5.0"]),
        (
            .area,
            [
                "Courtesy 6 4 [1, 0, 0, 1, 2] 3 75.0 3.75", "Knowledge 6 4 [1, 0, 1, 1, 1] 2 50.0 3.25",
                "Timeliness 6 4 [1, 1, 0, 1, 1] 2 50.0 3.0", "Quality 6 4 [1, 0, 0, 1, 2] 3 75.0 3.75",
                "Overall Service 6 4 [0, 0, 1, 1, 2] 3 75.0 4.25",
            ]
        ),
        (
            .team,
            [
                "Desk 4 3 [0, 0, 1, 1, 1] 2 66.7 4.0", "Hosting 1 1 [0, 0, 0, 0, 1] 1 100.0 5.0",
                "Old Team 1 0 [0, 0, 0, 0, 0] 0 – –",
            ]
        ),
        (
            .advisor,
            [
                "(nobody) 1 0 [0, 0, 0, 0, 0] 0 – –", "abe@desk.example 2 2 [0, 0, 1, 1, 0] 1 50.0 3.5",
                "kim@desk.example 3 2 [0, 0, 0, 0, 2] 2 100.0 5.0",
            ]
        ),
    ]

    @Test("counts what was added up by hand", arguments: expected)
    func figures(_ grouping: SatisfactionReport.Grouping, _ expected: [String]) throws {
        var report = SatisfactionReport(
            by: grouping, clock: try Self.clock("America/Chicago"), teams: ["Desk", "Hosting", "Empty"])
        for survey in try Self.surveys() { report.add(survey) }
        let rows = report.rows.map(Self.text)
        #expect(rows == expected)
        #expect(Self.text(report.total) == " 6 4 [0, 0, 1, 1, 2] 3 75.0 4.25")
        #expect(report.total.answerShare == 66.7)
    }

    private static func text(_ row: SatisfactionReport.Row) -> String {
        "\(row.name) \(row.sent) \(row.answered) \(row.ratings) \(row.satisfied) "
            + "\(row.rate.map { "\($0)" } ?? "–") \(row.average.map { "\($0)" } ?? "–")"
    }

    @Test("months are those of the desk")
    func months() throws {
        var report = SatisfactionReport(by: .month, clock: try Self.clock("UTC"), teams: [])
        for survey in try Self.surveys() { report.add(survey) }
        #expect(report.rows.map { "\($0.name) \($0.sent)" } == ["2026-10 3", "2026-11 3"])
    }

    @Test(
        "a goal is reached by so many of a hundred, not by what rounding makes of them",
        arguments: [(95, 5, true), (94, 6, false), (1_899, 100, false), (1_900, 100, true), (0, 1, false)])
    func goal(_ satisfied: Int, _ others: Int, _ isReached: Bool) throws {
        var report = SatisfactionReport(by: .team, clock: try Self.clock("UTC"), teams: [])
        #expect(report.total.reaches(95) == nil)
        for index in 0..<(satisfied + others) {
            report.add(try Self.survey(0, "Desk", nil, [1, 1, 1, 1, index < satisfied ? 4 : 3]))
        }
        #expect(report.total.reaches(95) == isReached)
    }
}
