import Foundation
import TestSupport
import Testing

/// Rows 193, 194, 196 and 197 of section 9.J; row 198 is with the content of mails.
@Suite("Matrix: privacy", .ownThread)
struct PrivacyMatrixTests {
    private static let word = "qzanzibar"
    private static let number = "1000001"
    private static let monday = "2026-11-02T16:00:00Z"
    private static let later = "2026-11-02T18:00:00Z"
    private static let tuesday = "2026-11-03T09:00:00Z"
    private static let ann = PrivacyDesk.ann

    /// A case whose first post is to go; a digest and a mail wait that have it, and a case beside it stays.
    private func prepare(_ desk: PrivacyDesk) throws {
        // The advisor's first digest begins with what is there.
        try desk.run("run-due", at: "2026-11-02T09:00:00Z")
        try desk.deliver(PrivacyDesk.mail("q1", Self.word), at: Self.monday)
        try desk.deliver(PrivacyDesk.mail("q2", "otherword"), at: Self.monday)
        try desk.run("case", "assign", Self.number, PrivacyDesk.sam, at: Self.monday)
        try desk.run("case", "resolve", Self.number, "--text", "Solved.", at: Self.monday)
        _ = try desk.desk.succeed("case", "list", "--search", "nothing")
        let digest = """
            {"schedule":"daily 08:00","sections":[{"count":1,"items":[{"account":"Lakeside","number":"1000001","posts":
            [{"at":"today","authorName":"Ann","isAdvisor":false,"text":"The student \(Self.word)text has"}],
            "priority":"Medium","subject":"About \(Self.word)subject","why":"Ann wrote"}],"topic":"news"}],"timeZone":"UTC"}
            """
        // A digest that its server has not taken yet.
        _ = try desk.query(
            """
            INSERT INTO outbox (template, recipient_id, to_address, to_key, mailbox, message_id, date_at,
                message_references, state, queued_at, next_attempt_at, answer, priority, is_head)
            SELECT 'digest', id, address, address, 'support', 'waiting@x', 1793646000000, '', 'queued', 1793646000000,
                1793646000000, '\(digest.replacingOccurrences(of: "\n", with: ""))', 2, 1
            FROM person WHERE address = '\(PrivacyDesk.sam)'
            """)
    }

    private func redact(_ desk: PrivacyDesk, failpoint: String? = nil) throws -> Command.Output {
        try desk.desk.run(
            [
                "redact", Self.number, "--description", "--subject", "--reason", "the student asked", "--as",
                PrivacyDesk.sam, "--now", Self.later,
            ], failpoint: failpoint)
    }

    private func expectGone(_ desk: PrivacyDesk) async throws {
        #expect(try desk.everywhere(Self.word) == [])
        #expect(try !desk.everywhere("otherword").isEmpty, "what is beside it stays")
        #expect(try desk.texts(Self.number).first == "[removed on 2026-11-02]")
        #expect(try desk.texts(Self.number).contains("Solved."), "what was not named stays")
        for search in [["--search", "\(Self.word)text"], ["--search", "\(Self.word)name"], ["--subject", Self.word]] {
            #expect(try desk.desk.run(["case", "list", "--json"] + search).stdout == "")
        }
        #expect(try !desk.desk.run(["case", "list", "--json", "--search", "otherwordtext"]).stdout.isEmpty)
        let lines = try desk.audit("contentRedacted")
        #expect(lines.count == 2)
        for line in lines {
            #expect(line["actor"] as? String == PrivacyDesk.sam)
            let detail = line["detail"] as? String ?? ""
            #expect(detail.hasSuffix(": the student asked"))
            #expect(detail.firstMatch(of: /sha256 [0-9a-f]{64}:/) != nil && !detail.contains(Self.word))
        }
        try desk.run("run-due", at: Self.tuesday)
        let mails = try desk.sent()
        #expect(mails.contains { $0.contains("To: \(PrivacyDesk.sam)") || $0.contains(PrivacyDesk.sam) })
        #expect(mails.allSatisfy { !$0.contains(Self.word) }, "no mail that waited says it")
        #expect(mails.contains { $0.contains("[removed on 2026-11-02]") })
        try await expectGoneFromPage(desk)
        let output = try desk.desk.run("contact", "export-data", Self.ann, desk.desk.path("export"))
        #expect(output.status == 0, "\(output.stderr)")
        let names = try FileManager.default.subpathsOfDirectory(atPath: desk.desk.path("export"))
        for name in names where !name.hasSuffix("/") {
            let octets = FileManager.default.contents(atPath: desk.desk.path("export/\(name)")) ?? Data()
            #expect(octets.range(of: Data(Self.word.utf8)) == nil && !name.contains(Self.word), "\(name)")
        }
        try desk.expectSound()
    }

    /// The page that mails of a link-only account lead to.
    private func expectGoneFromPage(_ desk: PrivacyDesk) async throws {
        let link = try #require(
            try desk.sent().filter { $0.contains("[#\(Self.number)]") }.compactMap {
                $0.firstMatch(of: /https:\/\/support\.example\.org(\/case\/[a-z2-7]{39})/)?.1
            }
            .first.map(String.init))
        let gateway = try desk.desk.start("serve", "--now", Self.tuesday)
        #expect(try await eventually { gateway.stderr.contains("pages served") })
        let page = try await LoopbackClient(desk.port).exchange(
            "GET \(link) HTTP/1.1\r\nHost: support.example.org\r\nConnection: close\r\n\r\n")
        gateway.signal(SIGTERM)
        #expect(gateway.wait().status == 0)
        #expect(page.contains("200 OK") && page.contains("[removed on 2026-11-02]") && !page.contains(Self.word))
    }

    private static let linkOnly = "[[account]]\nname = \"Lakeside School District\"\ncontent = \"link-only\""

    @Test(
        "row 193: a post with files is gone from page, search, export, waiting mail, message, files and database pages")
    func redacted() async throws {
        let desk = try PrivacyDesk(tables: Self.linkOnly, quietSeconds: 36_000)
        try prepare(desk)
        #expect(try desk.everywhere(Self.word).count >= 3, "database and two files have it: the test can fail")
        let output = try redact(desk)
        #expect(output.status == 0, "\(output.stderr)")
        #expect(output.stdout.contains("with it: 2 files, 1 messages as they came, 1 texts of mails"))
        #expect(output.stdout.contains("nothing of it is left in the database and the files"))
        try await expectGone(desk)
        let again = try redact(desk)
        #expect(again.status == 65 && again.stderr.contains("is removed already"))
    }

    @Test(
        "row 193: a process that dies while it redacts has done nothing, or the rest is done by the next run",
        arguments: [
            ("redaction.applied", false), ("redaction.committed", true), ("removal.unlinked", true),
            ("removal.files", true),
        ])
    func killedRedaction(_ failpoint: String, _ isDone: Bool) async throws {
        let desk = try PrivacyDesk(tables: Self.linkOnly, quietSeconds: 36_000)
        try prepare(desk)
        #expect(try redact(desk, failpoint: failpoint).status == -SIGKILL)
        #expect(try desk.texts(Self.number).first?.contains(Self.word) == !isDone)
        if isDone {
            try desk.run("retention", "run", at: Self.later)
        } else {
            #expect(try desk.audit("contentRedacted").isEmpty)
            #expect(try redact(desk).status == 0)
        }
        try await expectGone(desk)
    }

    @Test("row 193: single parts go, and nothing else does")
    func parts() throws {
        let desk = try PrivacyDesk()
        try desk.deliver(PrivacyDesk.mail("q1", Self.word), at: Self.monday)
        try desk.run(
            "case", "set", Self.number, "--type", "Modify Support Contacts", "--field",
            "Contact Title=\(Self.word)title",
            at: Self.monday)
        try desk.run(
            "redact", Self.number, "--attachment", "\(Self.word)name.csv", "--reason", "a list of names", at: Self.later
        )
        #expect(try desk.places(of: "\(Self.word)cell", "\(Self.word)name") == [])
        #expect(try !desk.places(of: "\(Self.word)line").isEmpty && !desk.places(of: "\(Self.word)text").isEmpty)
        try desk.run("redact", Self.number, "--field", "contact title", "--reason", "a name", at: Self.later)
        #expect(try desk.places(of: "\(Self.word)title") == [])
        let fields = try desk.show(Self.number)["fields"] as? [String: String]
        #expect(fields?["Contact Title"] == "[removed on 2026-11-02]")
        try desk.run("redact", Self.number, "--all", "--reason", "all of it", at: Self.later)
        #expect(try desk.everywhere(Self.word) == [])
        for (words, status, text) in [
            (["redact", Self.number, "--post", "9", "--reason", "x"], 66, "no such part: post 9"),
            (["redact", Self.number, "--attachment", "x", "--reason", "x"], 66, "no such part: a file"),
            (["redact", Self.number, "--survey", "--reason", "x"], 66, "no such part: survey comments"),
            (["redact", "1000009", "--all", "--reason", "x"], 66, "there is no case 1000009"),
            (["redact", Self.number, "--reason", "x"], 64, "say what"),
            (["redact", Self.number, "--all", "--reason", " "], 64, "say why"),
            (["redact", Self.number, "--all", "--reason", "x", "--as", Self.ann], 65, "only the support staff"),
        ] as [([String], Int32, String)] {
            let output = try desk.desk.run(words)
            #expect(output.status == status && output.stderr.contains(text), "\(words): \(output.stderr)")
        }
    }

    @Test(
        "row 194: a pass that is killed anywhere is gone on with; a case on hold stays as it is, word by word",
        arguments: 1...2)
    func killedRetention(_ hit: Int) throws {
        let desk = try PrivacyDesk(tables: "[[account]]\nname = \"Lakeside School District\"\nretention_days = 100")
        let words = (1...13).map { "qword\($0)x" }
        for (index, word) in words.enumerated() {
            try desk.deliver(PrivacyDesk.mail("q\(index + 1)", word, size: 12_000), at: Self.monday)
        }
        let mails = words.enumerated().map { PrivacyDesk.mail("q\($0 + 1)", $1, size: 12_000) }
        try desk.deliver(SampleMail.plain(from: "eve@stranger.example", id: "s", text: "qstranger"), at: Self.monday)
        try desk.run("run-due", at: Self.monday)
        for number in 1_000_001...1_000_013 {
            try desk.run("case", "close", String(number), "--text", "Done.", at: Self.monday)
        }
        try desk.run("hold", "set", "--case", "1000003", "--reason", "a request is open", at: Self.later)
        let held = try desk.show("1000003")
        #expect((held["hold"] as? String)?.contains("a request is open") == true)
        let summer = "2027-06-01T10:00:00Z"
        let dry = try desk.run("retention", "run", "--dry-run", at: summer)
        #expect(dry.contains("cases: 12 removed, 1 on hold") && dry.contains("messages: 13 removed, 1 on hold"))
        #expect(try words.allSatisfy { try !desk.everywhere($0).isEmpty }, "a dry run removes nothing")
        var kills = 0
        for failpoint in ["retention.removed", "retention.committed", "removal.unlinked", "removal.files"] {
            let output = try desk.desk.run(
                ["retention", "run", "--now", summer],
                failpoint: "\(failpoint):\(failpoint == "removal.files" ? 1 : hit)")
            if output.status == -SIGKILL { kills += 1 }
            try desk.expectSound()
        }
        #expect(kills >= 3, "nothing was tested")
        #expect(try desk.audit("retentionRun").isEmpty, "no pass came to its end")
        try desk.run("retention", "run", at: summer)
        for (index, word) in words.enumerated() where index != 2 {
            #expect(try desk.everywhere(word) == [], "\(word)")
        }
        #expect(try desk.places(of: "qstranger", "eve@stranger.example") == [])
        #expect(try NSDictionary(dictionary: desk.show("1000003")) == NSDictionary(dictionary: held))
        #expect(
            try desk.query("SELECT count(*) FROM inbound WHERE case_number = 1000003 AND raw_removed_at IS NULL") == "1"
        )
        #expect(try !desk.places(of: "qword3xcell").isEmpty && !desk.everywhere("qword3xline").isEmpty)
        let lines = try desk.audit("retentionRun")
        #expect(lines.count == 1)
        #expect(
            (lines.first?["detail"] as? String)?.contains("12 cases") == true,
            "what went before the kills is counted once: \(lines)")
        #expect(try desk.audit("caseRemoved").count == 12)
        try expectNothingTwice(desk, mails, summer)
    }

    /// What was removed and comes again is still known, and says so.
    private func expectNothingTwice(_ desk: PrivacyDesk, _ mails: [String], _ now: String) throws {
        for mail in mails { try desk.deliver(mail, at: now) }
        #expect(try desk.desk.cases().count == 13, "the ledger knows what it took in")
        let removed = try desk.show("1000001")
        #expect(removed["subject"] as? String == "[removed on 2027-06-01]")
        #expect(
            removed["contact"] as? String == "removed@invalid"
                && removed["account"] as? String == "Lakeside School District")
        let id = try #require(
            try desk.desk.jsonLines(desk.desk.succeed("held", "list", "--all", "--json")).first?["id"] as? String)
        let release = try desk.desk.run("held", "release", id, "--author", Self.ann)
        #expect(release.status == 65 && release.stderr.contains("was removed on 2027-06-01"))
        #expect(try desk.desk.succeed("held", "show", id).contains("The message was removed on 2027-06-01"))
        let report = try desk.desk.run("report", "volume", "--since", "2026-11-01", "--before", "2026-12-01")
        #expect(report.status == 0, "\(report.stderr)")
        try desk.run("hold", "release", "--case", "1000003", "--reason", "answered", at: now)
        let vacuum = try desk.run("retention", "run", "--vacuum", at: now)
        #expect(vacuum.contains("cases: 1 removed") && vacuum.contains("the database is written anew"))
        #expect(try desk.everywhere("qword3x") == [], "what came again left no copy either")
        try desk.expectSound()
    }
}
