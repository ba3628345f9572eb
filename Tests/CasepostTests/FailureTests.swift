import Foundation
import TestSupport
import Testing

@Suite("What goes wrong on a Friday", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .ownThread)
struct FailureTests {
    private let directory: TemporaryDirectory
    private let certificates: Certificates
    private let dovecot: DovecotServer
    private let sink: SMTPSink

    init() throws {
        directory = try TemporaryDirectory()
        certificates = try Certificates.make(in: directory)
        dovecot = try DovecotServer.start(in: directory, certificates: certificates)
        sink = try SMTPSink()
    }

    private func desk(_ change: (String) -> String = { $0 }) throws -> DeskFixture {
        try DeskFixture(
            mailbox: change(DeskFixture.imap(dovecot, certificates)), smtp: DeskFixture.smtp(sink), in: directory)
    }

    /// A mistake in the settings of the mailbox, the exit code, and words of the advice.
    @Test(
        "at the mailbox is said in a sentence, and no mail is touched",
        arguments: [
            ("password_file = \"password\"", "password_file = \"wrong\"", 77, "password_file"),
            ("/INBOX", "/Nowhere", 78, "Create the folder"),
            ("ca_file = ", "#", 78, "ca_file"),
            ("localhost", "127.0.0.2", 75, "Check host and port"),
            ("ca_file", "ca_flie", 78, "did you mean \"ca_file\"?"),
            ("imaps://", "imap://", 75, nil),
        ] as [(String, String, Int32, String?)])
    func mailbox(_ right: String, _ wrong: String, _ status: Int32, _ advice: String?) throws {
        let desk = try desk()
        try desk.write("wrong", "guess\n")
        chmod(desk.path("wrong"), 0o600)
        try dovecot.folder().deliver(SampleMail.question())
        let mailbox = DeskFixture.imap(dovecot, certificates).replacingOccurrences(of: right, with: wrong)
        try desk.configure(mailbox: mailbox, smtp: DeskFixture.smtp(sink))
        let output = try desk.run("ingest")
        #expect(output.status == status, "\(output.stderr)")
        #expect(output.stderr.hasPrefix("casepost: "))
        if let advice { #expect(output.stderr.contains(advice), "\(output.stderr)") }
        #expect(!output.stderr.contains("guess") && !output.stderr.contains(DovecotServer.password + "\""))
        #expect(dovecot.folder().count == 1)
        try desk.configure(mailbox: DeskFixture.imap(dovecot, certificates), smtp: DeskFixture.smtp(sink))
        try desk.succeed("ingest")
        #expect(try desk.cases().count == 1)
    }

    @Test("over a hundred messages wait at first contact: nothing is taken in before somebody says what to do")
    func firstContact() throws {
        let desk = try desk()
        for index in 1...101 { try dovecot.folder().deliver(SampleMail.plain(id: "f\(index)@district.example")) }
        let output = try desk.run("ingest")
        #expect(output.status == 78)
        #expect(output.stderr.contains("101 messages wait"))
        #expect(dovecot.folder().count == 101)
        try desk.configure(
            mailbox: DeskFixture.imap(dovecot, certificates, more: "start = \"now\""), smtp: DeskFixture.smtp(sink))
        try desk.succeed("ingest")
        #expect(dovecot.folder().count == 101)
        try dovecot.folder().deliver(SampleMail.plain(id: "new@district.example"))
        try desk.succeed("ingest")
        #expect(try desk.cases().count == 1)
        #expect(dovecot.folder().count == 101)
    }

    @Test("a folder that was made anew, with UIDs from 1 again, is read from its beginning")
    func uidValidity() throws {
        let more = "after = \"seen\""
        let desk = try DeskFixture(
            mailbox: DeskFixture.imap(dovecot, certificates, more: more), smtp: DeskFixture.smtp(sink), in: directory)
        try dovecot.folder().deliver(SampleMail.plain(id: "one@district.example"))
        try desk.succeed("ingest")
        // Dovecot keeps UIDs and UIDVALIDITY in these files; without them the folder counts anew.
        let folder = dovecot.folder().path
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasPrefix("dovecot") {
            try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
        try dovecot.folder().deliver(SampleMail.plain(id: "two@district.example"))
        let report = try #require(try desk.jsonLines(try desk.succeed("ingest", "--json")).first)
        #expect(report["opened"] as? Int == 1)
        #expect(try desk.cases().count == 2)
    }

    @Test(
        "at the outgoing server: refused for now is tried again, refused for good is not, and our own fault keeps all")
    func outgoing() throws {
        let desk = try desk()
        sink.on(.rcpt, containing: "ann.lee", times: 1, .reply("451 4.2.0 later"))
        sink.on(.rcpt, containing: "raj.patel", .reply("550 5.1.1 no such user"))
        sink.on(.rcpt, containing: "maria", times: 1, .drop)
        for from in ["ann.lee@district.example", "raj.patel@district.example", "maria.garcia@university.example"] {
            try dovecot.folder().deliver(SampleMail.plain(from: from, id: "x-\(from)"))
        }
        try desk.succeed("ingest")
        _ = try desk.run("run-due")
        #expect(!sink.accepted.flatMap(\.recipients).contains("ann.lee@district.example"))
        for minutes in [10.0, 60, 600] {
            _ = try desk.run("run-due", "--now", Date().addingTimeInterval(minutes * 60).formatted(.iso8601))
        }
        #expect(
            sink.accepted.flatMap(\.recipients).sorted() == [
                "ann.lee@district.example", "maria.garcia@university.example",
            ])
    }

    @Test("a bad line in a CSV file is named, and nothing of the file is imported")
    func csv() throws {
        let desk = try desk()
        let before = try desk.succeed("contact", "list", "--json")
        let good = try String(contentsOfFile: desk.path("contacts.csv"), encoding: .utf8)
        try desk.write("bad.csv", good + "Lakeside School District,new@district.example,,N,N,authorizedSuport,,,,,\n")
        let output = try desk.run("contact", "import", desk.path("bad.csv"))
        #expect(output.status == 65)
        #expect(output.stderr.contains("bad.csv:5: role"))
        #expect(output.stderr.contains("authorizedSupport"))
        #expect(output.stderr.contains("nothing was imported"))
        #expect(try desk.succeed("contact", "list", "--json") == before)
    }

    @Test(
        "a full disk stops intake, loses nothing, and goes on when there is room",
        .enabled(if: geteuid() == 0, "needs root to mount"))
    func diskFull() throws {
        let desk = try desk()
        let small = try directory.folder("small")
        try Command.succeed("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", small])
        defer { _ = try? Command.run("umount", ["-l", small]) }
        let toml = try String(contentsOfFile: desk.path("casepost.toml"), encoding: .utf8)
        try desk.write(
            "casepost.toml",
            toml.replacingOccurrences(of: "sqlite:var/", with: "sqlite:\(small)/").replacingOccurrences(
                of: "file:var/", with: "file:\(small)/"))
        try desk.succeed("contact", "import", desk.path("contacts.csv"))
        for index in 1...3 {
            let text = String(repeating: "filler \(index)\n", count: 100_000)
            try dovecot.folder().deliver(SampleMail.plain(id: "d\(index)@district.example", text: text))
        }
        let output = try desk.run("ingest")
        #expect(output.status == 75)
        #expect(output.stderr.contains("No space left") || output.stderr.contains("disk is full"), "\(output.stderr)")
        #expect(dovecot.folder().count == 3)
        try Command.succeed("mount", ["-o", "remount,size=64m", small])
        try desk.succeed("ingest")
        #expect(try desk.cases().count == 3)
        #expect(dovecot.folder().count == 0)
    }
}
