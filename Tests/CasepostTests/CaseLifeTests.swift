import Foundation
import TestSupport
import Testing

/// The life of a case, by the commands of an advisor and the mails of a contact, with the time told.
@Suite("The life of a case", .ownThread)
struct CaseLifeTests {
    private let outbox: MailFolder
    private let desk: DeskFixture

    init() throws {
        let directory = try TemporaryDirectory()
        outbox = MailFolder(path: directory.appending("out"))
        desk = try DeskFixture(mailbox: "url = \"pipe:\"", smtp: "url = \"maildir:\(outbox.path)\"", in: directory)
        try desk.write(
            "advisors.csv",
            """
            email,first_name,last_name,teams,digest,time_zone
            sam.okafor@example.org,Sam,Okafor,Campus Support,immediate,America/Chicago

            """)
        try desk.succeed("advisor", "import", desk.path("advisors.csv"))
    }

    /// Takes in a mail of Ann's at that time.
    private func deliver(_ id: String, subject: String = "Grades", text: String = "They are gone.", at time: String)
        throws
    {
        let mail = SampleMail.plain(id: "\(id)@district.example", subject: subject, text: text)
        let output = try desk.run(["deliver", "--mailbox", "support", "--now", time], input: mail)
        #expect(output.status == 0, "\(output.stderr)")
    }

    /// The mails that went out, the oldest first.
    private func mails() throws -> [String] { try outbox.messages.map { String(decoding: $0, as: UTF8.self) } }

    private func show(_ number: String = "1000001", at time: String = "2026-12-31T12:00:00Z") throws -> MatrixCase {
        MatrixCase(
            json: try #require(
                try desk.jsonLines(try desk.succeed("case", "show", number, "--json", "--now", time)).first))
    }

    /// What `run-due` says of cases at that time.
    private func due(at time: String) throws -> String? {
        try desk.succeed("run-due", "--now", time).split(separator: "\n").first { $0.hasPrefix("cases: ") }
            .map { String($0.dropFirst("cases: ".count)) }
    }

    @Test("who does not answer is reminded on the third, sixth and ninth business day; the tenth closes the case")
    func followUps() throws {
        try deliver("q", at: "2026-11-02T16:00:00Z")
        try desk.succeed("case", "assign", "1000001", "sam.okafor@example.org", "--now", "2026-11-02T16:30:00Z")
        try desk.succeed(
            "case", "status", "1000001", "pending customer input", "--text", "Which grades?", "--as",
            "sam.okafor@example.org", "--now", "2026-11-02T17:00:00Z")
        var log: [String] = []
        for day in 3...18 {
            let date = "2026-11-\(day < 10 ? "0" : "")\(day)"
            if let what = try due(at: "\(date)T20:00:00Z") { log.append("\(date) \(what)") }
        }
        #expect(
            log == ["2026-11-05 1 reminded", "2026-11-10 1 reminded", "2026-11-13 1 reminded", "2026-11-17 1 closed"])
        #expect(try show().status == "Closed")
        let mails = try mails()
        #expect(mails.count { $0.contains("case 1000001 still waits for you") } == 3)
        #expect(mails.count { $0.contains("This is the last reminder.") } == 1)
        #expect(
            mails.count { $0.contains("nobody answered within 10 business days") && $0.contains("To: Ann Lee") } == 1)

        try deliver("late", subject: "Re: [#1000001] Grades", at: "2026-12-20T16:00:00Z")
        #expect(try show().status == "Re-Opened", "within sixty days an answer opens it again")
    }

    @Test("any answer of a contact ends the reminders")
    func answered() throws {
        try deliver("q", at: "2026-11-02T16:00:00Z")
        try desk.succeed(
            "case", "resolve", "1000001", "--text", "Reload the page.", "--now", "2026-11-02T17:00:00Z")
        #expect(try due(at: "2026-11-05T20:00:00Z") == "1 reminded")
        try deliver("a", subject: "Re: [#1000001] Grades", text: "No, still gone.", at: "2026-11-06T16:00:00Z")
        #expect(try show().status == "New", "nobody is assigned")
        #expect(try due(at: "2026-12-24T20:00:00Z") == nil)
    }

    @Test("the desk is warned before the first answer is due and told when it is missed, once each")
    func warnings() throws {
        try deliver("q", text: "Priority: High\n\nThey are gone.", at: "2026-11-02T16:00:00Z")
        #expect(try show().json["priority"] as? String == "High")
        #expect(try due(at: "2026-11-02T18:59:00Z") == nil)
        #expect(try due(at: "2026-11-02T19:00:00Z") == "1 warned of")
        #expect(try due(at: "2026-11-02T19:30:00Z") == nil)
        #expect(try due(at: "2026-11-02T20:00:00Z") == "1 warned of")
        #expect(try due(at: "2026-11-30T20:00:00Z") == nil)
        let warnings = try mails().filter {
            $0.contains("To: Sam Okafor") && $0.contains("Subject: [#1000001] Answer ")
        }
        #expect(warnings.count == 2)
        #expect(warnings.count { $0.contains("Answer overdue") } == 1)
        let response = try show(at: "2026-11-02T21:00:00Z").json["response"] as? [String: Any]
        #expect(response?["due"] as? String == "2026-11-02T20:00:00Z" && response?["breached"] as? Bool == true)
    }

    @Test("a case that was answered in time warns nobody")
    func inTime() throws {
        try deliver("q", at: "2026-11-02T16:00:00Z")
        try desk.succeed("case", "post", "1000001", "--text", "Try again.", "--now", "2026-11-02T17:00:00Z")
        #expect(try due(at: "2026-12-01T20:00:00Z") == nil)
        let response = try show().json["response"] as? [String: Any]
        #expect(response?["answered"] as? String == "2026-11-02T17:00:00Z" && response?["breached"] as? Bool == false)
    }

    @Test("a move that the workflow does not have is refused, and the error names those it has")
    func refused() throws {
        try deliver("q", at: "2026-11-02T16:00:00Z")
        let output = try desk.run("case", "status", "1000001", "assist request")
        #expect(output.status == 65)
        #expect(
            output.stderr
                == "casepost: a case that is New can't become Assist Request; it can become Pending Customer Input, Pending Customer Verification, Scheduled, Assigned to Development, Closed\n"
        )
        #expect(try show().feed.count == 1, "nothing was written")
    }

    @Test("one development issue moves all its cases, and everybody is told once")
    func release() throws {
        for id in ["a", "b", "c"] { try deliver(id, subject: id, at: "2026-11-02T16:00:00Z") }
        for number in ["1000001", "1000003"] {
            try desk.succeed("case", "link-issue", number, "DEV-7", "--now", "2026-11-02T16:01:00Z")
        }
        try desk.succeed("run-due", "--now", "2026-11-02T16:05:00Z")
        #expect(
            try desk.succeed("issue", "release", "dev-7", "--in", "2611", "--now", "2026-11-02T16:06:00Z")
                == "2 cases moved: 1000001, 1000003\n")
        let again = try desk.run("issue", "release", "DEV-7", "--in", "2611")
        #expect(again.status == 66 && again.stderr.contains("no case waits for DEV-7"))
        try desk.succeed("run-due", "--now", "2026-11-02T16:06:00Z")
        #expect(try show("1000001").status == "Available in Release" && show("1000002").status == "New")
        #expect(try show("1000003").json["release"] as? String == "2611")
        let mails = try mails()
        #expect(mails.count { $0.contains("is in release 2611") && $0.contains("To: Ann Lee") } == 2)
    }

    @Test("somebody calls: the advisor opens the case, and the contact gets the acknowledgement")
    func phone() throws {
        let said = try desk.succeed(
            "case", "open", "--contact", "ann.lee@district.example", "--subject", "Printer", "--type",
            "server/hardware",
            "--priority", "critical", "--field", "Module=reporting", "--text", "It is on fire.", "--phone", "--as",
            "sam.okafor@example.org")
        #expect(said == "case 1000001 opened\n")
        let shown = try show()
        #expect(shown.json["type"] as? String == "Server Issue" && shown.json["channel"] as? String == "phone")
        #expect(shown.json["priority"] as? String == "High", "Critical is for an outage")
        #expect(shown.texts("priority") == ["Critical is for Report an Outage only"])
        #expect(shown.json["fields"] as? [String: String] == ["Module": "Reporting"])
        #expect(shown.json["missingFields"] as? [String] == ["Issue Began"])
        try desk.succeed("run-due")
        let mails = try mails()
        #expect(mails.count == 1 && mails[0].contains("To: Ann Lee") && mails[0].contains("opened case 1000001"))
    }

    @Test("the fields at the top of a mail are those of the case, and a reply fills in what is missing")
    func fields() throws {
        try deliver(
            "q", text: "Type: Application Issue\nModule: grade book\nSteps to Reproduce: open it\n\nIt crashes.",
            at: "2026-11-02T16:00:00Z")
        #expect(try show().json["type"] as? String == "Application Issue")
        #expect(
            try show().json["fields"] as? [String: String] == ["Module": "Grade Book", "Steps to Reproduce": "open it"])
        #expect(try show().json["missingFields"] as? [String] == ["Expected Results"])
        try deliver(
            "r", subject: "Re: [#1000001] Grades", text: "Expected Results: no crash\n\nThanks.",
            at: "2026-11-02T17:00:00Z")
        #expect(try show().json["missingFields"] as? [String] == [])
    }

    @Test("who acts by --as has their own rights and no others")
    func rights() throws {
        try deliver("q", at: "2026-11-02T16:00:00Z")
        for (arguments, why) in [
            (["case", "close", "1000001", "--as", "maria.garcia@university.example"], "may not write for the account"),
            (
                ["case", "assign", "1000001", "sam.okafor@example.org", "--as", "ann.lee@district.example"],
                "only the support staff"
            ),
            (["case", "close", "1000001", "--as", "nobody@example.org"], "no active advisor or contact"),
            (["case", "recipients", "1000001", "add", "maria.garcia@university.example"], "can't be told"),
            (["case", "recipients", "1000001", "remove", "ann.lee@district.example"], "always told"),
        ] {
            let output = try desk.run(arguments)
            #expect(output.status != 0 && output.stderr.contains(why), "\(arguments): \(output.stderr)")
        }
        try desk.succeed("case", "recipients", "1000001", "add", "raj.patel@district.example")
        #expect(try show().recipients == ["ann.lee@district.example", "raj.patel@district.example"])
    }

    @Test("a plain thank-you is recorded on the closed case, which stays closed; anything more opens it again")
    func thanks() throws {
        try deliver("q", at: "2026-11-02T16:00:00Z")
        try desk.succeed("case", "close", "1000001", "--now", "2026-11-02T17:00:00Z")
        try deliver("t", subject: "Re: [#1000001] Grades", text: "Thank you, it works!", at: "2026-11-02T18:00:00Z")
        #expect(try show().status == "Closed" && show().texts().count == 2)
        try deliver("late", subject: "Re: [#1000001] Grades", text: "Thanks again.", at: "2027-03-02T18:00:00Z")
        #expect(try desk.cases().count == 1, "nor does it open a new one after sixty days")
        try deliver("no", subject: "Re: [#1000001] Grades", text: "Thanks, but it broke.", at: "2026-11-02T19:00:00Z")
        #expect(try show().status == "Re-Opened")
    }

    @Test("of two cases of an account one becomes a part of the other, and answers to it come there")
    func merge() throws {
        try deliver("a", subject: "One", at: "2026-11-02T16:00:00Z")
        try desk.succeed("run-due", "--now", "2026-11-02T16:00:00Z")
        let acknowledgement = ReadMail(text: try #require(try mails().first))
        try desk.succeed(
            "case", "open", "--contact", "raj.patel@district.example", "--subject", "Two", "--text", "The same.")
        #expect(
            try desk.succeed("case", "merge", "1000001", "--into", "1000002")
                == "case 1000001 is a part of case 1000002 now\n")
        let mail = SampleMail.plain(
            to: try #require(acknowledgement.address("Reply-To")), id: "r@district.example", text: "More about it.")
        #expect(try desk.run(["deliver", "--mailbox", "support"], input: mail).status == 0)
        #expect(try show("1000002").texts().last == "More about it.")
        #expect(try show("1000002").recipients == ["ann.lee@district.example", "raj.patel@district.example"])
        #expect(try show("1000001").status == "Closed" && show("1000001").texts().count == 1)
        for arguments in [
            ["1000001", "--into", "1000002"], ["1000002", "--into", "1000001"], ["1000002", "--into", "1000002"],
        ] {
            #expect(try desk.run(["case", "merge"] + arguments).status == 65)
        }
    }

    @Test("a Data Restore is not resolved before an authorized contact has permitted it in writing")
    func restore() throws {
        try deliver("q", text: "Type: Data Restore\n\nPlease restore Monday.", at: "2026-11-02T16:00:00Z")
        let early = try desk.run("case", "resolve", "1000001", "--text", "Done.", "--now", "2026-11-02T16:10:00Z")
        #expect(early.status == 65 && early.stderr.contains("needs the written permission"))
        try desk.succeed(
            "case", "permission", "1000001", "--text", "May we overwrite today?", "--now", "2026-11-02T16:20:00Z")
        try desk.succeed("run-due", "--now", "2026-11-02T16:20:00Z")
        let question = try #require(try mails().map(ReadMail.init(text:)).last)
        let grant = SampleMail.plain(
            to: try #require(question.address("Reply-To")), id: "g@district.example", text: "#grant")
        let output = try desk.run(
            ["deliver", "--mailbox", "support", "--now", "2026-11-02T16:30:00Z"], input: grant)
        #expect(output.status == 0)
        try desk.succeed("case", "resolve", "1000001", "--text", "Done.", "--now", "2026-11-02T16:40:00Z")
        #expect(try show().status == "Pending Customer Verification")
    }

    /// A mail of Ann's that asks for a change of contacts.
    private func askForChange(_ id: String, _ fields: String) throws {
        try deliver(
            id, subject: id, text: "Type: Modify Support Contacts\n\(fields)\n\nThank you.", at: "2026-11-02T16:00:00Z")
    }

    @Test("a change of contacts that a case asks for is applied in one step, and the case records it")
    func apply() throws {
        try askForChange(
            "add",
            """
            Request Type: Replace
            Contact First Name: Mia
            Contact Last Name: Diaz
            Contact E-mail: mia.diaz@district.example
            Contact Replacement Name: Raj Patel
            """)
        try desk.succeed("case", "recipients", "1000001", "add", "raj.patel@district.example")
        let refused = try desk.run("case", "apply", "1000001", "--as", "ann.lee@district.example")
        #expect(refused.status == 65 && refused.stderr.contains("only the support staff"))
        let said = try desk.succeed("case", "apply", "1000001", "--as", "sam.okafor@example.org")
        #expect(said.contains("Mia Diaz <mia.diaz@district.example> is"))
        #expect(said.contains("Raj Patel <raj.patel@district.example> is no contact of"))
        let contacts = try desk.jsonLines(try desk.succeed("contact", "list", "--json"))
        let raj = contacts.first { $0["email"] as? String == "raj.patel@district.example" }
        #expect(raj?["state"] as? String == "deactivated" || raj == nil)
        #expect(contacts.contains { $0["email"] as? String == "mia.diaz@district.example" })
        #expect(try show().recipients == ["ann.lee@district.example"], "who left is told no more")
        let note = try show().texts("note").last
        #expect(note?.contains("Mia Diaz") == true && note?.contains("Raj Patel") == true)
        let again = try desk.run("case", "apply", "1000001")
        #expect(again.status == 65 && again.stderr.contains("has no contact \"Raj Patel\""))
    }

    @Test("a change of contacts that the registry or the desk does not allow changes nothing, and says why")
    func applyRefused() throws {
        try askForChange("own", "Request Type: Add\nContact E-mail: support@example.org\nContact Type: Authorized")
        try askForChange("unclear", "Request Type: Remove\nContact E-mail: raj.patel@district.example")
        try deliver("other", at: "2026-11-02T16:00:00Z")
        for (number, why) in [
            ("1000001", "an address of the desk itself"), ("1000002", "must begin with Add, Modify or Replace"),
            ("1000003", "asks for no change of contacts"),
        ] {
            let output = try desk.run("case", "apply", number)
            #expect(output.status == 65 && output.stderr.contains(why), "\(output.stderr)")
        }
        #expect(try show().feed.count == 1)
        try desk.succeed("case", "set", "1000002", "--field", "Request Type=Modify", "--field", "Contact Title=Head")
        #expect(try desk.succeed("case", "apply", "1000002").contains("the title was"))
        #expect(try desk.succeed("case", "apply", "1000002").contains("the registry says that already"))
    }
}
