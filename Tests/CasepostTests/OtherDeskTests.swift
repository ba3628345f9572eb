import Foundation
import TestSupport
import Testing

/// Desks with other rules than the default one: what differs is in their presets, and nowhere else.
@Suite("Other desks", .ownThread)
struct OtherDeskTests {
    private let outbox: MailFolder
    private let desk: DeskFixture

    init() throws {
        let directory = try TemporaryDirectory()
        outbox = MailFolder(path: directory.appending("out"))
        desk = try DeskFixture(mailbox: "url = \"pipe:\"", smtp: "url = \"maildir:\(outbox.path)\"", in: directory)
    }

    /// Makes it a desk of that preset, with Sam as its advisor.
    private func become(_ preset: String, team: String, tables: String = "") throws {
        try desk.configure(
            mailbox: "url = \"pipe:\"", smtp: "url = \"maildir:\(outbox.path)\"\n\(tables)", preset: preset)
        try desk.write(
            "advisors.csv",
            """
            email,first_name,last_name,teams,digest,time_zone
            sam.okafor@example.org,Sam,Okafor,\(team),immediate,Europe/Berlin

            """)
        try desk.succeed("advisor", "import", desk.path("advisors.csv"))
    }

    private func deliver(_ text: String, id: String = "q", to: String = DeskFixture.address, at time: String) throws {
        let mail = SampleMail.plain(to: to, id: "\(id)@district.example", subject: "Trouble", text: text)
        let output = try desk.run(["deliver", "--mailbox", "support", "--now", time], input: mail)
        #expect(output.status == 0, "\(output.stderr)")
        try desk.succeed("run-due", "--now", time)
    }

    private func mails(to address: String) throws -> [ReadMail] {
        try outbox.messages.map { ReadMail(text: String(decoding: $0, as: UTF8.self)) }
            .filter { $0.address("To") == address }
    }

    private func show() throws -> MatrixCase {
        MatrixCase(
            json: try #require(try desk.jsonLines(try desk.succeed("case", "show", "1000001", "--json")).first))
    }

    @Test("a system that is down alerts whoever is on call, at night and on Sunday, and again until somebody answers")
    func onCall() throws {
        try become("campusm", team: "Campus Support", tables: "[notify]\non_call = \"pager@example.org\"")
        // Sunday, three in the morning in Chicago.
        try deliver("Priority: Level I\n\nNobody can sign in.", at: "2026-11-01T09:00:00Z")
        try desk.succeed("run-due", "--now", "2026-11-01T09:44:00Z")
        let first = try mails(to: "pager@example.org")
        #expect(first.count == 1)
        #expect(first[0].text.contains("Nobody can sign in.") && first[0].text.contains("Ann Lee"))
        #expect(first[0].text.contains("2026-11-01 10:00 UTC") && first[0].address("Reply-To") == nil)
        #expect(first[0].text.contains("casepost case assign 1000001"))
        try desk.succeed("run-due", "--now", "2026-11-01T09:45:00Z")
        try desk.succeed("run-due", "--now", "2026-11-01T10:00:00Z")
        let all = try mails(to: "pager@example.org")
        #expect(all.count == 3)
        #expect(all.count { $0.text.contains("not answered yet") } == 1)
        #expect(all.count { $0.text.contains("answer overdue") } == 1)
        try desk.succeed("run-due", "--now", "2026-11-02T10:00:00Z")
        #expect(try mails(to: "pager@example.org").count == 3)
    }

    @Test("whoever is on call is alerted to a case that becomes urgent, not to one that waits for office hours")
    func becomesUrgent() throws {
        try become("campusm", team: "Nobody", tables: "[notify]\non_call = \"sam.okafor@example.org\"")
        try deliver("Something is odd.", at: "2026-11-01T09:00:00Z")
        #expect(try mails(to: "sam.okafor@example.org").isEmpty)
        try desk.succeed("case", "set", "1000001", "--priority", "level ii", "--now", "2026-11-01T10:00:00Z")
        try desk.succeed("run-due", "--now", "2026-11-01T10:00:00Z")
        let mail = try #require(try mails(to: "sam.okafor@example.org").first)
        // An advisor on call answers by mail, and takes the case with it.
        try desk.succeed("run-due", "--now", "2026-11-01T10:00:01Z")
        let answer = SampleMail.plain(
            from: "sam.okafor@example.org", to: try #require(mail.address("Reply-To")), id: "a@example.org",
            text: "#assign me\nWe are at it.")
        #expect(
            try desk.run(["deliver", "--mailbox", "support", "--now", "2026-11-01T10:05:00Z"], input: answer).status
                == 0)
        #expect(try show().json["assignee"] as? String == "sam.okafor@example.org")
        try desk.succeed("run-due", "--now", "2026-11-01T13:00:00Z")
        let alerts = try mails(to: "sam.okafor@example.org").filter { $0.text.contains("you are on call") }
        #expect(alerts.count == 1, "it was answered")
    }

    @Test("who is on call and of the case's team gets the alert, and no warning besides")
    func onCallOfTheTeam() throws {
        try become(
            "campusm", team: "Campus Support", tables: "[notify]\non_call = \"sam.okafor@example.org\"")
        try deliver("Priority: Level I\n\nNobody can sign in.", at: "2026-11-01T09:00:00Z")
        for minute in 44...46 { try desk.succeed("run-due", "--now", "2026-11-01T09:\(minute):00Z") }
        let mails = try mails(to: "sam.okafor@example.org")
        #expect(mails.count { $0.text.contains("you are on call") } == 2)
        #expect(mails.count == 2, "no other mail")
    }

    @Test("who is on call hears of an urgent case that only moves to their team, of which nobody alerted them")
    func movedToTheTeamOnCall() throws {
        try become("campusm", team: "Campus Support", tables: "[notify]\non_call = \"sam.okafor@example.org\"")
        try deliver("Priority: Level I\n\nNobody can sign in.", at: "2026-11-01T09:00:00Z")
        try desk.succeed("case", "assign", "1000001", "Hosting", "--now", "2026-11-01T09:01:00Z")
        try desk.succeed("case", "assign", "1000001", "Campus Support", "--now", "2026-11-01T09:02:00Z")
        try desk.succeed("run-due", "--now", "2026-11-01T09:03:00Z")
        #expect(try mails(to: "sam.okafor@example.org").count == 2, "the alert, and that it is theirs again")
    }

    /// A desk for bicycles in Berlin: four days a week, other types, two priorities, one reminder.
    private static let bicycles = """
        teams = ["Workshop", "Office"]
        modules = ["Brakes", "Gears"]

        [cases]
        default_type = "Repair"
        default_priority = "Whenever"
        reopen_days = 3
        thanks_reopens = true

        [[priority]]
        name = "Now"
        first_response = "1 business hour"
        only_for = ["Repair"]

        [[priority]]
        name = "Whenever"

        [[case_type]]
        name = "Repair"
        team = "Workshop"
        fields = ["Module", "Frame Number"]
        required = ["Frame Number"]

        [[case_type]]
        name = "Invoice"
        team = "Office"

        [calendar]
        time_zone = "Europe/Berlin"
        days = ["Tuesday", "Wednesday", "Thursday", "Saturday"]
        opens = "10:00"
        closes = "14:00"
        holidays = [{name = "Reformation", on = "10-31"}]

        [follow_up]
        reminder_days = [1]
        closing_day = 2

        [contacts]
        inactive_days = 30
        """

    @Test("a third preset works from the first mail to the closing, by its own names, hours and days")
    func third() throws {
        try desk.write(
            "bicycles.toml", Self.bicycles.replacingOccurrences(of: "1 business hour", with: "1 business hour"))
        try become("bicycles.toml", team: "Workshop")
        // Thursday, 13:30 in Berlin; the next hours of the desk are on Tuesday, for Saturday is a holiday.
        try deliver("Priority: now\nModule: brakes\n\nThey squeak.", at: "2026-10-29T12:30:00Z")
        let opened = try show()
        #expect(opened.json["type"] as? String == "Repair" && opened.json["team"] as? String == "Workshop")
        #expect(opened.json["priority"] as? String == "Now")
        #expect(opened.json["missingFields"] as? [String] == ["Frame Number"])
        #expect((opened.json["response"] as? [String: Any])?["due"] as? String == "2026-11-03T09:30:00Z")
        try desk.succeed("run-due", "--now", "2026-11-03T09:16:00Z")
        let toSam = try mails(to: "sam.okafor@example.org")
        #expect(toSam.count == 2, "the case was new, and three quarters of the hour are over")
        let acknowledgement = try #require(try mails(to: "ann.lee@district.example").first)
        #expect(acknowledgement.text.contains("Frame Number"))
        try deliver(
            "Frame Number: 4711\n\nThere.", id: "r", to: try #require(acknowledgement.address("Reply-To")),
            at: "2026-11-03T09:17:00Z")
        #expect(try show().json["fields"] as? [String: String] == ["Module": "Brakes", "Frame Number": "4711"])

        try desk.succeed("case", "resolve", "1000001", "--text", "Oiled.", "--now", "2026-11-03T09:20:00Z")
        try desk.succeed("run-due", "--now", "2026-11-04T08:59:00Z")
        #expect(try show().feed.count { $0["text"] as? String == "The contact was reminded." } == 0)
        try desk.succeed("run-due", "--now", "2026-11-04T09:00:00Z")
        #expect(try show().feed.count { $0["text"] as? String == "The contact was reminded." } == 1)
        try desk.succeed("run-due", "--now", "2026-11-05T12:59:00Z")
        #expect(try show().status == "Pending Customer Verification")
        try desk.succeed("run-due", "--now", "2026-11-05T13:00:00Z")
        #expect(try show().status == "Closed")

        let address = try #require(try mails(to: "ann.lee@district.example").last?.address("Reply-To"))
        try deliver("Thank you!", id: "t", to: address, at: "2026-11-06T12:00:00Z")
        #expect(try show().status == "Re-Opened", "this desk takes thanks for an answer")
        try desk.succeed("case", "close", "1000001", "--now", "2026-11-06T13:00:00Z")
        try deliver("Again!", id: "u", to: address, at: "2026-11-10T13:00:00Z")
        #expect(try desk.cases().count == 2, "three days are over")
    }
}
