import Foundation
import TestSupport
import Testing

/// What a mail says, read by a few lines of our own: no code of the program is asked about its own work.
struct ReadMail {
    let text: String

    /// The unfolded body of a header field.
    func field(_ name: String) -> String? {
        let head = text.replacingOccurrences(of: "\r\n", with: "\n").components(separatedBy: "\n\n")[0]
        let unfolded = head.replacingOccurrences(of: "\n ", with: " ").replacingOccurrences(of: "\n\t", with: " ")
        return unfolded.components(separatedBy: "\n").first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
            .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
    }

    /// The address between angle brackets, or the whole.
    func address(_ name: String) -> String? {
        field(name).map { $0.split(separator: "<").last.map { String($0.prefix { $0 != ">" }) } ?? $0 }
    }
}

@Suite("A contact's first mail", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .ownThread)
struct FirstMailTests {
    private let certificates: Certificates
    private let dovecot: DovecotServer
    private let sink: SMTPSink
    private let desk: DeskFixture

    init() throws {
        let directory = try TemporaryDirectory()
        certificates = try Certificates.make(in: directory)
        dovecot = try DovecotServer.start(in: directory, certificates: certificates)
        sink = try SMTPSink()
        desk = try DeskFixture(
            mailbox: DeskFixture.imap(dovecot, certificates), smtp: DeskFixture.smtp(sink), in: directory)
    }

    private func cycle() throws {
        try desk.succeed("ingest")
        try desk.succeed("run-due")
    }

    @Test("becomes one case with its text, HTML and file; the mailbox has it in the processed folder")
    func opensCase() throws {
        try dovecot.folder().deliver(SampleMail.question())
        try cycle()
        let cases = try desk.cases()
        let opened = try #require(cases.first)
        #expect(cases.count == 1)
        #expect(opened["account"] as? String == "Lakeside School District")
        #expect(opened["contact"] as? String == "ann.lee@district.example")
        #expect(opened["subject"] as? String == "Zensuren fehlen — grade book")
        #expect(opened["description"] as? String == "The grade book shows no marks since Monday.")
        #expect(opened["priority"] as? String == "Medium")
        #expect(opened["type"] as? String == "Ask a Question")
        #expect(opened["attachments"] as? Int == 1)
        let feed = try #require(opened["feed"] as? [[String: Any]])
        #expect(feed.count == 1)
        #expect((feed[0]["html"] as? String)?.contains("<b>no marks</b>") == true)
        #expect((feed[0]["html"] as? String)?.contains("script") == false)
        let file = try #require((feed[0]["attachments"] as? [[String: Any]])?.first)
        #expect(file["filename"] as? String == "marks.csv")
        #expect(file["size"] as? Int == 16)
        #expect(dovecot.folder().count == 0)
        #expect(dovecot.folder("Casepost/Processed").count == 1)
    }

    @Test("is acknowledged once, with what brings an answer back")
    func acknowledged() throws {
        try dovecot.folder().deliver(SampleMail.question())
        try cycle()
        #expect(sink.accepted.count == 1)
        let sent = try #require(sink.accepted.first)
        let mail = ReadMail(text: sent.text)
        #expect(sent.reversePath == "")
        #expect(sent.recipients == ["ann.lee@district.example"])
        #expect(mail.field("Subject")?.contains("1000001") == true)
        #expect(mail.address("Reply-To")?.hasPrefix("support+") == true)
        #expect(mail.field("In-Reply-To") == "<q1@district.example>")
        #expect(mail.field("References")?.contains("<q1@district.example>") == true)
        #expect(mail.field("Auto-Submitted") == "auto-replied")
        #expect(mail.address("Message-ID")?.hasSuffix("@example.org") == true)
        #expect(sent.text.contains("text/plain") && sent.text.contains("text/html"))
        #expect(sent.wireData.split(separator: 10).allSatisfy { $0.count <= 999 })
    }

    @Test(
        "answered by the address alone or by the Message-ID alone, gets a post of the new part only",
        arguments: [true, false])
    func reply(_ byAddress: Bool) throws {
        try dovecot.folder().deliver(SampleMail.question())
        try cycle()
        let acknowledgement = ReadMail(text: try #require(sink.accepted.first).text)
        let replyTo = try #require(acknowledgement.address("Reply-To"))
        let id = try #require(acknowledgement.address("Message-ID"))
        let text = """
            It works again, thank you.

            On Fri, 20 Nov 2026 at 15:04, Campus Support <support@example.org> wrote:
            > We opened case 1000001 for you.
            """
        try dovecot.folder().deliver(
            SampleMail.plain(
                to: byAddress ? replyTo : DeskFixture.address, id: "r1@district.example", subject: "Re: anything",
                text: text,
                headers: byAddress ? "" : "In-Reply-To: <\(id)>\n"))
        try cycle()
        let cases = try desk.cases()
        #expect(cases.count == 1)
        let feed = try #require(cases.first?["feed"] as? [[String: Any]])
        #expect(feed.map { $0["kind"] as? String } == ["post", "post"])
        #expect(feed.last?["text"] as? String == "It works again, thank you.")
        #expect(sink.accepted.count == 1, "nobody is mailed their own post")
    }

    @Test("answered by a colleague, is told to the contact; by another account, waits for a person")
    func otherAuthors() throws {
        try dovecot.folder().deliver(SampleMail.question())
        try cycle()
        let acknowledgement = try #require(sink.accepted.first)
        let replyTo = try #require(ReadMail(text: acknowledgement.text).address("Reply-To"))
        try dovecot.folder().deliver(
            SampleMail.plain(
                from: "raj.patel@district.example", to: replyTo, id: "r2@district.example", text: "Same here."))
        try dovecot.folder().deliver(
            SampleMail.plain(
                from: "maria.garcia@university.example", to: replyTo, id: "r3@university.example", text: "Secret."))
        try cycle()
        let feed = try #require(try desk.cases().first?["feed"] as? [[String: Any]])
        let posts = feed.filter { $0["kind"] as? String == "post" }
        #expect(posts.map { $0["by"] as? String } == ["ann.lee@district.example", "raj.patel@district.example"])
        let note = try #require(feed.last)
        #expect(note["kind"] as? String == "note" && note["visibility"] as? String == "internal")
        #expect((note["text"] as? String)?.contains("was given to somebody else") == true)
        let told = sink.accepted.dropFirst()
        #expect(told.flatMap(\.recipients) == ["ann.lee@district.example"])
        #expect(told.first?.text.contains("Same here.") == true)
        #expect(ReadMail(text: told.first?.text ?? "").field("Auto-Submitted") == "auto-generated")
    }

    @Test("taken in again, is nothing new; delivered again, is a duplicate")
    func again() throws {
        try dovecot.folder().deliver(SampleMail.question())
        try cycle()
        try cycle()
        try dovecot.folder().deliver(SampleMail.question())
        let report = try desk.jsonLines(try desk.succeed("ingest", "--json"))
        try desk.succeed("run-due")
        #expect(report.first?["duplicates"] as? Int == 1)
        #expect(report.first?["opened"] as? Int == 0)
        #expect(try desk.cases().count == 1)
        #expect(sink.accepted.count == 1)
        #expect(dovecot.folder().count == 0)
    }

    @Test("taken in before content keys began with a time, is known again, and all its copies have its key")
    func oldKey() throws {
        try dovecot.folder().deliver(SampleMail.question())
        try cycle()
        try desk.tamper("UPDATE inbound SET content_key = substr(content_key, 9)")
        for _ in 1...2 {
            try dovecot.folder().deliver(SampleMail.question())
            let report = try desk.jsonLines(try desk.succeed("ingest", "--json"))
            #expect(report.first?["duplicates"] as? Int == 1)
        }
        try desk.tamper(
            """
            CREATE TEMP TABLE expected (keys CHECK (keys = 1), lines CHECK (lines = 3), digits CHECK (digits = 64));
            INSERT INTO expected SELECT count(DISTINCT content_key), count(*), max(length(content_key)) FROM inbound;
            """)
    }

    @Test(
        "is held when nothing proves who wrote it; a desk without pages mails nobody",
        arguments: ["ann.lee@district.example", "eve@elsewhere.example"])
    func held(_ author: String) throws {
        try dovecot.folder().deliver(SampleMail.plain(from: author, id: "u1@x", isVerified: false))
        let report = try desk.jsonLines(try desk.succeed("ingest", "--json"))
        try desk.succeed("run-due")
        #expect(report.first?["held"] as? Int == 1)
        #expect(try desk.cases().isEmpty)
        #expect(sink.transactions.isEmpty)
        #expect(dovecot.folder("Casepost/Processed").count == 1)
    }

    @Test("comes in over STARTTLS as well, and from a server without MOVE")
    func otherServer() throws {
        let directory = try TemporaryDirectory()
        var options = DovecotServer.Options()
        options.capabilities = "IMAP4rev1 UIDPLUS"
        let plain = try DovecotServer.start(in: directory, certificates: certificates, options: options)
        let mailbox = DeskFixture.imap(plain, certificates)
            .replacingOccurrences(
                of: "imaps://localhost:\(plain.imapsPort)", with: "imap://localhost:\(plain.imapPort)")
        let desk = try DeskFixture(mailbox: mailbox, smtp: DeskFixture.smtp(sink), in: directory)
        try plain.folder().deliver(SampleMail.question())
        try desk.succeed("ingest")
        #expect(try desk.cases().count == 1)
        #expect(plain.folder().count == 0)
        #expect(plain.folder("Casepost/Processed").count == 1)
    }

    @Test("of any size comes in whole")
    func large() throws {
        let line = String(repeating: "0123456789abcdef", count: 4) + "\n"
        try dovecot.folder().deliver(
            SampleMail.plain(id: "big@district.example", text: String(repeating: line, count: 20_000)))
        try desk.succeed("ingest")
        let description = try #require(try desk.cases().first?["description"] as? String)
        #expect(description.hasPrefix("0123456789abcdef"))
        #expect(dovecot.folder("Casepost/Processed").count == 1)
    }
}
