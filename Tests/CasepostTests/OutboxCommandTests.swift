import Foundation
import TestSupport
import Testing

@Suite("casepost outbox", .ownThread)
struct OutboxCommandTests {
    private static let start = "2026-11-20T15:04:00Z"

    private let sink: SMTPSink
    private let desk: DeskFixture

    /// A desk with three mails: the second failed, the third is put off.
    init() throws {
        sink = try SMTPSink()
        desk = try DeskFixture(
            mailbox: "url = \"pipe:\"", smtp: DeskFixture.smtp(sink), in: try TemporaryDirectory())
        for (number, from) in ["ann.lee", "raj.patel", "ann.lee"].enumerated() {
            let mail = SampleMail.plain(from: "\(from)@district.example", id: "q\(number)@district.example")
            let output = try desk.run(["deliver", "--mailbox", "support", "--now", Self.start], input: mail)
            #expect(output.status == 0, "\(output.stderr)")
        }
        sink.on(.rcpt, containing: "raj", .reply("550 5.1.1 No"))
        sink.on(.rcpt, containing: "ann", times: 1, .reply("451 4.2.0 Later"))
        try desk.succeed("run-due", "--now", Self.start)
    }

    private func list(_ options: String...) throws -> [[String: Any]] {
        let output = try desk.run(["outbox", "list", "--json"] + options)
        #expect(output.status == 0, "\(output.stderr)")
        return try desk.jsonLines(output.stdout)
    }

    @Test("list has the keys that are promised, and shows what is not sent unless asked otherwise")
    func lists() throws {
        let unsent = try list()
        #expect(unsent.map { $0["state"] as? String ?? "" }.sorted() == ["failed", "queued"])
        let promised: Set = [
            "id", "case", "to", "template", "state", "attempts", "nextAttempt", "lastError", "messageId",
        ]
        #expect(unsent.allSatisfy { promised.isSubset(of: $0.keys) })
        #expect(try list("--state", "sent").count == 1)
        #expect(try list("--state", "failed", "--state", "sent").count == 2)
        #expect(try list("--to", "RAJ.PATEL@district.example").map { $0["state"] as? String } == ["failed"])
        #expect(try list("--case", "1000002").map { $0["to"] as? String } == ["raj.patel@district.example"])
        #expect(try list("--limit", "1").count == 1)
        #expect(try desk.succeed("outbox", "list", "--limit", "1").contains("page 1 of 2, 2 mails"))
        let typo = try desk.run("outbox", "list", "--state", "faild")
        #expect(typo.status == 64 && typo.stderr.contains("did you mean \"failed\"?"))
    }

    @Test("show says what became of one mail")
    func shows() throws {
        let id = try #require(try list("--state", "failed").first?["id"] as? String)
        let text = try desk.succeed("outbox", "show", id)
        for words in ["raj.patel@district.example", "failed", "Attempts    1", "550 5.1.1 No", "Message-ID"] {
            #expect(text.contains(words), "\(text)")
        }
        let missing = try desk.run("outbox", "show", "99")
        #expect(missing.status == 66 && missing.stderr.contains("no mail 99"))
    }

    @Test("retry says what it did, and does nothing where a number is wrong")
    func retries() throws {
        let failed = try #require(try list("--state", "failed").first?["id"] as? String)
        let sent = try #require(try list("--state", "sent").first?["id"] as? String)
        let wrong = try desk.run("outbox", "retry", failed, "99")
        #expect(wrong.status == 66 && wrong.stderr.contains("no mail 99"))
        #expect(try list("--state", "failed").count == 1, "nothing was done")
        let output = try desk.succeed("outbox", "retry", failed, sent, "--now", Self.start)
        #expect(output.contains("mail \(failed) was failed, and is sent now"))
        #expect(output.contains("mail \(sent) is sent already; nothing was done"))
        #expect(try desk.succeed("audit", "list").contains("mailRetried"))
        sink.behave()
        #expect(try desk.succeed("run-due", "--now", "2026-11-20T15:04:01Z").contains("1 sent"))
    }

    @Test("retry without numbers has queued mail tried now, with --all-failed what failed; not both")
    func retriesAll() throws {
        sink.behave()
        #expect(try desk.succeed("outbox", "retry", "--now", Self.start).contains("now: 1"))
        #expect(try desk.succeed("run-due", "--now", "2026-11-20T15:04:01Z").contains("1 sent"))
        #expect(try desk.succeed("outbox", "retry", "--all-failed", "--now", Self.start).contains("now: 1"))
        #expect(try desk.succeed("run-due", "--now", "2026-11-20T15:04:02Z").contains("1 sent"))
        #expect(try list().isEmpty)
        #expect(try desk.run("outbox", "retry", "1", "--all-failed").status == 64)
    }
}
