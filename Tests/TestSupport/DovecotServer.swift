import Foundation
import Synchronization

/// A Dovecot of our own on loopback, with its configuration, users and mail in a temporary directory.
///
/// IMAP with STARTTLS on one free port, IMAP over TLS on another; every user's password is ``password``. Runs as root,
/// with mail owned by an id of no one, and as an ordinary user.
public final class DovecotServer: Sendable {
    /// What a test may want to be different.
    public struct Options: Sendable {
        /// The certificate that the server shows.
        public var certificate = Certificates.Kind.good
        /// Who can log in.
        public var users = ["support@example.org", "ann", "raj"]
        /// The capabilities told after login, such as `"IMAP4rev1 UIDPLUS"`; `nil` for Dovecot's own.
        public var capabilities: String?
        /// Further lines of configuration.
        public var configuration = ""

        /// Dovecot as it comes.
        public init() {}
    }

    /// Every user's password.
    public static let password = "secret"

    /// Whether Dovecot with IMAP is installed.
    public static var isAvailable: Bool {
        Command.find("dovecot") != nil && access("/usr/lib/dovecot/imap-login", F_OK) == 0 && Certificates.isAvailable
    }

    /// The port for IMAP, with STARTTLS.
    public let imapPort: UInt16
    /// The port for IMAP over TLS.
    public let imapsPort: UInt16
    /// Where another server asks whether a password is right; see ``PostfixServer``.
    let authenticationSocket: String

    /// Root's Dovecot refuses to touch mail of root, so it goes to an id that nobody has.
    private static let owner: uid_t? = geteuid() == 0 ? 5_000 : nil

    private let directory: TemporaryDirectory
    private let process: Mutex<ServerProcess>

    /// Starts it and waits until both ports take connections.
    public static func start(
        in directory: TemporaryDirectory, certificates: Certificates, options: Options = Options()
    ) throws -> DovecotServer {
        try retrying { try DovecotServer(directory, certificates, options) }
    }

    private init(_ directory: TemporaryDirectory, _ certificates: Certificates, _ options: Options) throws {
        self.directory = directory
        imapPort = try Loopback.freePort()
        imapsPort = try Loopback.freePort()
        let name = "dovecot-\(imapPort)"
        authenticationSocket = directory.appending("\(name)/authentication")
        let base = try directory.folder(name)
        let configuration = DovecotConfiguration(
            base: base, imapPort: imapPort, imapsPort: imapsPort, authenticationSocket: authenticationSocket,
            certificate: certificates.certificate(options.certificate), key: certificates.key(options.certificate),
            options: options)
        let file = try directory.write("\(name)/dovecot.conf", configuration.text)
        let mail = try directory.folder("mail")
        try directory.write("\(name)/users", configuration.passwords(mail: mail, owner: Self.owner ?? geteuid()))
        for user in options.users {
            let home = try directory.folder("mail/\(user)")
            if let owner = Self.owner { chown(home, owner, owner) }
        }
        process = Mutex(try Self.start(file, ports: [imapPort, imapsPort], in: base))
    }

    private static func start(_ file: String, ports: [UInt16], in base: String) throws -> ServerProcess {
        let process = try ServerProcess("dovecot", ["-F", "-c", file], log: "\(base)/output")
        do {
            try process.waitUntilReady(ports: ports)
        } catch {
            throw TestSupportFailure("Dovecot: \(error)\n\(log(in: base))")
        }
        return process
    }

    /// Ends it; so does losing the last reference.
    public func stop() { process.withLock { $0.stop() } }

    /// Starts it once more after it was stopped, on the same ports, with the same mail.
    public func startAgain() throws {
        let base = directory.appending("dovecot-\(imapPort)")
        try process.withLock {
            $0 = try Self.start("\(base)/dovecot.conf", ports: [imapPort, imapsPort], in: base)
        }
    }

    /// Gives all users another password instead of the one that they have.
    public func change(password: String, to new: String) throws {
        let file = directory.appending("dovecot-\(imapPort)/users")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try text.replacingOccurrences(of: "{PLAIN}\(password):", with: "{PLAIN}\(new):").write(
            toFile: file, atomically: true, encoding: .utf8)
    }

    /// What Dovecot logged.
    public var log: String { Self.log(in: directory.appending("dovecot-\(imapPort)")) }

    /// A folder of a user, named as IMAP names it, with `/` between the levels.
    public func folder(_ name: String = "INBOX", of user: String = "support@example.org") -> MailFolder {
        let inbox = directory.appending("mail/\(user)/Maildir")
        guard name.uppercased() != "INBOX" else { return MailFolder(path: inbox, owner: Self.owner) }
        // Maildir++ keeps every folder beside the others, under a name with dots.
        let flat = name.replacingOccurrences(of: "/", with: ".")
        return MailFolder(path: "\(inbox)/.\(flat)", owner: Self.owner)
    }

    private static func log(in base: String) -> String {
        ["output", "log"].map { (try? String(contentsOfFile: "\(base)/\($0)", encoding: .utf8)) ?? "" }.joined()
    }
}

/// Tries again, with other ports, when a server could not start because somebody took its port in between.
func retrying<Server>(_ start: () throws -> Server) throws -> Server {
    for _ in 0..<2 {
        do {
            return try start()
        } catch let failure as TestSupportFailure where failure.description.contains("already in use") {
            continue
        }
    }
    return try start()
}
