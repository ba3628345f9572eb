internal import Core
internal import FoundationEssentials
internal import MailIngest
internal import MailTransport
internal import Store

#if canImport(Glibc)
    internal import Glibc
#endif

/// Looks at one mailbox as the gateway would use it; makes, moves and marks nothing.
struct MailboxExamination: Sendable {
    let mailbox: Settings.Mailbox
    /// Where it stands how far the mailbox was read, if there is a database.
    let database: DeskDatabase?
    let logins: Logins

    private var name: String { mailbox.configuration.name }

    func run() async -> [Diagnosis] {
        switch mailbox.source {
        case .imap(let endpoint, let login, let folder): return await look(at: endpoint, login, folder)
        case .maildir(let path):
            do {
                let facts = try await OwnThread.run { MaildirFacts(of: path) }
                return [.maildir(facts, path, of: name)]
            } catch { return Diagnosis.failed("maildir", of: name, because: error) }
        case .pipe:
            return [.ok("pipe", of: name, "the mail server runs casepost deliver --mailbox \(name)")]
        }
    }

    private func look(at endpoint: ServerEndpoint, _ login: Login?, _ folder: String) async -> [Diagnosis] {
        let session: IMAPSession
        do {
            session = try await IMAPSession.opened(endpoint, as: try logins.source(login))
        } catch { return Diagnosis.failed("imap login", of: name, because: error) }
        let found = await look(at: folder, session)
        let place = "\(endpoint.host):\(endpoint.port)"
        let protection = endpoint.tls == .never ? "without TLS, on this machine" : "its certificate is trusted"
        await session.logout()
        return [.ok("imap login", of: name, "\(place) takes \(login?.username ?? "everybody"), \(protection)")] + found
    }

    private func look(at folder: String, _ session: IMAPSession) async -> [Diagnosis] {
        let configuration = mailbox.configuration
        do {
            var isKnown = false
            if let database { isKnown = try await database.read { [name] in try $0.cursor(of: name) != nil } }
            var facts = MailboxFacts(
                capabilities: await session.capabilities, folder: folder, waiting: 0, isKnown: isKnown)
            let needed =
                (configuration.disposal == .move ? [configuration.processedFolder] : [])
                + [configuration.quarantineFolder]
            for one in needed where try await !session.has(one) { facts.missing.append(one) }
            let selected = try await session.select(folder)
            (facts.waiting, facts.isReadOnly) = (selected.exists, selected.isReadOnly)
            return Diagnosis.mailbox(facts, mailbox)
        } catch { return Diagnosis.failed("imap folder", of: name, because: error) }
    }
}

/// What is known of the folders of a Maildir.
struct MaildirFacts: Sendable, Equatable {
    /// Which of `new`, `cur` and `tmp` are not there.
    var missing: [String]
    /// Which can't be read and written.
    var closed: [String]
    /// Whether a message can be moved from one to the other in one step.
    var isOneFileSystem: Bool

    /// Looks; blocks its thread.
    init(of path: String) {
        var devices: Set<UInt64> = []
        (missing, closed) = ([], [])
        for folder in ["new", "cur", "tmp"] {
            var status = stat()
            guard stat("\(path)/\(folder)", &status) == 0 else {
                missing.append(folder)
                continue
            }
            devices.insert(UInt64(status.st_dev))
            if access("\(path)/\(folder)", R_OK | W_OK | X_OK) != 0 { closed.append(folder) }
        }
        isOneFileSystem = devices.count <= 1
    }

    init(missing: [String] = [], closed: [String] = [], isOneFileSystem: Bool = true) {
        self.missing = missing
        self.closed = closed
        self.isOneFileSystem = isOneFileSystem
    }
}

extension Diagnosis {
    /// A mailbox that is a Maildir.
    static func maildir(_ facts: MaildirFacts, _ path: String, of name: String) -> Diagnosis {
        if !facts.missing.isEmpty {
            return .failed(
                "maildir", of: name, "\(path) has no \(facts.missing.joined(separator: ", "))",
                "correct url under [[mailbox]], or make it: mkdir -p \(path)/{new,cur,tmp}")
        }
        if !facts.closed.isEmpty {
            return .failed(
                "maildir", of: name, "\(facts.closed.joined(separator: ", ")) in \(path) can't be read and written",
                "let the user that runs casepost do both (chown, chmod)")
        }
        guard facts.isOneFileSystem else {
            return .failed(
                "maildir", of: name, "new, cur and tmp in \(path) lie on different file systems",
                "put them on one: a message is moved by its name")
        }
        return .ok("maildir", of: name, path)
    }
}
