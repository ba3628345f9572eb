import Foundation
import TestSupport
import Testing

@Suite("Old mail that is imported", .ownThread)
struct ImportTests {
    private let directory: TemporaryDirectory
    private let outbox: MailFolder
    private let desk: DeskFixture

    init() throws {
        directory = try TemporaryDirectory()
        outbox = MailFolder(path: directory.appending("out"))
        desk = try DeskFixture(mailbox: "url = \"pipe:\"", smtp: "url = \"maildir:\(outbox.path)\"", in: directory)
        try desk.write(
            "advisors.csv",
            "email,first_name,last_name,teams,digest,time_zone\nsam.okafor@example.org,Sam,Okafor,,immediate,America/Chicago\n"
        )
        try desk.succeed("advisor", "import", desk.path("advisors.csv"))
    }

    private func mail(
        _ id: String, from: String = "ann.lee@district.example", date: String, answers: String? = nil,
        text: String = "Some words.", fields: String = ""
    ) -> String {
        let references = answers.map { "In-Reply-To: <\($0)@old.example>\nReferences: <\($0)@old.example>\n" } ?? ""
        return """
            From: <\(from)>
            To: <\(DeskFixture.address)>
            Subject: Old matter \(id)
            Date: \(date)
            Message-ID: <\(id)@old.example>
            \(references)\(fields)Content-Type: text/plain; charset=utf-8

            \(text)

            """
    }

    /// An archive in no order: two conversations, a stranger, a robot, a forgery, and one mail twice.
    private func archive() throws -> String {
        let mails = [
            mail("r2", date: "Wed, 12 Mar 2025 10:00:00 +0000", answers: "r1", text: "#close\n\nThank you."),
            mail("q1", date: "Mon, 10 Mar 2025 10:00:00 +0000"),
            mail("r1", from: "sam.okafor@example.org", date: "Tue, 11 Mar 2025 10:00:00 +0000", answers: "q1"),
            mail("q1", date: "Mon, 10 Mar 2025 10:00:00 +0000"),
            mail("q2", from: "maria.garcia@university.example", date: "Thu, 1 May 2025 10:00:00 +0000"),
            mail("d2", from: DeskFixture.address, date: "Fri, 2 May 2025 10:00:00 +0000", answers: "q2"),
            mail("s1", from: "stranger@nowhere.example", date: "Fri, 2 May 2025 10:00:00 +0000"),
            mail("v1", date: "Fri, 2 May 2025 11:00:00 +0000", fields: "Auto-Submitted: auto-replied\n"),
            mail(
                "f1", date: "Fri, 2 May 2025 12:00:00 +0000",
                fields: "Authentication-Results: mx.example.org; dmarc=fail header.from=district.example\n"),
            mail("t1", date: "Fri, 2 May 2225 12:00:00 +0000"),
        ]
        let text = mails.map { "From MAILER-DAEMON Mon Mar 10 10:00:00 2025\n\($0)\n" }.joined()
        return try directory.write("archive.mbox", text)
    }

    private func tally(_ arguments: String...) throws -> [String: Int] {
        let output = try desk.run(["import", "--mailbox", "support", "--json"] + arguments)
        #expect(output.status == 0, "\(output.stderr)")
        return try #require(try desk.jsonLines(output.stdout).first).compactMapValues { $0 as? Int }.filter {
            $0.value > 0
        }
    }

    @Test("becomes closed cases of its own time, answers with what they answer, and nobody is told, now or later")
    func quiet() throws {
        let archive = try archive()
        #expect(
            try tally(archive) == [
                "opened": 3, "posted": 3, "known": 1, "strangers": 1, "automatic": 1, "leftOut": 1,
            ])
        let cases = try desk.cases().sorted { $0["number"] as? String ?? "" < $1["number"] as? String ?? "" }
        #expect(cases.map { $0["posts"] as? Int } == [3, 2, 1])
        #expect(cases.allSatisfy { $0["status"] as? String == "Closed" })
        #expect(cases[0]["created"] as? String == "2025-03-10T10:00:00Z")
        #expect(cases[0]["closed"] as? String == "2025-03-12T10:00:00Z")
        #expect(cases[1]["contact"] as? String == "maria.garcia@university.example")
        // A time that can't be is none.
        #expect((cases[2]["created"] as? String ?? "9") < "2225")
        for time in ["2026-11-26T10:00:00Z", "2026-12-06T10:00:00Z", "2027-11-26T10:00:00Z"] {
            try desk.succeed("run-due", "--now", time)
        }
        #expect(outbox.count == 0)
        #expect(try desk.succeed("outbox", "list", "--json").isEmpty)
        #expect(try desk.succeed("survey", "list", "--json").isEmpty)
        #expect(try desk.cases().allSatisfy { $0["status"] as? String == "Closed" })
        #expect(try desk.succeed("case", "list", "--search", "words").contains("Old matter"))
        #expect(try desk.succeed("verify").contains("ledger: ok"))
    }

    @Test("again changes nothing, and the same mail by another way is a duplicate")
    func again() throws {
        let archive = try archive()
        _ = try tally(archive)
        let before = try desk.succeed("case", "list", "--json")
        #expect(
            try tally(archive) == ["known": 7, "strangers": 1, "automatic": 1, "leftOut": 1])
        let other = try directory.write(
            "q1.eml", "Received: by another way\n" + mail("q1", date: "Mon, 10 Mar 2025 10:00:00 +0000"))
        #expect(try tally(other) == ["duplicates": 1])
        let live = try desk.run(
            "deliver", "--mailbox", "support", input: mail("q1", date: "Mon, 10 Mar 2025 10:00:00 +0000"))
        #expect(live.status == 0)
        try desk.succeed("run-due")
        #expect(outbox.count == 0)
        #expect(try desk.succeed("case", "list", "--json") == before)
    }

    @Test("killed on its way goes on where it was")
    func killed() throws {
        let archive = try archive()
        #expect(
            try desk.run("import", "--mailbox", "support", archive, failpoint: "import.applied").status == -SIGKILL)
        #expect(try desk.cases().isEmpty)
        #expect(try tally(archive)["opened"] == 3)
        #expect(try desk.cases().count == 3)
    }

    @Test(
        "stays open where that is wanted, is believed against its own evidence where that is said, and names who is left out"
    )
    func choices() throws {
        let output = try desk.run("import", "--mailbox", "support", "--open", "--trust", "--verbose", try archive())
        #expect(output.status == 0)
        #expect(output.stderr.contains("left out (stranger): stranger@nowhere.example"))
        #expect(output.stdout.contains("4 cases opened, 3 posts"))
        #expect(try desk.cases().allSatisfy { $0["status"] as? String == "New" })
        try desk.succeed("run-due", "--now", "2027-11-26T10:00:00Z")
        #expect(outbox.count == 0)
        #expect(try desk.run("import", "--mailbox", "support").status == 64)
        #expect(try desk.run("import", "--mailbox", "sales", "x").status == 78)
        #expect(try desk.run("import", "--mailbox", "support", directory.appending("nothing")).status == 66)
    }

    @Test("comes from a Maildir in the order of its dates, and a live answer to it opens a new case")
    func maildir() throws {
        let folder = MailFolder(path: directory.appending("old"))
        try folder.deliver(mail("r1", date: "Tue, 11 Mar 2025 10:00:00 +0000", answers: "q1"))
        try folder.deliver(mail("q1", date: "Mon, 10 Mar 2025 10:00:00 +0000"))
        #expect(try tally(folder.path) == ["opened": 1, "posted": 1])
        #expect(folder.count == 2)
        let live = SampleMail.plain(
            id: "new@district.example", subject: "Re: Old matter q1", headers: "In-Reply-To: <q1@old.example>\n")
        #expect(try desk.run("deliver", "--mailbox", "support", input: live).status == 0)
        #expect(try desk.cases().count == 2)
    }

    @Test(
        "comes from a folder of the mailbox's server, in which nothing changes",
        .enabled(if: DovecotServer.isAvailable, "needs Dovecot"))
    func server() throws {
        let certificates = try Certificates.make(in: directory)
        let dovecot = try DovecotServer.start(in: directory, certificates: certificates)
        try desk.configure(
            mailbox: DeskFixture.imap(dovecot, certificates), smtp: "url = \"maildir:\(outbox.path)\"")
        let folder = dovecot.folder("Archive")
        let filler = String(repeating: String(repeating: "y", count: 70) + "\n", count: 5_000)
        try folder.deliver(mail("q1", date: "Mon, 10 Mar 2025 10:00:00 +0000", text: filler))
        try folder.deliver(mail("r1", date: "Tue, 11 Mar 2025 10:00:00 +0000", answers: "q1"))
        #expect(try tally("--folder", "Archive") == ["opened": 1, "posted": 1])
        #expect(try tally("--folder", "Archive") == ["known": 2])
        #expect(folder.count == 2)
        let wrong = try desk.run("import", "--mailbox", "support", "--folder", "Nowhere")
        #expect(wrong.status == 78, "\(wrong.stderr)")
    }
}
