import Foundation
import TestSupport
import Testing

@Suite("What would become of a message", .ownThread)
struct ExplainTests {
    private static let samples = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../samples").standardized

    /// A sample, the decision, who would be mailed by which template.
    private static let expected: [(String, String, [String])] = [
        ("01-plain-question", "open", ["case-acknowledgement ann.lee@district.example"]),
        (
            "02-html-and-pdf", "open",
            ["case-post ann.lee@district.example", "case-acknowledgement raj.patel@district.example"]
        ),
        ("08-outage", "open", ["case-acknowledgement raj.patel@district.example"]),
        ("09-out-of-office", "autoReply", []),
        ("10-stranger", "redirect", ["sender-redirect parent77@families.example"]),
        ("11-unverified", "hold", ["sender-confirm ann.lee@district.example"]),
        ("12-forged", "hold", ["sender-confirm ann.lee@district.example"]),
        ("13-bounce", "bounce", []),
        ("14-read-only", "hold", ["sender-read-only tom.reed@district.example"]),
    ]

    private func desk() throws -> DeskFixture {
        let directory = try TemporaryDirectory()
        let desk = try DeskFixture(
            mailbox: "url = \"maildir:mail/inbox\"",
            smtp: "url = \"maildir:mail/outbox\"\n[web]\nlisten = \"127.0.0.1:\(try Loopback.freePort())\"",
            in: directory)
        try desk.write(
            "more.csv",
            """
            account,email,aliases,first_name,last_name,role,title,primary_phone,secondary_phone,areas,default_account
            Lakeside School District,tom.reed@district.example,,Tom,Reed,readOnly,,,,,true

            """)
        try desk.succeed("contact", "import", desk.path("more.csv"))
        return desk
    }

    @Test("is said of every sample in sentences, with the mails that would go out; and nothing changes")
    func samples() throws {
        let desk = try desk()
        for (name, decision, mails) in Self.expected {
            let file = Self.samples.appendingPathComponent("\(name).eml").path
            let json = try #require(try desk.jsonLines(try desk.succeed("explain", "--json", file)).first)
            #expect(json["decision"] as? String == decision, "\(name)")
            let sends = (json["wouldSend"] as? [[String: String]] ?? []).map {
                "\($0["template"] ?? "") \($0["to"] ?? "")"
            }
            #expect(sends == mails, "\(name)")
            let reasons = try #require(json["reasons"] as? [String])
            #expect(!reasons.isEmpty && reasons.allSatisfy { $0.hasSuffix(".") && $0.contains(" ") })
            let text = try desk.succeed("explain", file)
            for reason in reasons { #expect(text.contains(reason)) }
        }
        #expect(try desk.cases().isEmpty)
        #expect(try desk.succeed("held", "list", "--all", "--json").isEmpty)
        #expect(try desk.succeed("run-due").hasPrefix("outbox: 0 sent"))
    }

    @Test("that came in before is said with what was decided then, and --as-new says what would be decided now")
    func again() throws {
        let desk = try desk()
        let mail = SampleMail.plain(id: "e1@district.example")
        try desk.write("mail.eml", mail)
        try desk.write("mail/inbox/new/one", mail)
        try desk.succeed("ingest")
        let json = try #require(try desk.jsonLines(try desk.succeed("explain", "--json", desk.path("mail.eml"))).first)
        #expect(json["decision"] as? String == "duplicate")
        let earlier = try #require(json["earlier"] as? [String: Any])
        #expect(earlier["outcome"] as? String == "opened" && earlier["case"] as? String == "1000001")
        #expect((earlier["reasons"] as? [String])?.isEmpty == false)
        let new = try desk.jsonLines(try desk.succeed("explain", "--json", "--as-new", desk.path("mail.eml"))).first
        #expect(new?["decision"] as? String == "open" && new?["case"] as? String == "1000002")
        #expect(try desk.cases().count == 1)
        let sender = try #require(new?["sender"] as? [String: Any])
        #expect(sender["verified"] as? Bool == true && sender["by"] as? String == "authentication-results")
        #expect(sender["contact"] as? String == "ann.lee@district.example")
        #expect(
            sender["role"] as? String == "authorizedSupport"
                && sender["account"] as? String == "Lakeside School District")
    }

    @Test("that nothing can be understood of is said to wait")
    func unreadable() throws {
        let desk = try desk()
        let output = try desk.run("explain", "--json", "-", input: "")
        let json = try #require(try desk.jsonLines(output.stdout).first)
        #expect(json["decision"] as? String == "hold" && json["reason"] as? String == "empty")
    }

    @Test("a case may be opened on behalf of a colleague, and for another account, by fields at the top of the mail")
    func fields() throws {
        let desk = try desk()
        let mail = SampleMail.plain(
            id: "f1@district.example",
            text: "Contact: Raj Patel\nAccount: Lakeside School District\n\nHe is away today.")
        try desk.write("mail/inbox/new/one", mail)
        try desk.succeed("ingest")
        let opened = try #require(try desk.cases().first)
        #expect(opened["contact"] as? String == "raj.patel@district.example")
        #expect(
            Set(opened["recipients"] as? [String] ?? []) == ["ann.lee@district.example", "raj.patel@district.example"])
    }
}
