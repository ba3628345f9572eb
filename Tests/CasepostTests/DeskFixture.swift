import Foundation
import TestSupport

/// A desk in a folder of its own, worked on by the real program as its users run it.
final class DeskFixture: Sendable {
    static let address = "support@example.org"

    let directory: TemporaryDirectory
    private let binary: String

    /// Makes the folder with its key, its contacts and a `casepost.toml` of these mailbox and smtp lines.
    init(mailbox: String, smtp: String, in directory: TemporaryDirectory? = nil) throws {
        self.directory = try directory ?? TemporaryDirectory()
        binary = try Self.builtBinary()
        try Command.succeed(binary, ["init", self.directory.appending("desk")])
        try configure(mailbox: mailbox, smtp: smtp)
        try write("contacts.csv", Self.contacts)
        try write("password", DovecotServer.password + "\n")
        chmod(path("password"), 0o600)
        try succeed("contact", "import", path("contacts.csv"))
    }

    /// The settings and secrets of a desk in another place, where nothing is kept yet.
    init(settingsOf other: DeskFixture) throws {
        directory = try TemporaryDirectory()
        binary = other.binary
        _ = try directory.folder("desk")
        for name in ["casepost.toml", "secret.key", "password"] {
            try FileManager.default.copyItem(atPath: other.path(name), toPath: path(name))
        }
    }

    deinit {
        let sent = try? MailFolder(path: directory.appending("out")).messages
        sent?.forEach(SentMail.keep)
    }

    /// `smtp` may be followed by further tables.
    ///
    /// News waits for no more of it, unless they say how long it does.
    func configure(mailbox: String, smtp: String, preset: String = "infinite-campus") throws {
        var smtp = smtp
        if !smtp.contains("[notify]") { smtp += "\n[notify]" }
        if !smtp.contains("quiet_seconds") {
            smtp = smtp.replacingOccurrences(of: "[notify]", with: "[notify]\nquiet_seconds = 0")
        }
        try write(
            "casepost.toml",
            """
            [site]
            name = "Campus Support"
            public_url = "https://support.example.org"
            preset = "\(preset)"
            secret_file = "secret.key"

            [store]
            url = "sqlite:var/casepost.sqlite"
            blobs = "file:var/blobs"

            [[mailbox]]
            name = "support"
            address = "\(Self.address)"
            authserv_ids = ["mx.example.org"]
            \(mailbox)

            [smtp]
            from = "Campus Support <\(Self.address)>"
            \(smtp)
            """)
    }

    /// Lines that read that user's folder of a Dovecot.
    static func imap(_ server: DovecotServer, _ certificates: Certificates, more: String = "") -> String {
        """
        url = "imaps://localhost:\(server.imapsPort)/INBOX"
        username = "\(address)"
        password_file = "password"
        ca_file = "\(certificates.authority)"
        \(more)
        """
    }

    /// Lines that send to a server without encryption on loopback.
    static func smtp(_ sink: SMTPSink) -> String {
        """
        url = "smtp://127.0.0.1:\(sink.port)"
        starttls = "never"
        """
    }

    func path(_ name: String) -> String { directory.appending("desk/\(name)") }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    }

    /// Runs a command of the program on this desk.
    func run(_ arguments: String..., input: String = "", failpoint: String? = nil) throws -> Command.Output {
        try run(arguments, input: input, failpoint: failpoint)
    }

    /// Runs a command of the program on this desk.
    func run(_ arguments: [String], input: String = "", failpoint: String? = nil) throws -> Command.Output {
        try Command.run(binary, arguments, input: Array(input.utf8), environment: environment(failpoint))
    }

    /// Runs a command that must succeed, and gives what it printed.
    @discardableResult
    func succeed(_ arguments: String...) throws -> String {
        try Command.succeed(binary, arguments, environment: environment(nil)).stdout
    }

    /// Starts a command that goes on.
    func start(
        _ arguments: String..., input: String = "", environment more: [String: String] = [:]
    ) throws -> RunningCommand {
        let environment = environment(nil).merging(more) { _, new in new }
        return try Command.start(binary, arguments, input: Array(input.utf8), environment: environment)
    }

    /// Runs SQL on its database as somebody does who may write to the file.
    func tamper(_ sql: String) throws {
        try Command.succeed(
            "/usr/bin/python3",
            [
                "-c", "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.commit()",
                path("var/casepost.sqlite"), sql,
            ])
    }

    /// All cases, as JSON objects with their feeds.
    func cases() throws -> [[String: Any]] {
        try jsonLines(succeed("case", "list", "--json")).map { line in
            let number = line["number"] as? String ?? ""
            return try jsonLines(succeed("case", "show", number, "--json")).first ?? [:]
        }
    }

    func jsonLines(_ text: String) throws -> [[String: Any]] {
        try text.split(separator: "\n").compactMap {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
    }

    private func environment(_ failpoint: String?) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment
        environment["CASEPOST_CONFIG"] = path("casepost.toml")
        environment["CASEPOST_FAILPOINT"] = failpoint
        return environment
    }

    /// The program stands beside the tests.
    static func builtBinary() throws -> String {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let beside = URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("casepost").path
        if FileManager.default.isExecutableFile(atPath: beside) { return beside }
        // The test runner is a program of its own; what it runs is in the arguments.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? ""
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("casepost").path
    }

    private static let contacts = """
        account,email,aliases,first_name,last_name,role,title,primary_phone,secondary_phone,areas,default_account
        Lakeside School District,ann.lee@district.example,,Ann,Lee,authorizedSupport,,,,SIS,true
        Lakeside School District,raj.patel@district.example,,Raj,Patel,authorizedTechnical,,,,,true
        Northfield University,maria.garcia@university.example,,María,García,authorizedSupport,,,,,true

        """
}
