import Foundation
import TestSupport
import Testing

/// What the log of the real program says of a busy day, and what it does not.
@Suite("What is logged", .timeLimit(.minutes(30)), .ownThread)
struct LogTests {
    private static let words = ["Zebrafish", "Quokkas", "Marmalade", "Tangerine", "Periwinkle"]

    private let sink: SMTPSink
    private let directory: TemporaryDirectory
    private let port: UInt16

    init() throws {
        (sink, directory, port) = (try SMTPSink(), try TemporaryDirectory(), try Loopback.freePort())
        for kind in ["cur", "new", "tmp"] { try directory.folder("in/\(kind)") }
    }

    private func desk(_ format: String) throws -> DeskFixture {
        try DeskFixture(
            mailbox: "url = \"maildir:\(directory.appending("in"))\"\nstart = \"all\"\npoll_seconds = 1",
            smtp: """
                \(DeskFixture.smtp(sink))
                bounce_address = "\(DeskFixture.address)"
                [operator]
                address = "ops@example.org"
                free_mb = 1000000
                [web]
                listen = "127.0.0.1:\(port)"
                machine_listen = ""
                [limits]
                cases_per_contact_per_hour = 2
                [log]
                format = "\(format)"
                """, in: directory)
    }

    /// Mails of all kinds, each with words of its own in the subject and in the body.
    private func deliverAll() throws {
        let inbox = MailFolder(path: directory.appending("in"))
        let mails = [
            SampleMail.plain(id: "1@district.example", subject: "Zebrafish", text: "Quokkas everywhere"),
            SampleMail.plain(id: "2@district.example", subject: "Zebrafish two", text: "#priority high\n\nQuokkas"),
            SampleMail.plain(id: "3@district.example", subject: "Zebrafish three", text: "Marmalade"),
            SampleMail.plain(
                from: "eve@nowhere.example", id: "4@nowhere.example", subject: "Tangerine", text: "Marmalade"),
            SampleMail.plain(id: "5@district.example", subject: "Tangerine", text: "Periwinkle", isVerified: false),
            SampleMail.plain(
                from: "maria.garcia@university.example", id: "6@university.example", subject: "Periwinkle",
                text: "Marmalade"),
            SampleMail.plain(
                id: "7@district.example", subject: "Periwinkle", headers: "Auto-Submitted: auto-replied\n"),
            SampleMail.plain(id: "8@district.example", subject: "Zebrafish", text: "#nonsense Quokkas\n#case 99"),
            "Periwinkle without any header section of Zebrafish\n",
        ]
        for mail in mails { try inbox.deliver(mail) }
    }

    @Test(
        "a busy day leaves no address, no subject, no word of a mail and no token",
        arguments: ["text", "json"])
    func busy(_ format: String) async throws {
        let desk = try desk(format)
        sink.on(.rcpt, containing: "maria", .reply("550 5.1.1 <maria.garcia@university.example> unknown"))
        sink.on(.data, times: 1, .reply("451 4.7.1 \"ann lee\"@district.example: greylisted, ann.lee@district.example"))
        try deliverAll()
        let gateway = try desk.start("serve")
        #expect(
            try await eventually {
                gateway.stderr.contains("mail given up") && gateway.stderr.contains("mail deferred")
                    && sink.accepted.contains { $0.text.contains("/confirm/") } && sink.accepted.count > 3
            })
        let tokens = try tokens()
        #expect(tokens.count > 3)
        for path in tokens.map({ "/confirm/\($0)" }) + ["/nowhere/Zebrafish?ann.lee@district.example"] {
            _ = try await LoopbackClient(port).exchange(
                "GET \(path) HTTP/1.1\r\nHost: support.example.org\r\nConnection: close\r\n\r\n")
        }
        gateway.signal(SIGTERM)
        #expect(gateway.wait().status == 0)
        let log = gateway.stderr
        for line in log.split(separator: "\n") where format == "json" {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String] ?? [:]
            #expect(object["time"] != nil && object["level"] != nil && object["message"] != nil, "\(line)")
        }
        let secrets =
            Self.words + tokens + ["@", "ann.lee", "ann lee", "maria.garcia", "eve@", "roster"]
        for secret in secrets { #expect(!log.contains(secret), "\(secret)") }
        for name in ["message taken in", "mail sent", "alert", "outcome", "reason"] {
            #expect(log.contains(name), "\(name): nothing was tested")
        }
    }

    /// All that the mails that went out have in their links and reply addresses.
    private func tokens() throws -> [String] {
        let text = sink.accepted.map(\.text).joined().replacingOccurrences(of: "=\r\n", with: "")
        return text.matches(of: /(?:\/(?:confirm|case|survey)\/|support\+)([a-z2-7]{20,})/).map { String($0.1) }
    }

    @Test("the usual address for machines may be taken: that is a warning, and the desk works on")
    func usualAddress() async throws {
        // Whoever has it, this test or another desk: it is taken.
        let holder = try? Command.start(
            "/usr/bin/python3",
            [
                "-c",
                "import socket, time; s = socket.socket(); s.bind(('127.0.0.1', 9180)); s.listen(); print('held', flush=True); time.sleep(900)",
            ])
        _ = try await eventually(within: .seconds(60)) { holder?.stdout.contains("held") == true }
        let desk = try DeskFixture(
            mailbox: "url = \"maildir:\(directory.appending("in"))\"\nstart = \"all\"\npoll_seconds = 1",
            smtp: DeskFixture.smtp(sink) + "\n[web]\nlisten = \"127.0.0.1:\(port)\"", in: directory)
        let gateway = try desk.start("serve")
        #expect(try await eventually { gateway.stderr.contains("no health and metrics: another program") })
        try MailFolder(path: directory.appending("in")).deliver(SampleMail.plain(id: "1@district.example"))
        #expect(try await eventually { sink.accepted.count == 1 })
        gateway.signal(SIGTERM)
        #expect(gateway.wait().status == 0)
        holder?.signal(SIGKILL)
    }
}
