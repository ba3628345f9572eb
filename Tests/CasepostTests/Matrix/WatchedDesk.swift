import Foundation
import TestSupport
import Testing

/// A desk whose mailbox is a Dovecot behind a proxy that meddles, watched by `serve`.
final class WatchedDesk: Sendable {
    let dovecot: DovecotServer
    let proxy: MeddlingProxy
    let sink: SMTPSink
    let desk: DeskFixture
    let machinePort: UInt16
    private let mailbox: String
    private let smtp: String

    /// `mailbox` and `tables` are further lines of `casepost.toml`.
    init(folder: String = "INBOX", mailbox: String = "", tables: String = "", poll: Int? = nil) throws {
        let directory = try TemporaryDirectory()
        let certificates = try Certificates.make(in: directory)
        dovecot = try DovecotServer.start(in: directory, certificates: certificates)
        proxy = try MeddlingProxy(to: dovecot.imapPort)
        sink = try SMTPSink()
        machinePort = try Loopback.freePort()
        self.mailbox = """
            url = "imap://127.0.0.1:\(proxy.port)/\(folder)"
            starttls = "never"
            username = "\(DeskFixture.address)"
            password_file = "password"
            start = "all"
            \(poll.map { "poll_seconds = \($0)" } ?? "")
            \(mailbox)
            """
        smtp =
            "\(DeskFixture.smtp(sink))\n[survey]\ndelay_minutes = 1000000\n[web]\n"
            + "machine_listen = \"127.0.0.1:\(machinePort)\"\n\(tables)"
        desk = try DeskFixture(mailbox: self.mailbox, smtp: smtp, in: directory)
    }

    /// Gives it another mailbox beside the first, by its lines of `casepost.toml`.
    func add(mailbox other: String) throws { try desk.configure(mailbox: "\(mailbox)\n\(other)", smtp: smtp) }

    /// Runs `serve` while `work` goes on, and ends it as systemd does.
    func serving(_ work: (RunningCommand) async throws -> Void) async throws {
        let gateway = try desk.start("serve")
        #expect(try await came { gateway.stderr.contains("serving") })
        try await work(gateway)
        gateway.signal(SIGTERM)
        let output = gateway.wait()
        #expect(output.status == 0, "\(output.stderr)")
    }

    /// Waits until the worker rests in IDLE.
    func idles() async throws -> Bool { try await came { self.proxy.clientLines.last?.hasSuffix(" IDLE") ?? false } }

    /// Puts a mail into the inbox and waits until its acknowledgement is there.
    func acknowledged(_ id: String) async throws -> Bool {
        let before = sink.accepted.count
        try dovecot.folder().deliver(SampleMail.plain(id: "\(id)@district.example"))
        return try await came { self.sink.accepted.count > before }
    }

    /// Waits long enough for the slowest machine, and for the server's limits of patience.
    func came(_ condition: () throws -> Bool) async throws -> Bool {
        try await eventually(within: .seconds(600), condition)
    }

    /// Does something by another client; `box` is Python's `imaplib.IMAP4`, `mail` the text of a mail.
    func byHand(_ script: String, mail: String = "") throws {
        let frame = """
            import imaplib, sys
            box = imaplib.IMAP4("127.0.0.1", int(sys.argv[1]))
            box.login(sys.argv[2], sys.argv[3])
            mail = sys.stdin.read().replace("\\n", "\\r\\n").encode()
            def check(answer):
                if answer[0] != "OK": sys.exit(repr(answer))
            \(script)
            box.logout()
            """
        try Command.succeed(
            "/usr/bin/python3",
            ["-c", frame, "\(dovecot.imapPort)", DeskFixture.address, DovecotServer.password], input: Array(mail.utf8))
    }

    func ask(_ path: String) async throws -> String {
        try await LoopbackClient(machinePort).exchange("GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    }

    /// How often the log of the gateway says something.
    static func count(_ text: String, in gateway: RunningCommand) -> Int {
        gateway.stderr.components(separatedBy: text).count - 1
    }
}
