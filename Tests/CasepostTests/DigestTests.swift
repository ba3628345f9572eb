import Foundation
import TestSupport
import Testing

/// Digests as the program sends them.
///
/// Sam is told each morning at eight in Chicago, Ida each hour, Lena of all at once, Olaf never.
@Suite("Digests", .ownThread)
struct DigestTests {
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
            sam.okafor@example.org,Sam,Okafor,Campus Support;Administrators,daily 08:00,America/Chicago
            ida.berg@example.org,Ida,Berg,Campus Support,hourly,America/Chicago
            lena.fischer@example.org,Lena,Fischer,Campus Support,immediate,America/Chicago
            olaf.lund@example.org,Olaf,Lund,Campus Support,off,America/Chicago

            """)
        // A Monday; the desk works from six to six.
        try desk.succeed("advisor", "import", desk.path("advisors.csv"), "--now", "2026-11-16T16:30:00Z")
    }

    private func deliver(
        _ id: String, from: String = "ann.lee@district.example", to: String = DeskFixture.address,
        subject: String = "Grades", text: String = "They are gone.", at time: String
    ) throws {
        let mail = SampleMail.plain(
            from: from, to: to, id: "\(id)@district.example", subject: subject, text: text)
        let output = try desk.run(["deliver", "--mailbox", "support", "--now", time], input: mail)
        #expect(output.status == 0, "\(output.stderr)")
    }

    private func mails(to name: String) throws -> [ReadMail] {
        try outbox.messages.map { ReadMail(text: String(decoding: $0, as: UTF8.self)) }
            .filter { $0.address("To")?.hasPrefix(name) ?? false }
    }

    private func digests(to name: String) throws -> [ReadMail] {
        try mails(to: name).filter { $0.field("Subject")?.hasPrefix("Your digest: ") ?? false }
    }

    @Test("a day of four advisors: who is told at once, each hour, each morning, never")
    func day() throws {
        try desk.succeed("run-due", "--now", "2026-11-16T17:00:05Z")
        try deliver("q", at: "2026-11-16T17:10:00Z")
        try desk.succeed("run-due", "--now", "2026-11-16T17:10:30Z")
        #expect(try mails(to: "lena").count == 1 && mails(to: "sam").isEmpty && mails(to: "ida").isEmpty)
        let said = try desk.succeed("run-due", "--now", "2026-11-16T18:00:05Z")
        #expect(said.contains("digests: 1 made\n"))
        #expect(try !desk.succeed("run-due", "--now", "2026-11-16T19:00:05Z").contains("digests"), "nothing is new")
        #expect(try desk.succeed("run-due", "--now", "2026-11-17T14:00:05Z").contains("digests: 1 made\n"))
        #expect(try digests(to: "ida").map { $0.field("Subject") } == ["Your digest: 1 new in your teams"])
        let digest = try #require(try digests(to: "sam").first)
        #expect(digest.field("Auto-Submitted") == "auto-generated" && digest.field("Reply-To") == nil)
        #expect(digest.text.contains("First answer due Tue 17 Nov 11:10"))
        #expect(try mails(to: "olaf").isEmpty)
    }

    @Test("the first mail of a case to its team, and each case of a digest, can be answered")
    func answers() throws {
        try deliver("q", at: "2026-11-16T17:10:00Z")
        try desk.succeed("run-due", "--now", "2026-11-17T14:00:05Z")
        let news = try #require(try mails(to: "lena").first)
        try deliver(
            "a", from: "lena.fischer@example.org", to: try #require(news.address("Reply-To")), subject: "Re: Grades",
            text: "#assign me\nI look at it.", at: "2026-11-17T14:10:00Z")
        let digest = try #require(try digests(to: "sam").first)
        let address = try #require(digest.text.firstMatch(of: /support\+[a-z2-7]+@example\.org/)).output
        try deliver(
            "b", from: "sam.okafor@example.org", to: String(address), subject: "Re: Grades", text: "#note\nMe too.",
            at: "2026-11-17T14:20:00Z")
        let shown = try #require(try desk.cases().first)
        #expect(shown["assignee"] as? String == "lena.fischer@example.org")
        let feed = try #require(shown["feed"] as? [[String: Any]])
        #expect(
            feed.contains {
                $0["by"] as? String == "sam.okafor@example.org" && $0["visibility"] as? String == "internal"
            })
    }

    @Test("who is given a case hears of it, also where it moves no status; who passed it on does not")
    func givenOn() throws {
        try deliver("q", at: "2026-11-16T17:10:00Z")
        for (name, time) in [("sam.okafor", "17:20"), ("lena.fischer", "17:30")] {
            try desk.succeed("case", "assign", "1000001", "\(name)@example.org", "--now", "2026-11-16T\(time):00Z")
        }
        try desk.succeed("run-due", "--now", "2026-11-16T17:40:00Z")
        let mails = try mails(to: "lena")
        #expect(mails.count == 2 && mails.last?.text.contains("is now: yours. It was: with somebody else.") == true)
        #expect(try self.mails(to: "sam").isEmpty)
    }

    @Test("two processes at once make one digest", arguments: 1...3)
    func atOnce(_ round: Int) throws {
        try deliver("q", at: "2026-11-16T17:10:00Z")
        let both = try (1...2).map { _ in try desk.start("run-due", "--now", "2026-11-17T14:00:0\(round)Z") }
        for process in both { _ = process.wait() }
        // One of them may have been told that the other sends; whoever comes then sends no second one.
        try desk.succeed("run-due", "--now", "2026-11-17T14:00:30Z")
        #expect(try digests(to: "sam").count == 1 && digests(to: "ida").count == 1)
    }

    @Test(
        "a process that dies anywhere makes none twice and loses none",
        arguments: ["digest.queued", "digest.committed", "outbox.claimed", "outbox.delivered", "outbox.recorded"], 1...2
    )
    func killed(_ failpoint: String, _ hit: Int) throws {
        try deliver("q", at: "2026-11-16T17:10:00Z")
        let output = try desk.run(
            ["run-due", "--now", "2026-11-17T14:00:05Z"], failpoint: "\(failpoint):\(hit)")
        if hit == 1 || failpoint.hasPrefix("digest") { #expect(output.status == -SIGKILL) }
        for time in ["2026-11-17T14:01:00Z", "2026-11-17T14:59:00Z"] {
            try desk.succeed("run-due", "--now", time)
        }
        for name in ["sam", "ida"] {
            let identifiers = try digests(to: name).compactMap { $0.field("Message-ID") }
            // Cut short while it was sent, the same mail may come twice.
            #expect(Set(identifiers).count == 1 && identifiers.count <= (failpoint == "outbox.delivered" ? 2 : 1))
        }
    }

    @Test("after days without the program there is one digest for all that was missed")
    func away() throws {
        try deliver("q", at: "2026-11-16T17:10:00Z")
        try deliver("r", subject: "Buses", at: "2026-11-17T17:10:00Z")
        try desk.succeed("run-due", "--now", "2026-11-20T15:00:00Z")
        #expect(try digests(to: "sam").map { $0.field("Subject") } == ["Your digest: 2 missed"])
        #expect(try digests(to: "ida").count == 1)
    }

    @Test("a mail that could not be delivered stands in the digest of who has the case; a held message in all of them")
    func failures() throws {
        let sink = try SMTPSink()
        sink.on(.rcpt, containing: "ann.lee@district.example", .reply("550 5.1.1 no such user"))
        try desk.configure(mailbox: "url = \"pipe:\"", smtp: DeskFixture.smtp(sink))
        try deliver("q", at: "2026-11-16T17:10:00Z")
        try desk.succeed("case", "assign", "1000001", "sam.okafor@example.org", "--now", "2026-11-16T17:20:00Z")
        try desk.succeed("run-due", "--now", "2026-11-16T17:30:00Z")
        try deliver("x", from: "kim@elsewhere.example", at: "2026-11-16T17:40:00Z")
        try desk.succeed("run-due", "--now", "2026-11-17T14:00:05Z")
        let digest = try #require(
            sink.accepted.map { ReadMail(text: $0.text) }.first {
                $0.address("To") == "sam.okafor@example.org" && $0.field("Subject")?.contains("digest") == true
            })
        #expect(digest.text.contains("Mail to ann.lee@district.example could not be delivered"))
    }

    @Test("a contact chooses a digest by mail, gets the words of what was posted, and can answer from it")
    func contact() throws {
        let raj = "raj.patel@district.example"
        try deliver("q", at: "2026-11-16T17:10:00Z")
        try desk.succeed("case", "recipients", "1000001", "add", raj, "--now", "2026-11-16T17:11:00Z")
        try deliver(
            "c", from: raj, subject: "My mail", text: "#digest daily 09:00", at: "2026-11-16T17:12:00Z")
        try desk.succeed("run-due", "--now", "2026-11-16T17:13:00Z")
        let promise = try #require(try mails(to: "raj").last)
        #expect(promise.text.contains("at 09:00 on working days"))
        try desk.succeed(
            "case", "post", "1000001", "--text", "We look at it.", "--as", "sam.okafor@example.org", "--now",
            "2026-11-16T17:20:00Z")
        try desk.succeed("run-due", "--now", "2026-11-16T17:30:00Z")
        let before = try mails(to: "raj").count
        #expect(try mails(to: "ann").contains { $0.text.contains("We look at it.") }, "Ann chose none")
        // The desk's clocks are those of Chicago.
        try desk.succeed("run-due", "--now", "2026-11-17T15:00:05Z")
        let all = try mails(to: "raj")
        let digest = try #require(all.last)
        #expect(all.count == before + 1 && digest.field("Subject") == "Your cases: 1 with news")
        #expect(digest.text.contains("We look at it.") && digest.field("Auto-Submitted") == "auto-generated")
        let address = try #require(digest.text.firstMatch(of: /support\+[a-z2-7]+@example\.org/)).output
        try deliver("r", from: raj, to: String(address), text: "Thank you, and hurry.", at: "2026-11-17T15:10:00Z")
        let feed = try #require(try desk.cases().first?["feed"] as? [[String: Any]])
        #expect(feed.contains { $0["by"] as? String == raj && $0["text"] as? String == "Thank you, and hurry." })
        #expect(try desk.succeed("contact", "show", raj).contains("gets a digest, daily 09:00"))
    }

    @Test("who chooses to be told at once again is told what had gathered; an import changes no choice")
    func contactAtOnceAgain() throws {
        let raj = "raj.patel@district.example"
        try deliver("q", at: "2026-11-16T17:10:00Z")
        try desk.succeed("case", "recipients", "1000001", "add", raj, "--now", "2026-11-16T17:11:00Z")
        try desk.succeed("contact", "digest", raj, "hourly", "--now", "2026-11-16T17:12:00Z")
        try desk.succeed("contact", "import", desk.path("contacts.csv"), "--now", "2026-11-16T17:13:00Z")
        try desk.succeed(
            "case", "post", "1000001", "--text", "We look at it.", "--as", "sam.okafor@example.org", "--now",
            "2026-11-16T17:20:00Z")
        let said = try desk.succeed("contact", "digest", raj, "immediate", "--now", "2026-11-16T17:30:00Z")
        #expect(said == "\(raj) is told immediate from now on\n")
        try desk.succeed("run-due", "--now", "2026-11-16T17:31:00Z")
        let digest = try #require(try mails(to: "raj").last)
        #expect(digest.text.contains("We look at it.") && digest.text.contains("From now on you are told at once"))
        try desk.succeed(
            "case", "post", "1000001", "--text", "Done.", "--as", "sam.okafor@example.org", "--now",
            "2026-11-16T17:40:00Z")
        try desk.succeed("run-due", "--now", "2026-11-16T17:41:00Z")
        #expect(try mails(to: "raj").last?.text.contains("Done.") == true)
        let count = try mails(to: "raj").count
        try desk.succeed("run-due", "--now", "2026-11-16T20:00:00Z")
        #expect(try mails(to: "raj").count == count)
    }
}
