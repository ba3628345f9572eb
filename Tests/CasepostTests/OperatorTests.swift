import Foundation
import TestSupport
import Testing

/// What the operator of the real program is told by mail.
@Suite("The operator", .timeLimit(.minutes(30)), .ownThread)
struct OperatorTests {
    private let sink: SMTPSink
    private let directory: TemporaryDirectory

    init() throws {
        (sink, directory) = (try SMTPSink(), try TemporaryDirectory())
        for kind in ["cur", "new", "tmp"] { try directory.folder("in/\(kind)") }
    }

    private func desk(mailbox: String? = nil, operators: String = "") throws -> DeskFixture {
        try DeskFixture(
            mailbox: mailbox ?? "url = \"maildir:\(directory.appending("in"))\"\nstart = \"all\"\npoll_seconds = 1",
            smtp: Self.smtp(sink, operators), in: directory)
    }

    private static func smtp(_ sink: SMTPSink, _ operators: String) -> String {
        DeskFixture.smtp(sink) + "\n[operator]\naddress = \"ops@example.org\"\n\(operators)"
    }

    private func subjects(to address: String = "ops@example.org") -> [String] {
        sink.accepted.filter { $0.text.contains("To: \(address)") || $0.text.contains("<\(address)>") }
            .compactMap { ReadMail(text: $0.text).field("Subject") }
    }

    private func serving(_ desk: DeskFixture, _ work: (RunningCommand) async throws -> Void) async throws {
        let gateway = try desk.start("serve")
        try await work(gateway)
        gateway.signal(SIGTERM)
        #expect(gateway.wait().status == 0)
    }

    @Test(
        "the first refusal of a login is an alert at once, which is told once, also after a restart",
        .enabled(if: DovecotServer.isAvailable, "needs Dovecot"))
    func refusedLogin() async throws {
        let certificates = try Certificates.make(in: directory)
        let dovecot = try DovecotServer.start(in: directory, certificates: certificates)
        let mailbox = DeskFixture.imap(dovecot, certificates, more: "poll_seconds = 1")
        let desk = try desk(mailbox: mailbox, operators: "digest = \"off\"")
        try desk.write("password", "wrong\n")
        try await serving(desk) { gateway in
            // In a closure, what a macro holds does not make it throw.
            let hasCome = try await eventually { !subjects().isEmpty }
            #expect(hasCome)
            #expect(gateway.stderr.contains("alert=worker mailbox support: login"))
        }
        let first = try #require(subjects().first)
        #expect(first == "Alert: mailbox support: the mail server refused the login")
        // A second thing that is wrong: its mail has nothing of the first, though that stands.
        try desk.configure(
            mailbox: mailbox, smtp: Self.smtp(sink, "digest = \"off\"\nfree_mb = 1000000"))
        try await serving(desk) { _ in _ = try await eventually { subjects().count > 1 } }
        #expect(subjects().count == 2 && subjects().last?.hasPrefix("Alert: only ") == true, "\(subjects())")
    }

    @Test("what has failed for its time is told, and one mail tells of several things; the budget holds the rest back")
    func budget() async throws {
        let desk = try desk(operators: "digest = \"off\"\nalerts_per_hour = 1\nfree_mb = 1000000")
        let time = Date(timeIntervalSince1970: 1_795_187_040)
        func due(_ minute: Double) throws -> String {
            try desk.succeed("run-due", "--now", time.addingTimeInterval(minute * 60).formatted(.iso8601))
        }
        #expect(try due(0).contains("operator: 1 mails"))
        #expect(subjects().count == 1 && subjects()[0].hasPrefix("Alert: only "))
        let stranger = SampleMail.plain(from: "eve@nowhere.example", id: "e@nowhere.example", isVerified: false)
        try MailFolder(path: directory.appending("in")).deliver(stranger)
        try desk.succeed("ingest", "--now", time.formatted(.iso8601))
        // A day later a message is held for too long; the mail before is more than an hour ago.
        #expect(try due(1_441).contains("operator: 1 mails"))
        #expect(subjects().count == 2 && subjects()[1] == "Alert: 2 alerts")
        let last = try #require(sink.accepted.last?.text)
        #expect(last.contains("STILL SO") && last.contains("casepost held list"))
        for word in ["eve@", "nowhere", "A question", "roster"] { #expect(!last.contains(word), "\(word)") }
        #expect(try !due(1_442).contains("operator:"))
    }

    @Test("the digest comes once a working day, tells what came and waits, and has no word of any message")
    func digest() async throws {
        let desk = try desk(operators: "digest = \"daily 07:00\"\nfree_mb = 0")
        try MailFolder(path: directory.appending("in")).deliver(SampleMail.plain(id: "1@district.example"))
        try desk.succeed("ingest", "--now", "2026-11-20T15:00:00Z")
        try desk.succeed("run-due", "--now", "2026-11-20T15:01:00Z")
        #expect(subjects() == ["How the desk is: all is well"])
        let text = try #require(sink.accepted.map(\.text).first { $0.contains("How the desk is") })
        for words in ["Messages: 1: 1 opened", "Cases: 1 opened, 0 closed", "Audit log:", "casepost doctor"] {
            #expect(text.contains(words), "\(words)")
        }
        for word in ["ann.lee", "district", "roster", "A question"] { #expect(!text.contains(word), "\(word)") }
        try desk.succeed("run-due", "--now", "2026-11-21T20:00:00Z")
        #expect(subjects().count == 1, "Saturday is no working day")
        try desk.succeed("run-due", "--now", "2026-11-23T20:00:00Z")
        #expect(subjects().count == 2)
    }

    @Test("an outgoing server that refuses us is in the log at once, and waits in the outbox for better times")
    func refusedSending() async throws {
        let desk = try desk(operators: "digest = \"off\"")
        sink.on(.mail, .reply("530 5.7.0 <support@example.org> must log in"))
        try MailFolder(path: directory.appending("in")).deliver(SampleMail.plain(id: "1@district.example"))
        try await serving(desk) { gateway in
            let isTold = try await eventually { gateway.stderr.contains("alert=outbox: refused") }
            #expect(isTold)
            #expect(!gateway.stderr.contains("support@example.org"))
        }
        #expect(try desk.succeed("outbox", "list").contains("operator-alert"))
        sink.behave()
        try desk.succeed("run-due", "--now", Date().addingTimeInterval(7_200).formatted(.iso8601))
        let told = subjects()
        #expect(
            told.contains { $0.replacingOccurrences(of: "_", with: " ").contains("the outgoing server takes nothing") },
            "\(told)")
    }

    @Test("an address that takes no mail is given up like any other, and nobody is told of that")
    func bouncing() async throws {
        let desk = try desk(operators: "digest = \"off\"\nfree_mb = 1000000")
        sink.on(.rcpt, containing: "ops@", .reply("550 5.1.1 no such user"))
        try desk.succeed("run-due", "--now", "2026-11-20T15:00:00Z")
        #expect(try desk.succeed("outbox", "list", "--state", "failed").contains("operator-alert"))
        let later = try desk.succeed("run-due", "--now", "2026-11-20T17:00:00Z")
        #expect(!later.contains("operator:"), "the disk was told of, if in vain")
    }
}
