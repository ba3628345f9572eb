import Foundation

/// A Postfix of our own on loopback, with its configuration, queue and log in a temporary directory.
///
/// Submission with STARTTLS on one free port, over TLS on another; both want a login, which ``DovecotServer`` checks.
/// It takes and keeps mail for every address, but refuses, at any domain, `gone@` (550 5.1.1), `busy@` (450 4.2.1) and
/// `full@` (452 4.2.2).
public final class PostfixServer: Sendable {
    /// Whether Postfix is installed and may run: it needs root.
    public static var isAvailable: Bool {
        geteuid() == 0 && Command.find("postfix") != nil && DovecotServer.isAvailable
    }

    /// The port for submission, with STARTTLS.
    public let submissionPort: UInt16
    /// The port for submission over TLS.
    public let submissionsPort: UInt16

    private let base: String
    private let directory: TemporaryDirectory
    private let authentication: DovecotServer
    private let process: ServerProcess

    /// Starts it and waits until both ports take connections.
    ///
    /// - Parameters:
    ///   - configuration: further lines for `main.cf`.
    ///   - services: further lines for `master.cf`.
    public static func start(
        in directory: TemporaryDirectory, certificates: Certificates, certificate: Certificates.Kind = .good,
        authentication: DovecotServer, configuration: String = "", services: String = ""
    ) throws -> PostfixServer {
        try retrying {
            try PostfixServer(directory, certificates, certificate, authentication, configuration, services)
        }
    }

    private init(
        _ directory: TemporaryDirectory, _ certificates: Certificates, _ certificate: Certificates.Kind,
        _ authentication: DovecotServer, _ configuration: String, _ services: String
    ) throws {
        self.directory = directory
        self.authentication = authentication
        submissionPort = try Loopback.freePort()
        submissionsPort = try Loopback.freePort()
        let name = "postfix-\(submissionPort)"
        base = try directory.folder(name)
        let files = PostfixConfiguration(
            base: base, submissionPort: submissionPort, submissionsPort: submissionsPort,
            authenticationSocket: authentication.authenticationSocket,
            certificate: certificates.certificate(certificate), key: certificates.key(certificate),
            additions: configuration)
        try directory.write("\(name)/etc/main.cf", files.main)
        try directory.write("\(name)/etc/master.cf", files.master + services)
        let owner = PostfixConfiguration.owner
        chown(try directory.folder("\(name)/mail"), owner, owner)
        if let postfix = getpwnam("postfix") { chown(try directory.folder("\(name)/data"), postfix.pointee.pw_uid, 0) }
        try directory.folder("\(name)/queue")
        // Not `postfix start-fg`: it keeps a shell before the server, and the shell passes no signal on.
        let setting = try Command.succeed("postconf", ["-c", "\(base)/etc", "-h", "daemon_directory"]).stdout
        let daemons = setting.trimmingCharacters(in: .whitespacesAndNewlines)
        try Command.succeed("postfix", ["-c", "\(base)/etc", "check"])
        process = try ServerProcess("\(daemons)/master", ["-c", "\(base)/etc", "-s"], log: "\(base)/output")
        do {
            try process.waitUntilReady(ports: [submissionPort, submissionsPort])
        } catch {
            throw TestSupportFailure("Postfix: \(error)\n\(Self.log(in: base))")
        }
    }

    /// Ends it; so does losing the last reference.
    public func stop() { process.stop() }

    /// Has it try at once what waits in its queue.
    public func flush() throws { try Command.succeed("postqueue", ["-c", "\(base)/etc", "-f"]) }

    /// All mail that was delivered.
    public var mail: MailFolder { MailFolder(path: "\(base)/mail/all") }

    /// The mail that was delivered for an address, as text.
    public func messages(for address: String) throws -> [String] {
        try mail.messages.map { String(decoding: $0, as: UTF8.self) }
            .filter { $0.contains("\nDelivered-To: \(address)\n") }
    }

    /// What Postfix logged.
    public var log: String { Self.log(in: base) }

    private static func log(in base: String) -> String {
        ["output", "log"].map { (try? String(contentsOfFile: "\(base)/\($0)", encoding: .utf8)) ?? "" }.joined()
    }
}
