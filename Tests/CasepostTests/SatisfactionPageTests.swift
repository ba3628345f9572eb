import Core
import Foundation
import TestSupport
import Testing

@testable import casepost

@Suite("The page of the report on satisfaction", .ownThread)
struct SatisfactionPageTests {
    private static func page(_ ratings: [(team: String, overall: Int?)]) throws -> String {
        let clock = try #require(
            BusinessClock(
                Preset.BusinessCalendar(
                    timeZone: "America/Chicago", days: [.monday], opens: 0, closes: 1440, holidays: [],
                    observance: .none)))
        var report = SatisfactionReport(by: .team, clock: clock, teams: [])
        for (team, overall) in ratings {
            let answer = try overall.map { overall in
                try #require(
                    SurveyAnswer(ratings: Dictionary(uniqueKeysWithValues: SurveyArea.allCases.map { ($0, overall) })))
            }
            report.add(ReportedSurvey(sent: .now, team: team, advisor: nil, answer: answer))
        }
        return SatisfactionPage(siteName: "Desk <One> & Co", period: "all surveys", goal: 80, reports: [report]).html
    }

    @Test("names of the desk's own are text, and nothing is loaded or run")
    func hostileNames() throws {
        let html = try Self.page([("</text><script>alert(1)</script>", 5), ("\"onload=\"x", 2)])
        #expect(!html.contains("<script") && !html.contains("\"onload"))
        #expect(html.contains("Desk &lt;One&gt; &amp; Co"))
        for word in ["src=", "href=", "url(", "@import"] { #expect(!html.contains(word), "\(word)") }
    }

    @Test(
        "a chart says in words what it shows, and whether the goal is reached",
        arguments: [
            ([("Hosting", 5), ("Hosting", 4)], "Hosting: 100.0 %.", "reached"),
            ([("Hosting", 5), ("Hosting", 3)], "Hosting: 50.0 %, below the goal.", "missed"),
            ([("Hosting", nil)], "Hosting: no answers.", "–"),
        ] as [([(String, Int?)], String, String)])
    func chart(_ ratings: [(String, Int?)], _ words: String, _ goal: String) throws {
        let html = try Self.page(ratings)
        #expect(html.contains(words), "\(html)")
        #expect(html.contains("<td>\(goal)</td></tr>"))
    }

    @Test("each chart is XML as browsers read it, with a title and a description")
    func chartIsXML() throws {
        let html = try Self.page([("Hosting & Training", 5), ("Desk", nil)])
        let start = try #require(html.range(of: "<svg"))
        let end = try #require(html.range(of: "</svg>"))
        let directory = try TemporaryDirectory()
        let file = try directory.write("chart.svg", Array(html[start.lowerBound..<end.upperBound].utf8))
        let said = try Command.succeed(
            "/usr/bin/python3",
            [
                "-c",
                "import sys, xml.etree.ElementTree as t; r = t.parse(sys.argv[1]).getroot(); "
                    + "print(len(r.findall('rect')), r.find('title').text, '|', r.find('desc').text.split('. ')[-1])",
                file,
            ])
        let words = "Desk: no answers; Hosting & Training: 100.0 %."
        #expect(said.stdout.contains("4 Satisfaction rate by team | \(words)"), "\(said)")
    }

    @Test("without surveys it says so")
    func empty() throws {
        let html = try Self.page([])
        #expect(html.contains("No surveys were sent.") && !html.contains("<svg"))
    }
}
