import Foundation
import TestSupport
import Testing

/// Rows 196 and 197: what somebody may ask for, and what nobody may change.
@Suite("Matrix: export of data, and the audit log", .ownThread)
struct PrivacyExportTests {
    private static let monday = "2026-11-02T16:00:00Z"
    private static let ann = PrivacyDesk.ann

    private let desk: PrivacyDesk

    init() throws { desk = try PrivacyDesk() }

    private func json(_ name: String) throws -> Any {
        try JSONSerialization.jsonObject(
            with: try #require(FileManager.default.contents(atPath: desk.desk.path("export/\(name)"))))
    }

    private func mode(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: desk.desk.path(name))[.posixPermissions] as? Int
    }

    @Test("row 196: everything about one contact, with other addresses of theirs, complete, readable and audited")
    func export() throws {
        try desk.desk.write(
            "alias.csv",
            """
            account,email,aliases,first_name,last_name,role,title,primary_phone,secondary_phone,areas,default_account
            Lakeside School District,ann.lee@district.example,ann@home.example,Ann,Lee,authorizedSupport,Registrar,555 0100,,SIS,true

            """)
        try desk.desk.succeed("contact", "import", desk.desk.path("alias.csv"))
        let mail = PrivacyDesk.mail("q1", "annword")
        try desk.deliver(mail, at: Self.monday)
        try desk.deliver(
            SampleMail.plain(from: "raj.patel@district.example", id: "r", text: "rajword"), at: Self.monday)
        try desk.deliver(
            SampleMail.plain(from: "ann@home.example", id: "h", text: "homeword", isVerified: false), at: Self.monday)
        try desk.run("case", "post", "1000001", "--text", "noteword", "--internal", at: Self.monday)
        try desk.run("case", "recipients", "1000002", "add", Self.ann, at: Self.monday)
        try desk.run("run-due", at: Self.monday)
        let folder = desk.desk.path("export")
        let output = try desk.desk.run("contact", "export-data", "ann@home.example", folder)
        #expect(output.status == 0, "\(output.stderr)")
        #expect(output.stdout.contains("2 cases with 2 files, 2 messages"))
        #expect(try mode("export") == 0o700)
        #expect(try mode("export/messages.json") == 0o600 && mode("export/cases/1000001") == 0o700)

        let contact = try #require(try json("contact.json") as? [String: Any])
        #expect(contact["email"] as? String == Self.ann && contact["aliases"] as? [String] == ["ann@home.example"])
        #expect(try text("registry.csv").contains("555 0100"))
        let messages = try #require(try json("messages.json") as? [[String: Any]])
        #expect(messages.map { $0["outcome"] as? String } == ["opened", "held"])
        #expect((messages.last?["held"] as? [String: Any])?["reason"] as? String == "unverified")
        let raws = try messages.map { try text(try #require($0["file"] as? String)) }
        #expect(raws.first == mail && raws.last?.contains("homeword") == true)
        let supportCase = try #require(try json("cases/1000001/case.json") as? [String: Any])
        #expect((supportCase["description"] as? String)?.contains("annwordtext") == true)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/cases/1000001")
        #expect(files.count == 4)
        let large = try #require(files.first { $0.hasSuffix("annwordlarge.txt") })
        #expect(try text("cases/1000001/\(large)") == String(repeating: "annwordline of a large file\n", count: 12_000))
        #expect(try text("cases/1000002/case.txt").contains("rajword"), "a case that they are told of")
        let everything = try FileManager.default.subpathsOfDirectory(atPath: folder)
            .compactMap { FileManager.default.contents(atPath: folder + "/" + $0) }
        #expect(
            !everything.contains { $0.range(of: Data("noteword".utf8)) != nil }, "notes of the desk only if asked for")
        let mails = try #require(try json("mails.json") as? [[String: Any]])
        let templates = mails.compactMap { ($0["mail"] as? [String: Any])?["template"] as? String }
        #expect(templates.contains("case-acknowledgement") && templates.contains("sender-confirm"))
        #expect((try json("challenges.json") as? [Any])?.count == 1)
        let lines = try #require(try json("audit.json") as? [[String: Any]])
        #expect(lines.contains { $0["action"] as? String == "challengeSent" })
        #expect(try text("README.txt").contains("All that is kept about ann@home.example"))
        let complete = try #require(try json("complete.json") as? [String: Any])
        #expect(complete["cases"] as? Int == 2 && complete["messages"] as? Int == 2)
        #expect(
            try desk.audit("dataExported").compactMap { $0["detail"] as? String }
                == ["complete: 2 cases, 2 messages, 2 files", "begun"])
        #expect(try desk.desk.succeed("hold", "list", "--json").isEmpty, "the export keeps nothing any more")
        try expectOthers(folder)
    }

    /// A folder with something in it, a case, somebody whom nobody knows, somebody who only wrote, and the registry's file.
    private func expectOthers(_ folder: String) throws {
        let again = try desk.desk.run("contact", "export-data", Self.ann, folder)
        #expect(again.status == 65 && again.stderr.contains("is not empty"))
        let nobody = try desk.desk.run("contact", "export-data", "no@body.example", desk.desk.path("e2"))
        #expect(nobody.status == 66 && nobody.stderr.contains("nothing is known of no@body.example"))
        try desk.deliver(SampleMail.plain(from: "eve@stranger.example", id: "e", text: "eveword"), at: Self.monday)
        let stranger = try desk.desk.run("contact", "export-data", "Eve@stranger.example", desk.desk.path("e3"))
        #expect(stranger.stdout.contains("0 cases with 0 files, 1 messages"), "\(stranger.stderr)")
        let one = try desk.desk.run(
            "contact", "export-data", "--case", "1000001", "--internal", desk.desk.path("e4"))
        #expect(one.stdout.contains("1 cases with 2 files, 1 messages"), "\(one.stderr)")
        let words = FileManager.default.contents(atPath: desk.desk.path("e4/cases/1000001/case.txt")) ?? Data()
        #expect(words.range(of: Data("noteword".utf8)) != nil)
        #expect(try desk.desk.succeed("contact", "export").contains(Self.ann))
        let contact = try desk.desk.run(
            "contact", "export-data", Self.ann, desk.desk.path("e5"), "--as", "raj.patel@district.example")
        #expect(contact.status == 65 && !FileManager.default.fileExists(atPath: desk.desk.path("e5")))
    }

    private func text(_ name: String) throws -> String {
        String(
            decoding: try #require(FileManager.default.contents(atPath: desk.desk.path("export/\(name)"))),
            as: UTF8.self)
    }

    @Test(
        "row 194: while an export is written nothing of it is removed, and one that was killed keeps nothing for long")
    func openExport() throws {
        try desk.deliver(PrivacyDesk.mail("q1", "annword"), at: Self.monday)
        _ = try desk.query(
            """
            INSERT INTO legal_hold SELECT 'contact', id, 'export', 'data is exported', 'operator', 1806573600000
            FROM person WHERE address = '\(Self.ann)'
            """)
        // The export began on 2027-04-01 at 10:00.
        let soon = try desk.run("retention", "run", at: "2027-04-01T12:00:00Z")
        #expect(soon.contains("messages: 0 removed, 1 on hold"))
        let redacted = try desk.desk.run(
            "redact", "1000001", "--all", "--reason", "x", "--now", "2027-04-01T12:00:00Z")
        #expect(redacted.status == 65 && redacted.stderr.contains("an export of contact \(Self.ann) is being written"))
        #expect(try desk.run("retention", "run", at: "2027-04-02T12:00:00Z").contains("messages: 1 removed"))
    }

    @Test(
        "row 194: a hold on a case, a contact or an account keeps from removing and redacting, and says so",
        arguments: [
            ["--case", "1000001"], ["--contact", PrivacyDesk.ann], ["--account", "lakeside school district"],
        ])
    func holds(_ target: [String]) throws {
        try desk.deliver(PrivacyDesk.mail("q1", "annword"), at: Self.monday)
        let hold = { (words: [String]) in try desk.desk.run(["hold"] + words + target + ["--reason", "a request"]) }
        #expect(try hold(["set"]).stdout.contains("is on hold: nothing of it is removed"))
        #expect(try hold(["set"]).stdout.contains("already; nothing was done"))
        #expect(
            try desk.desk.jsonLines(desk.desk.succeed("hold", "list", "--json")).first?["reason"] as? String
                == "a request")
        #expect(try desk.run("retention", "run", at: "2027-04-01T12:00:00Z").contains("messages: 0 removed, 1 on hold"))
        let redacted = try desk.desk.run("redact", "1000001", "--all", "--reason", "x")
        #expect(redacted.status == 65 && redacted.stderr.contains("on hold since"), "\(redacted.stderr)")
        #expect(redacted.stderr.contains("casepost hold release"))
        #expect(try desk.texts("1000001").first?.contains("annword") == true)
        #expect(try hold(["release"]).stdout.contains("is not on hold any more"))
        #expect(try hold(["release"]).status == 66)
        #expect(try desk.audit("holdSet").count == 1 && desk.audit("holdReleased").count == 1)
        #expect(try desk.run("retention", "run", at: "2027-04-01T12:00:00Z").contains("messages: 1 removed"))
    }

    @Test(
        "row 197: lines edited, deleted or cut off are found out, also where retention took the log's beginning",
        arguments: [
            ("SELECT 1", nil),
            ("UPDATE audit SET actor = 'system' WHERE number = 5", "audit line 5 was changed"),
            ("DELETE FROM audit WHERE number = 5", "audit line 5 is missing"),
            ("DELETE FROM audit WHERE number > 5", "the audit log ends at line 5, and should end at line"),
            ("DELETE FROM audit WHERE number <= 4", "audit line 4 is missing"),
            ("DELETE FROM audit_head WHERE name = 'anchor'", "audit line 1 is missing"),
            (
                """
                UPDATE audit_head SET number = 4, hash = (SELECT hash FROM audit WHERE number = 4) WHERE name = 'anchor';
                DELETE FROM audit WHERE number <= 4
                """, "the audit log begins behind line 4, and no line of it says that the older ones went"
            ),
        ] as [(String, String?)])
    func auditLog(_ sql: String, _ problem: String?) throws {
        let raj = "raj.patel@district.example"
        // Lines 1 to 3 are of the imports and this; 4 to 6 are of eight years later.
        try desk.run("contact", "deactivate", raj, at: "2020-01-01T10:00:00Z")
        for name in ["reactivate", "deactivate", "reactivate"] {
            try desk.run("contact", name, raj, at: "2034-02-01T10:00:00Z")
        }
        let run = try desk.run("retention", "run", at: "2034-02-02T10:00:00Z")
        #expect(run.contains("lines of the audit log: 3 removed"))
        #expect(try desk.audit("auditTrimmed").first?["detail"] as? String != nil)
        for statement in sql.split(separator: ";") { _ = try desk.query(String(statement)) }
        let output = try desk.desk.run("verify")
        #expect(output.status == (problem == nil ? 0 : 1), "\(output.stdout)")
        if let problem { #expect(output.stdout.contains("audit log: \(problem)"), "\(output.stdout)") }
    }
}
