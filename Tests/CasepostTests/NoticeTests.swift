import Foundation
import TestSupport
import Testing

/// Status notices as the program tells them: on its pages, in a file, by mail and in acknowledgements.
@Suite("Status notices", .enabled(if: StrictMail.isAvailable, "needs python3"), .ownThread)
struct NoticeTests {
    private let outbox: MailFolder
    private let desk: DeskFixture
    private let port: UInt16

    init() throws {
        let directory = try TemporaryDirectory()
        outbox = MailFolder(path: directory.appending("out"))
        port = try Loopback.freePort()
        desk = try DeskFixture(
            mailbox: "url = \"pipe:\"",
            smtp: "url = \"maildir:\(outbox.path)\"\n[web]\nlisten = \"127.0.0.1:\(port)\"", in: directory)
    }

    private func open(
        _ title: String = "Grades are gone", _ more: String..., text: String = "We look into it.",
        at time: String = "2026-11-20T14:00:00Z", failpoint: String? = nil
    ) throws -> Command.Output {
        try desk.run(
            ["notice", "open", "--kind", "incident", "--title", title, "--text", text, "--now", time] + more,
            failpoint: failpoint)
    }

    private func deliver(_ id: String, from: String = "ann.lee@district.example", at time: String) throws {
        let mail = SampleMail.plain(from: from, id: "\(id)@district.example")
        #expect(try desk.run(["deliver", "--mailbox", "support", "--now", time], input: mail).status == 0)
    }

    private func mails() throws -> [(to: String, raw: ReadMail, mail: StrictMail)] {
        let octets = try outbox.messages
        return zip(octets, try StrictMail.read(octets)).map { octets, mail in
            let raw = ReadMail(text: String(decoding: octets, as: UTF8.self))
            return (raw.address("To") ?? "", raw, mail)
        }
    }

    private func copy() throws -> String { try String(contentsOfFile: desk.path("var/notices.html"), encoding: .utf8) }

    private func get(_ path: String) async throws -> String {
        try await LoopbackClient(port).exchange("GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    }

    @Test("an incident is on the pages and in the copy while it is open, and below the closed ones after it")
    func pages() async throws {
        let gateway = try desk.start("serve")
        #expect(try await eventually { gateway.stderr.contains("pages served") })
        #expect(try await get("/notices").contains("No incident is known."))
        #expect(
            try open(at: "2026-11-20T14:00:00Z").stdout.hasPrefix(
                "notice 1 is open: incident, running, since Fri 20 Nov 2026, 08:00"))
        #expect(try await get("/notices").contains("We look into it."))
        #expect(try await get("/nowhere").contains("<aside class=\"banner incident\""))
        #expect(try copy().contains("We look into it.") && copy().contains("<aside class=\"banner incident\""))
        try desk.succeed("notice", "update", "1", "--text", "A disk is full.")
        try desk.succeed("notice", "close", "1", "--text", "There is room again.")
        let page = try await get("/notices")
        let closed = try #require(page.range(of: ">Closed</h2>"))
        #expect(page[closed.upperBound...].contains("There is room again.") && page.contains("No incident is known."))
        gateway.signal(SIGTERM)
        #expect(gateway.wait().status == 0)
    }

    @Test("another process's notice reaches the banner of a running server without a visit to the page of notices")
    func banner() async throws {
        let gateway = try desk.start("serve")
        #expect(try await eventually { gateway.stderr.contains("pages served") })
        _ = try open()
        var page = ""
        for _ in 1...600 where !page.contains("<aside class=\"banner incident\"") {
            try await Task.sleep(for: .milliseconds(50))
            page = try await get("/nowhere")
        }
        #expect(page.contains("<aside class=\"banner incident\""))
    }

    @Test("the copy needs no other file and no database, and says when it was written")
    func copyAlone() throws {
        _ = try open("Grades & <marks>", at: "2026-11-20T14:00:00Z")
        try FileManager.default.removeItem(atPath: desk.path("var/casepost.sqlite"))
        let copy = try copy()
        #expect(copy.hasPrefix("<!DOCTYPE html>") && copy.contains("Grades &amp; &lt;marks&gt;"))
        #expect(copy.contains("<style>") && copy.contains("--incident: #") && copy.hasSuffix("</html>\n"))
        for part in ["<link", "<script", "src=", "url(", "@import"] { #expect(!copy.contains(part), "\(part)") }
        #expect(copy.contains("This page is a copy. It was written Fri 20 Nov 2026, 08:00."))
    }

    @Test(
        "whoever reads the copy meanwhile sees a whole page, and after ten commands at once it has all that they said")
    func atOnce() async throws {
        _ = try open()
        let commands = try (1...10).map { try desk.start("notice", "update", "1", "--text", "Word \($0).") }
        var reads = 0
        while commands.contains(where: \.isRunning) {
            let copy = try copy()
            try #require(copy.hasPrefix("<!DOCTYPE html>") && copy.hasSuffix("</html>\n"))
            reads += 1
        }
        for command in commands { #expect(command.wait().status == 0) }
        let last = try copy()
        #expect(reads > 10 && (1...10).allSatisfy { last.contains("Word \($0).") })
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: desk.path("var")).filter { $0.hasPrefix("notices") }
                == ["notices.html"])
    }

    @Test("a copy that can't be written is told to the operator, and the notice stands")
    func copyFails() throws {
        try desk.configure(
            mailbox: "url = \"pipe:\"", smtp: "url = \"maildir:\(outbox.path)\"\n[notices]\nfile = \"no/notices.html\"")
        let output = try open()
        #expect(output.status == 74 && output.stdout.hasPrefix("notice 1 is open"))
        #expect(output.stderr.contains("no/notices.html: can't be written: No such file or directory; make the folder"))
        #expect(try desk.succeed("notice", "list").contains("Grades are gone"))
        #expect(try desk.run("run-due").status == 74)
        try FileManager.default.createDirectory(atPath: desk.path("no"), withIntermediateDirectories: false)
        try desk.succeed("run-due")
        #expect(try String(contentsOfFile: desk.path("no/notices.html"), encoding: .utf8).contains("Grades are gone"))
    }

    @Test("--mail tells each contact once, in text and HTML; an update and the end as well; others nothing")
    func mailed() throws {
        #expect(try open("Grades are gone", "--mail").stdout.hasSuffix("mails: 3 queued\n"))
        try desk.succeed("contact", "deactivate", "raj.patel@district.example")
        let said = try desk.succeed("notice", "update", "1", "--text", "A disk is full.", "--mail")
        #expect(said.hasSuffix("mails: 2 queued\n"))
        try desk.succeed("notice", "close", "1", "--mail")
        try desk.succeed("run-due", "--now", "2026-11-27T14:00:00Z")
        let mails = try mails()
        #expect(mails.count == 7 && Set(mails.compactMap { $0.raw.field("Message-ID") }).count == 7)
        let toAnn = mails.filter { $0.to == "ann.lee@district.example" }
        #expect(
            Set(toAnn.map(\.mail.subject)) == [
                "Incident: Grades are gone", "Update on an incident: Grades are gone",
                "Incident is over: Grades are gone",
            ])
        #expect(
            toAnn.allSatisfy { $0.raw.field("Auto-Submitted") == "auto-generated" && $0.raw.field("Reply-To") == nil })
        let update = try #require(toAnn.first { $0.mail.subject.hasPrefix("Update") }?.mail)
        for part in [update.text, update.html] {
            #expect(part.contains("A disk is full.") && part.contains("Fri 20 Nov 2026, 08:00"))
            #expect(part.contains("https://support.example.org/notices"))
        }
    }

    @Test("only the contacts of the accounts that are named; an unknown one is told, and nothing is opened")
    func accounts() throws {
        let wrong = try open("t", "--account", "Nowhere")
        #expect(wrong.status == 66 && wrong.stderr.contains("there is no account \"Nowhere\""))
        #expect(try open("t", "--account", "Northfield University", "--mail").stdout.contains("1 queued"))
        try desk.succeed("run-due", "--now", "2026-11-20T14:01:00Z")
        #expect(try mails().map(\.to) == ["maria.garcia@university.example"])
        #expect(try !copy().contains("Northfield"), "whom it concerns is nobody else's business")
    }

    @Test(
        "a command that dies anywhere can be given again: one notice, one mail to each",
        arguments: ["notice.queued", "notice.committed"])
    func killed(_ failpoint: String) throws {
        #expect(try open("t", "--mail", failpoint: failpoint).status == -SIGKILL)
        #expect(try open("t", "--mail", at: "2026-11-20T14:05:00Z").status == 0)
        let update = ["notice", "update", "1", "--text", "more", "--mail"]
        #expect(try desk.run(update, failpoint: failpoint).status == -SIGKILL)
        #expect(try desk.run(update).status == 0)
        let lines = try desk.jsonLines(desk.succeed("notice", "list", "--all", "--json"))
        #expect(lines.count == 1 && (lines.first?["updates"] as? [Any])?.count == 2)
        try desk.succeed("run-due", "--now", "2026-12-20T14:00:00Z")
        #expect(try mails().count == 6 && copy().contains("more"))
    }

    @Test("acknowledgements carry the incident while it is open, for the accounts it concerns, and never maintenance")
    func acknowledgements() throws {
        try deliver("before", at: "2026-11-20T13:00:00Z")
        _ = try open("Grades are gone", "--account", "Lakeside School District", at: "2026-11-20T14:00:00Z")
        try desk.succeed(
            "notice", "open", "--kind", "maintenance", "--title", "Planned work", "--from", "2026-11-20 06:00",
            "--until", "2026-11-20 22:00", "--now", "2026-11-20T14:00:00Z")
        try desk.succeed("notice", "update", "1", "--text", "A disk is full.", "--now", "2026-11-20T14:30:00Z")
        try deliver("during", at: "2026-11-20T15:00:00Z")
        try deliver("other", from: "maria.garcia@university.example", at: "2026-11-20T15:00:00Z")
        try desk.succeed("notice", "close", "1", "--text", "Done.", "--now", "2026-11-20T16:00:00Z")
        try deliver("after", at: "2026-11-20T17:00:00Z")
        try desk.succeed("run-due", "--now", "2026-11-20T17:01:00Z")
        let mails = try mails().filter { $0.to.hasPrefix("ann") || $0.to.hasPrefix("maria") }
        let carrying = mails.filter { $0.mail.text.contains("AN INCIDENT IS KNOWN") }
        #expect(mails.count == 4 && carrying.map(\.to) == ["ann.lee@district.example"])
        let mail = try #require(carrying.first?.mail)
        #expect(mail.subject.hasPrefix("[#1000002]"))
        for part in [mail.text, mail.html] {
            for words in [
                "Grades are gone", "Since Fri 20 Nov 2026, 08:00 America/Chicago", "A disk is full.",
                "https://support.example.org/notices",
            ] { #expect(part.contains(words), "\(words)") }
            #expect(!part.contains("We look into it.") && !part.contains("Planned work"))
        }
    }

    @Test(
        "what can't be done is refused with what to do",
        arguments: [
            (["open", "--kind", "outage", "--title", "x"], 64, "one of incident, maintenance"),
            (
                ["open", "--kind", "maintenance", "--title", "x"], 65,
                "needs its beginning and its end: --from and --until"
            ),
            (
                ["open", "--kind", "incident", "--title", "x", "--from", "tomorrow"], 65,
                "--from tomorrow: not a time such as \"2026-12-01 18:00\" (America/Chicago)"
            ),
            (["open", "--kind", "incident", "--title", "x", "--from", "2026-12-01"], 65, "not a time such as"),
            (["open", "--kind", "incident", "--title", "x", "--as", "kim@example.org"], 66, "kim@example.org"),
            (["update", "3", "--text", "x"], 66, "there is no notice 3; casepost notice list --all"),
            (["update", "x", "--text", "x"], 64, "a notice has a number"),
            (["show", "3"], 66, "there is no notice 3"),
        ])
    func refused(_ arguments: [String], _ status: Int32, _ words: String) throws {
        let output = try desk.run(["notice"] + arguments + ["--now", "2026-11-20T14:00:00Z"])
        #expect(output.status == status && output.stderr.contains(words), "\(output.status) \(output.stderr)")
        #expect(try desk.succeed("notice", "list", "--all", "--json").isEmpty)
    }

    @Test("maintenance that is announced late is announced all the same; the words may come by standard input")
    func maintenance() throws {
        let output = try desk.run(
            [
                "notice", "open", "--kind", "maintenance", "--title", "Move", "--from", "2026-11-28 18:00", "--until",
                "2026-11-29T04:00:00Z", "--now", "2026-11-20T14:00:00Z",
            ], input: "Four hours.\n")
        #expect(output.status == 0 && output.stdout.contains("maintenance, announced, begins Sat 28 Nov 2026, 18:00"))
        #expect(output.stderr.contains("warning: maintenance is announced 14 days ahead, as a rule"))
        let line = try #require(try desk.jsonLines(desk.succeed("notice", "show", "1", "--json")).first)
        #expect(line["from"] as? String == "2026-11-29T00:00:00Z" && line["until"] as? String == "2026-11-29T04:00:00Z")
        #expect((line["updates"] as? [[String: Any]])?.first?["text"] as? String == "Four hours.")
        #expect(try copy().contains("<aside class=\"banner maintenance\""))
        #expect(try desk.succeed("audit", "list").contains("noticeOpened"))
        try desk.succeed("verify")
    }

    @Test("run-due writes the copy anew when the time of a maintenance has come")
    func begins() throws {
        try desk.succeed(
            "notice", "open", "--kind", "maintenance", "--title", "Move", "--from", "2026-12-20 18:00", "--until",
            "2026-12-20 20:00", "--now", "2026-11-20T14:00:00Z")
        #expect(try copy().contains("<strong>announced</strong>"))
        try desk.succeed("run-due", "--now", "2026-12-21T00:30:00Z")
        #expect(try copy().contains("<strong>under way</strong>"))
    }
}
