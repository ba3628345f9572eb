import Foundation
import TestSupport
import Testing

/// What `doctor --send-test` found of its mail.
private func loopTest(_ desk: DeskFixture, _ output: String) throws -> [String: Any] {
    try #require(try desk.jsonLines(output).first { $0["check"] as? String == "loop test" }, "\(output)")
}

@Suite("casepost doctor --send-test", .timeLimit(.minutes(30)), .ownThread)
struct LoopTestTests {
    private let directory: TemporaryDirectory
    private let sink: SMTPSink

    init() throws {
        directory = try TemporaryDirectory()
        sink = try SMTPSink()
    }

    private func desk(_ mailbox: String) throws -> DeskFixture {
        // Nothing answers there, and at once: these tests are not about the DNS.
        let smtp = DeskFixture.smtp(sink) + "\n[dns]\nservers = [\"127.0.0.1:9\"]"
        return try DeskFixture(mailbox: mailbox, smtp: smtp, in: directory)
    }

    @Test(
        "a gateway that takes the mail first knows it: no case, no answer, one line in the ledger that says what it is")
    func takenIn() async throws {
        let desk = try desk("url = \"pipe:\"")
        let doctor = try desk.start("doctor", "--json", "--send-test", "--wait", "600")
        #expect(try await eventually { sink.accepted.count == 1 })
        let mail = try #require(sink.accepted.first)
        #expect(mail.recipients == ["support+test@example.org"], "where answers go")
        #expect(try desk.run("deliver", "--mailbox", "support", input: mail.text).status == 0)
        let line = try loopTest(desk, doctor.wait().stdout)
        #expect(line["state"] as? String == "ok" && "\(line)".contains("taken in by the gateway"), "\(line)")
        #expect(try desk.cases().isEmpty && desk.jsonLines(desk.succeed("held", "list", "--json")).isEmpty)
        #expect(try desk.succeed("run-due").contains("0 sent") || sink.accepted.count == 1)
        let explained = try desk.run("explain", "-", input: mail.text).stdout
        #expect(explained.contains("test"), "\(explained)")
    }

    @Test("one that only claims to be a test is mail like any other")
    func forged() throws {
        let desk = try desk("url = \"pipe:\"")
        let token = String(repeating: "a", count: 39)
        let mail = SampleMail.plain(id: "casepost-test.\(token)@example.org")
        #expect(try desk.run("deliver", "--mailbox", "support", input: mail).status == 0)
        #expect(try desk.cases().count == 1)
    }

    @Test("from a Maildir it is removed, and what lies beside it is not touched")
    func maildir() async throws {
        let inbox = MailFolder(path: directory.appending("in"))
        try inbox.deliver(SampleMail.plain(id: "other@district.example"))
        let desk = try desk("url = \"maildir:\(inbox.path)\"")
        let doctor = try desk.start("doctor", "--json", "--send-test", "--wait", "600")
        #expect(try await eventually { sink.accepted.count == 1 })
        try inbox.deliver(try #require(sink.accepted.first).text)
        let line = try loopTest(desk, doctor.wait().stdout)
        #expect(line["state"] as? String == "ok" && "\(line)".contains("and removed"), "\(line)")
        #expect(inbox.count == 1)
    }

    @Test("one that never comes back, that is refused, or that goes into a folder, says what to look at")
    func lost() throws {
        let desk = try desk("url = \"pipe:\"")
        let lost = try desk.run("doctor", "--json", "--send-test", "--wait", "1")
        let line = try loopTest(desk, lost.stdout)
        #expect(lost.status == 1 && line["state"] as? String == "failed")
        #expect("\(line)".contains("recipient_delimiter = +") && "\(line)".contains("casepost-test."), "\(line)")
        sink.on(.mail, .reply("550 5.7.1 not your address"))
        let refused = try loopTest(desk, desk.run("doctor", "--json", "--send-test", "--wait", "1").stdout)
        #expect("\(refused)".contains("not your address") && "\(refused)".contains("from under [smtp]"), "\(refused)")
        try desk.configure(mailbox: "url = \"pipe:\"", smtp: "url = \"maildir:\(directory.appending("out"))\"")
        let folder = try loopTest(desk, desk.run("doctor", "--json", "--send-test", "--wait", "1").stdout)
        #expect("\(folder)".contains("set url under [smtp]"), "\(folder)")
        #expect(try desk.run("doctor", "--mailbox", "support").status == 64)
        #expect(try desk.run("doctor", "--send-test", "--mailbox", "suport").status == 64)
    }
}

@Suite(
    "A test mail through real servers", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"),
    .enabled(if: PostfixServer.isAvailable, "needs Postfix, and root"), .timeLimit(.minutes(30)), .ownThread)
struct RealLoopTests {
    private let dovecot: DovecotServer
    private let postfix: PostfixServer
    private let desk: DeskFixture

    init() throws {
        let directory = try TemporaryDirectory()
        let certificates = try Certificates.make(in: directory)
        dovecot = try DovecotServer.start(in: directory, certificates: certificates)
        // Whatever it is for, it comes to the one mailbox that Dovecot shows.
        postfix = try PostfixServer.start(
            in: directory, certificates: certificates, authentication: dovecot,
            configuration: """
                virtual_mailbox_base = \(directory.appending("mail"))
                virtual_mailbox_maps = static:\(DeskFixture.address)/Maildir/
                """)
        let smtp = """
            url = "smtp://localhost:\(postfix.submissionPort)"
            username = "\(DeskFixture.address)"
            password_file = "password"
            ca_file = "\(certificates.authority)"
            [dns]
            servers = ["127.0.0.1:9"]
            """
        desk = try DeskFixture(
            mailbox: DeskFixture.imap(dovecot, certificates, more: "poll_seconds = 1"), smtp: smtp, in: directory)
    }

    @Test("it comes back and lies nowhere afterwards, whether a gateway runs or not", arguments: [false, true])
    func comesBack(_ isServing: Bool) async throws {
        try dovecot.folder("Sent").deliver(SampleMail.plain(id: "kept@district.example"))
        let gateway = isServing ? try desk.start("serve") : nil
        if let gateway { #expect(try await eventually { gateway.stderr.contains("serving") }) }
        let output = try desk.run("doctor", "--json", "--send-test", "--wait", "600")
        let line = try loopTest(desk, output.stdout)
        #expect(line["state"] as? String == "ok", "\(line)\n\(postfix.log)")
        let words = try #require(line["found"] as? String)
        let form = /sent in \d+\.\d\d s, back in \d+\.\d\d s.*, and removed/
        #expect(words.wholeMatch(of: form) != nil, "\(words)")
        gateway?.signal(SIGTERM)
        if let gateway { #expect(gateway.wait().status == 0) }
        #expect(dovecot.folder().count == 0 && dovecot.folder("Casepost/Processed").count == 0)
        #expect(dovecot.folder("Sent").count == 1)
        #expect(try desk.cases().isEmpty && desk.jsonLines(desk.succeed("held", "list", "--json")).isEmpty)
    }
}
