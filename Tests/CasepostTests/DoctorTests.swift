import Foundation
import TestSupport
import Testing

@Suite(
    "casepost doctor", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"),
    .enabled(if: DNSServer.isAvailable, "needs dnsmasq"), .timeLimit(.minutes(30)), .ownThread)
struct DoctorTests {
    private let directory: TemporaryDirectory
    private let certificates: Certificates
    private let dovecot: DovecotServer
    private let sink: SMTPSink
    private let dns: DNSServer
    private let desk: DeskFixture

    init() throws {
        directory = try TemporaryDirectory()
        certificates = try Certificates.make(in: directory)
        dovecot = try DovecotServer.start(in: directory, certificates: certificates)
        sink = try SMTPSink()
        dns = try DNSServer.start(
            in: directory, txt: ["example.org": "v=spf1 mx -all", "_dmarc.example.org": "v=DMARC1; p=reject"])
        desk = try DeskFixture(
            mailbox: DeskFixture.imap(dovecot, certificates), smtp: DeskFixture.smtp(sink), in: directory)
        try configure()
    }

    private func configure(mailbox: String? = nil, smtp: String? = nil, dns address: String? = nil) throws {
        try desk.configure(
            mailbox: mailbox ?? DeskFixture.imap(dovecot, certificates),
            smtp: (smtp ?? DeskFixture.smtp(sink)) + "\n[dns]\nservers = [\"\(address ?? dns.address)\"]")
    }

    /// What `doctor --json` found, by the names of the checks.
    private func doctor(_ more: String...) throws -> (status: Int32, found: [[String: Any]]) {
        let output = try desk.run(["doctor", "--json"] + more)
        return (output.status, try desk.jsonLines(output.stdout))
    }

    private func checks(_ found: [[String: Any]], _ state: String) -> [String] {
        found.filter { $0["state"] as? String == state }.compactMap { $0["check"] as? String }
    }

    private func replaceSettings(_ old: String, _ new: String) throws {
        let text = try String(contentsOfFile: desk.path("casepost.toml"), encoding: .utf8)
        #expect(text.contains(old))
        try desk.write("casepost.toml", text.replacingOccurrences(of: old, with: new))
    }

    @Test("a healthy desk passes, beside a running gateway too, and nothing is changed")
    func healthy() async throws {
        let before = try doctor()
        #expect(before.status == 0 && checks(before.found, "failed").isEmpty, "\(before.found)")
        #expect(dovecot.folder("Casepost/Processed").count == 0)
        #expect(
            Set(checks(before.found, "ok")).isSuperset(of: [
                "settings", "blob folder", "database", "keys", "templates", "imap login", "imap folder", "imap folders",
                "first contact", "smtp", "dns", "spf", "dmarc", "outbox", "held", "clock",
            ]), "\(before.found)")
        #expect(checks(before.found, "warning").contains("gateway"))
        let gateway = try desk.start("serve")
        #expect(try await eventually { gateway.stderr.contains("serving") })
        let beside = try doctor()
        #expect(beside.status == 0)
        let line = try #require(beside.found.first { $0["check"] as? String == "gateway" })
        #expect(line["state"] as? String == "ok" && "\(line)".contains("process \(gateway.processID)"), "\(line)")
        gateway.signal(SIGTERM)
        #expect(gateway.wait().status == 0)
        let text = try desk.succeed("doctor")
        #expect(text.contains("ok       imap login (support): localhost:") && text.contains("0 failed, "), "\(text)")
        #expect(!text.replacingOccurrences(of: "secret.key", with: "").contains(DovecotServer.password))
    }

    /// One thing that is broken: what to do to the desk, the one check that fails, and what its line must say.
    private struct Fault {
        var check: String
        var words: String
        var breakIt: () throws -> Void
        var mendIt: () throws -> Void = {}
    }

    private func faults() throws -> [Fault] {
        let imap = DeskFixture.imap(dovecot, certificates)
        let closed = try Loopback.freePort()
        let silent = try UnhelpfulDNS()
        let failing = try UnhelpfulDNS(answering: UnhelpfulDNS.serverFailure)
        try desk.write("guess", "guess\n")
        chmod(desk.path("guess"), 0o600)
        return [
            Fault(check: "settings", words: "poll_seconds") { try configure(mailbox: imap + "\npol_seconds = 1") },
            Fault(check: "keys", words: "chmod 600") {
                chmod(desk.path("secret.key"), 0o644)
            } mendIt: {
                chmod(desk.path("secret.key"), 0o600)
            },
            Fault(check: "imap login", words: "password_file") {
                try configure(mailbox: imap.replacingOccurrences(of: "\"password\"", with: "\"guess\""))
            },
            Fault(check: "imap login", words: "chmod 600") {
                chmod(desk.path("password"), 0o644)
            } mendIt: {
                chmod(desk.path("password"), 0o600)
            },
            Fault(check: "imap login", words: "ca_file") {
                let other = certificates.certificate(.selfSigned)
                try configure(mailbox: imap.replacingOccurrences(of: certificates.authority, with: other))
            },
            Fault(check: "imap login", words: "Check host and port in `url`") {
                try configure(mailbox: imap.replacingOccurrences(of: "\(dovecot.imapsPort)", with: "\(closed)"))
            },
            Fault(check: "imap folder", words: "`url`") {
                try configure(mailbox: imap.replacingOccurrences(of: "/INBOX", with: "/Nowhere"))
            },
            Fault(check: "maildir", words: "mkdir -p") { try configure(mailbox: "url = \"maildir:nowhere\"") },
            Fault(check: "smtp", words: "Check host and port in `url`") {
                try configure(smtp: "url = \"smtp://127.0.0.1:\(closed)\"\nstarttls = \"never\"")
            },
            Fault(check: "dns", words: "[dns]") { try configure(dns: silent.address) },
            Fault(check: "dns", words: "[dns]") { try configure(dns: failing.address) },
            Fault(check: "templates", words: "case-post.txt") {
                try FileManager.default.createDirectory(
                    atPath: desk.path("own"), withIntermediateDirectories: true)
                try desk.write("own/case-post.txt", "{{#if")
                try replaceSettings("[site]", "[site]\ntemplates = \"own\"")
            },
            Fault(check: "data folder", words: "mkdir -p") {
                try replaceSettings("sqlite:var/", "sqlite:nowhere/deep/")
            },
        ]
    }

    @Test("whatever is broken fails in its own check, which names the setting or the command")
    func broken() throws {
        for fault in try faults() {
            try configure()
            try fault.breakIt()
            let (status, found) = try doctor()
            try fault.mendIt()
            #expect(status == 1, "\(fault.check)")
            #expect(checks(found, "failed") == [fault.check], "\(fault.check), \(fault.words): \(found)")
            let line = try #require(found.first { $0["state"] as? String == "failed" })
            let said = "\(line["found"] as? String ?? "") \(line["advice"] as? String ?? "")"
            #expect(said.contains(fault.words) && (line["advice"] as? String)?.isEmpty == false, "\(said)")
            #expect(!said.contains("guess\n"))
        }
    }

    @Test("a database that somebody else holds fails as such, and all else is looked at")
    func locked() async throws {
        let holder = try Command.start(
            "/usr/bin/python3",
            [
                "-c",
                """
                import sqlite3, sys, time
                c = sqlite3.connect(sys.argv[1], isolation_level=None)
                c.execute("BEGIN IMMEDIATE")
                print("held", flush=True)
                time.sleep(3600)
                """, desk.path("var/casepost.sqlite"),
            ])
        #expect(try await eventually { holder.stdout.contains("held") })
        let (status, found) = try doctor()
        holder.signal(SIGKILL)
        _ = holder.wait()
        #expect(status == 1 && checks(found, "failed") == ["database"], "\(found)")
        #expect("\(found)".contains("Another process holds the database") && checks(found, "ok").contains("smtp"))
    }

    @Test(
        "more than a hundred messages at first contact fail until somebody says from where; two mailboxes are both told"
    )
    func firstContact() throws {
        for index in 1...101 { try dovecot.folder().deliver(SampleMail.plain(id: "w\(index)@district.example")) }
        let imap = DeskFixture.imap(dovecot, certificates)
        let second = """
            \(imap)
            [[mailbox]]
            name = "sales"
            address = "sales@example.org"
            \(imap.replacingOccurrences(of: "\"password\"", with: "\"guess\""))
            """
        try desk.write("guess", "guess\n")
        chmod(desk.path("guess"), 0o600)
        try configure(mailbox: second)
        let (status, found) = try doctor()
        let failed = found.filter { $0["state"] as? String == "failed" }
        #expect(
            status == 1 && failed.compactMap { $0["check"] as? String } == ["first contact", "imap login"], "\(found)")
        #expect(failed.compactMap { $0["mailbox"] as? String } == ["support", "sales"])
        try configure(mailbox: imap + "\nstart = \"now\"")
        #expect(try doctor().status == 0)
        #expect(dovecot.folder().count == 101, "nothing was touched")
    }
}
