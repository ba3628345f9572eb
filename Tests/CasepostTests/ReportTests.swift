import Foundation
import TestSupport
import Testing

/// A week of a desk by its commands, with the time told, and what the reports say of it.
@Suite("Reports", .ownThread)
struct ReportTests {
    private let desk: DeskFixture

    init() throws {
        desk = try DeskFixture(mailbox: "url = \"pipe:\"", smtp: "url = \"maildir:out\"")
        // Monday the 2nd, ten in the morning where the desk is: the first is answered in time, the second late.
        try open("High", at: "2026-11-02T16:00:00Z")
        try open("High", at: "2026-11-02T16:00:00Z")
        try act("post", "1000001", "--text", "Try again.", at: "2026-11-02T17:00:00Z")
        try act("post", "1000002", "--text", "Sorry.", at: "2026-11-02T22:00:00Z")
        try act("close", "1000001", at: "2026-11-02T23:00:00Z")
        try act("escalate", "1000002", "Hosting", "--text", "too hard", at: "2026-11-02T22:30:00Z")
        try act("close", "1000002", at: "2026-11-04T16:00:00Z")
        // Of another account: closed without a word, a part of another one, still open.
        try open("Medium", contact: "maria.garcia@university.example", at: "2026-11-03T16:00:00Z")
        try act("close", "1000003", at: "2026-11-03T17:00:00Z")
        try open("Low", contact: "maria.garcia@university.example", at: "2026-11-03T16:00:00Z")
        try open("Low", contact: "maria.garcia@university.example", at: "2026-12-01T16:00:00Z")
        try act("merge", "1000004", "--into", "1000005", at: "2026-12-01T16:30:00Z")
    }

    private func open(
        _ priority: String, contact: String = "ann.lee@district.example", at time: String
    ) throws {
        try desk.succeed(
            "case", "open", "--contact", contact, "--subject", "Grades", "--priority", priority, "--text", "Gone.",
            "--now", time)
    }

    private func act(_ arguments: String..., at time: String) throws {
        let output = try desk.run(["case"] + arguments + ["--now", time])
        #expect(output.status == 0, "\(arguments): \(output.stderr)")
    }

    private func report(_ arguments: String...) throws -> String {
        let output = try desk.run(["report"] + arguments + ["--now", "2026-12-01T17:00:00Z"])
        #expect(output.status == 0, "\(arguments): \(output.stderr)")
        return output.stdout
    }

    @Test("how soon cases are answered, by priority")
    func responseTimes() throws {
        #expect(
            try report("response-times") == """
                Priority  Target            Cases  Answered  In time   Share  Missed  Pending  Unanswered     Average      Median
                --------  ----------------  -----  --------  -------  ------  ------  -------  ----------  ----------  ----------
                Critical  1 business hour       0         0        0       –       0        0           0           –           –
                High      4 business hours      2         2        1  50.0 %       1        0           0  3 h 30 min  3 h 30 min
                Medium    1 business day        1         0        0       –       0        0           1           –           –
                Low       2 business days       1         0        0       –       0        1           0           –           –
                Total                           4         2        1  50.0 %       1        1           1  3 h 30 min  3 h 30 min
                1 case that became a part of another one is left out

                """)
        let lines = try desk.jsonLines(try report("response-times", "--json", "--before", "2026-11-03"))
        #expect(lines.count == 5)
        #expect(lines[1]["priority"] as? String == "High" && lines[1]["share"] as? Double == 50)
        #expect(lines[1]["averageMinutes"] as? Int == 210 && lines[2]["share"] is NSNull)
        #expect(lines[4]["total"] as? Bool == true && lines[4]["cases"] as? Int == 2)
        #expect(lines[4]["priority"] is NSNull && lines[4]["merged"] as? Int == 0)
    }

    @Test("filters take names in any case; a day begins where the desk is")
    func filters() throws {
        let low = try desk.jsonLines(
            try report(
                "response-times", "--json", "--account", "northfield university", "--priority", "low", "--since",
                "2026-12-01"))
        #expect(low.map { $0["cases"] as? Int } == [1, 1])
        let none = try desk.jsonLines(try report("response-times", "--json", "--since", "2026-12-02"))
        #expect(none.last?["cases"] as? Int == 0)
        #expect(
            try report("volume", "--since", "2026-11-03", "--before", "2026-11-04", "--type", "ask a question")
                .contains("opened from 2026-11-03 on and before 2026-11-04, America/Chicago"))
    }

    @Test("how many cases there are, as CSV, a spreadsheet's formulas kept out")
    func volume() throws {
        #expect(
            try report("volume", "--by", "month", "--csv")
                == [
                    #""by","name","opened","closed","open","share""#, #""month","2026-11","3","3","0","75.0""#,
                    #""month","2026-12","1","0","1","25.0""#, #""month","Total","4","3","1","100.0""#, "",
                ].joined(separator: "\r\n"))
        let accounts = try desk.jsonLines(try report("volume", "--by", "account", "--json"))
        #expect(accounts.map { $0["opened"] as? Int } == [2, 2, 4])
        #expect(accounts[0]["name"] as? String == "Lakeside School District" && accounts[0]["closed"] as? Int == 2)
        #expect(accounts[2]["merged"] as? Int == 1)
    }

    @Test("how many are solved at the first level")
    func firstLevel() throws {
        #expect(
            try report("first-level", "--account", "Lakeside School District") == """
                Team            Closed  First level   Share  Still open
                --------------  ------  -----------  ------  ----------
                Campus Support       2            1  50.0 %           0
                Total                2            1  50.0 %           0

                """)
    }
}

@Suite("Mistakes in asking for reports", .ownThread)
struct ReportMistakeTests {
    @Test("what is not there is an error that says what is")
    func mistakes() throws {
        let desk = try DeskFixture(mailbox: "url = \"pipe:\"", smtp: "url = \"maildir:out\"")
        for (arguments, status, words) in [
            (["volume", "--team", "Hostin"], 66, "there is no team \"Hostin\"; there is Campus Support, "),
            (["volume", "--team", "Hostin"], 66, "(did you mean \"Hosting\"?)"),
            (["first-level", "--account", "Northfeld University"], 66, "did you mean \"Northfield University\"?"),
            (["response-times", "--priority", "hihg"], 66, "did you mean \"High\"?"),
            (["response-times", "--type", "nonsense"], 66, "there is no type \"nonsense\""),
            (["volume", "--by", "mont"], 64, "did you mean \"month\"?"),
            (["volume", "--since", "2026-02-30"], 64, "no day such as"),
            (["volume", "--since", "2026-12-01", "--before", "2026-12-01"], 64, "a day after --since"),
            (["volume", "--csv", "--json"], 64, "one of them"),
        ] as [([String], Int32, String)] {
            let output = try desk.run(["report"] + arguments + ["--now", "2026-12-01T17:00:00Z"])
            #expect(output.status == status && output.stderr.contains(words), "\(arguments): \(output.stderr)")
        }
    }
}
