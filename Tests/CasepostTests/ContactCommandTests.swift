import Foundation
import TestSupport
import Testing

@Suite("The registry on the command line", .ownThread)
struct ContactCommandTests {
    private let directory: TemporaryDirectory
    private let outbox: MailFolder
    private let desk: DeskFixture

    init() throws {
        directory = try TemporaryDirectory()
        outbox = MailFolder(path: directory.appending("out"))
        desk = try DeskFixture(
            mailbox: "url = \"pipe:\"", smtp: "url = \"maildir:\(outbox.path)\"", in: directory)
    }

    private func deliver(from: String = "ann.lee@district.example", id: String) throws {
        let output = try desk.run(
            "deliver", "--mailbox", "support", input: SampleMail.plain(from: from, id: id, subject: id))
        #expect(output.status == 0)
    }

    private func contact(_ address: String = "ann.lee@district.example") throws -> [String: Any] {
        try #require(try desk.jsonLines(desk.succeed("contact", "show", address, "--json")).first)
    }

    /// The latest events of the audit log, the latest first.
    private func audit(_ count: Int) throws -> [String] {
        try desk.jsonLines(desk.succeed("audit", "list", "--json", "--limit", "\(count)")).map {
            "\($0["action"] ?? "") \($0["subject"] ?? "") by \($0["actor"] ?? "")"
        }
    }

    @Test("what is exported imports as the same, formulas and all")
    func roundTrip() throws {
        try desk.write(
            "more.csv",
            #"""
            account,email,aliases,first_name,last_name,role,title,primary_phone,secondary_phone,areas,default_account
            "=HYPERLINK(""http://x.example"")",eve@x.example,e1@x.example;e2@x.example,@Eve,-Lee,authorizedSupport,"=1+1, ""x""",+1 555 0100,'555,SIS;Finance,true
            Lakeside School District,eve@x.example,,,,readOnly,,,,,
            '=quoted,o'neill@x.example,,D'Arcy,+,implementation,,,,,

            """#)
        try desk.succeed("contact", "import", desk.path("more.csv"))
        let text = try desk.succeed("contact", "export", "--all")
        #expect(text.contains(#""'=HYPERLINK(""http://x.example"")""#))
        #expect(text.contains(#""'@Eve","'-Lee""#) && text.contains(#""'+1 555 0100""#))
        try desk.write("again.csv", text)
        let said = try desk.succeed("contact", "import", "--replace", desk.path("again.csv"))
        #expect(said == "contacts: 0 added, 5 unchanged\n")
        #expect(try desk.succeed("contact", "export", "--all") == text)
    }

    @Test("one contact is added with all columns, then to a further account; what is not given stays")
    func add() throws {
        let said = try desk.succeed(
            "contact", "add", "new@district.example", "--account", "lakeside school district", "--role",
            "implementation", "--alias", "n1@district.example", "--alias", "n2@district.example", "--first-name", "Nia",
            "--last-name", "New", "--title", "Clerk", "--primary-phone", "+1 555", "--secondary-phone", "556", "--area",
            "SIS", "--area", "HR")
        #expect(said == "new@district.example is implementation of Lakeside School District\n")
        try desk.succeed("contact", "add", "n1@district.example", "--account", "Brand New", "--role", "readOnly")
        let row = "\"new@district.example\",\"n1@district.example;n2@district.example\",\"Nia\",\"New\""
        let text = try desk.succeed("contact", "export")
        #expect(text.contains("\"Brand New\",\(row),\"readOnly\",\"Clerk\",\"'+1 555\",\"556\",\"\",\"\""))
        #expect(
            text.contains(
                "\"Lakeside School District\",\(row),\"implementation\",\"Clerk\",\"'+1 555\",\"556\",\"SIS;HR\",\"true\""
            ))
        try desk.succeed(
            "contact", "add", "new@district.example", "--account", "Brand New", "--role", "readOnly",
            "--default-account")
        let accounts = try contact("new@district.example")["accounts"] as? [[String: Any]] ?? []
        #expect(accounts.first { $0["default"] as? Bool == true }?["account"] as? String == "Brand New")
        #expect(try audit(3) == Array(repeating: "contactAdded new@district.example by operator", count: 3))
    }

    @Test(
        "what can't be added, and why",
        arguments: [
            (["x@district.example", "--role", "authorizedTechnical"], 65, "has a technical contact already"),
            (["support@example.org", "--role", "readOnly"], 65, "is an address of the desk itself"),
            (
                ["x@y.example", "--role", "readOnly", "--alias", "support+a@example.org"], 65,
                "address of the desk itself"
            ),
            (
                ["x@y.example", "--role", "readOnly", "--alias", "ann.lee@district.example"], 65,
                "somebody else already"
            ),
            (["x@y.example", "--role", "boss"], 64, "--role boss: write one of"),
            (["x@y.example", "--role", "readOnly", "--title", "a\nb"], 64, "control character"),
            (["x@y.example", "--role", "readOnly", "--as", "ann.lee@district.example"], 66, "no active advisor"),
        ] as [([String], Int32, String)])
    func refused(_ arguments: [String], _ status: Int32, _ reason: String) throws {
        let before = try desk.succeed("contact", "export", "--all")
        let output = try desk.run(["contact", "add", "--account", "Lakeside School District"] + arguments)
        #expect(output.status == status)
        #expect(output.stderr.contains(reason))
        #expect(try desk.succeed("contact", "export", "--all") == before)
    }

    @Test("whoever is deactivated is a stranger until they are reactivated")
    func deactivated() throws {
        try desk.write(
            "advisors.csv", "email,first_name,last_name,teams,digest,time_zone\nsam@example.org,Sam,Okafor,,off,UTC\n")
        try desk.succeed("advisor", "import", desk.path("advisors.csv"))
        try desk.succeed("contact", "deactivate", "ann.lee@district.example", "--as", "sam@example.org")
        try deliver(id: "q1@district.example")
        #expect(try desk.cases().isEmpty)
        #expect(try !desk.succeed("contact", "export").contains("ann.lee@"))
        #expect(try desk.succeed("contact", "deactivate", "ann.lee@district.example").contains("already"))
        try desk.succeed("contact", "reactivate", "ann.lee@district.example")
        try deliver(id: "q2@district.example")
        #expect(try desk.cases().map { $0["subject"] as? String } == ["q2@district.example"])
        #expect(
            try audit(2) == [
                "contactReactivated ann.lee@district.example by operator",
                "contactDeactivated ann.lee@district.example by sam@example.org",
            ])
        #expect(try desk.succeed("contact", "resume", "ann.lee@district.example").contains("was not suspended"))
    }

    @Test("after 180 days without a word a contact is flagged, and a proven mail clears it")
    func flag() throws {
        let later = Date().addingTimeInterval(181 * 86_400).formatted(.iso8601)
        #expect(try desk.succeed("run-due", "--now", later).contains("contacts: 3 flagged, 0 deactivated"))
        #expect(try contact()["state"] as? String == "flagged")
        #expect(try !desk.succeed("run-due", "--now", later).contains("flagged"), "once")
        let check = try desk.run("contact", "check", "--json")
        #expect(check.status == 1)
        let findings = try desk.jsonLines(check.stdout)
        #expect(findings.filter { $0["finding"] as? String == "flagged" }.count == 3)
        let forged = SampleMail.plain(id: "f1@district.example", isVerified: false)
        #expect(try desk.run("deliver", "--mailbox", "support", "--now", later, input: forged).status == 0)
        #expect(try contact()["state"] as? String == "flagged", "a forged mail proves nothing")
        let proven = SampleMail.plain(id: "q1@district.example")
        #expect(try desk.run("deliver", "--mailbox", "support", "--now", later, input: proven).status == 0)
        #expect(try contact()["state"] as? String == "active")
        #expect(try desk.cases().count == 1)
        #expect(try audit(1) == ["contactResumed ann.lee@district.example by system"])
    }

    @Test("check says what to look at, and nothing where all is as advised")
    func check() throws {
        let text = try desk.run("contact", "check").stdout
        #expect(text.contains("Northfield University"))
        #expect(text.contains("noTechnical"))
        func findings() throws -> [String] {
            try desk.jsonLines(try desk.run("contact", "check", "--json").stdout).map {
                "\($0["finding"] ?? "") \($0["subject"] ?? "")"
            }
        }
        #expect(
            try findings() == [
                "fewAuthorized Lakeside School District", "fewAuthorized Northfield University",
                "noTechnical Northfield University",
            ])
        for (account, role, address) in [
            ("Lakeside School District", "authorizedSupport", "s@district.example"),
            ("Northfield University", "authorizedSupport", "s@university.example"),
            ("Northfield University", "authorizedTechnical", "t@university.example"),
        ] { try desk.succeed("contact", "add", address, "--account", account, "--role", role) }
        #expect(try desk.succeed("contact", "check") == "nothing to report: 2 accounts, 6 contacts\n")
        try desk.write(
            "more.csv",
            """
            account,email,aliases,first_name,last_name,role,title,primary_phone,secondary_phone,areas,default_account
            Lakeside School District,two@x.example,,,,readOnly,,,,,
            Northfield University,two@x.example,,,,readOnly,,,,,

            """)
        try desk.succeed("contact", "import", desk.path("more.csv"))
        #expect(try findings() == ["noDefault two@x.example"])
    }
}
