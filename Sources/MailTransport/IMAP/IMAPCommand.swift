import Core

/// A command of this client, without its tag (RFC 9051 section 6).
enum IMAPCommand: Sendable {
    case noop
    case capability
    case namespace
    case logout
    /// Has the server tell news as they come, until DONE (RFC 2177).
    case idle
    /// Only for servers without any SASL mechanism that libcurl knows.
    case login(user: String, Secret)
    /// `LIST "" ""`: the delimiter of the server.
    case listDelimiter
    case list(IMAPFolderName)
    case select(IMAPFolderName)
    case create(IMAPFolderName)
    /// The message itself is sent when the server asks for it.
    case append(IMAPFolderName, flags: [String], message: [UInt8])
    case searchMessageID(MessageID)
    case fetchSummaries(from: UInt32)
    case fetchBodies(UIDSet)
    case addFlag(String, UIDSet)
    case move(UIDSet, to: IMAPFolderName)
    case copy(UIDSet, to: IMAPFolderName)
    case expunge
    /// UIDPLUS, RFC 4315.
    case expungeOnly(UIDSet)

    /// The line, without tag and CR LF.
    var line: String {
        switch self {
        case .noop: "NOOP"
        case .capability: "CAPABILITY"
        case .namespace: "NAMESPACE"
        case .logout: "LOGOUT"
        case .idle: "IDLE"
        case .login(let user, let password): "LOGIN \(user.imapQuoted) \(password.reveal().imapQuoted)"
        case .listDelimiter: "LIST \"\" \"\""
        case .list(let folder): "LIST \"\" \(folder.quoted)"
        case .select(let folder): "SELECT \(folder.quoted)"
        case .create(let folder): "CREATE \(folder.quoted)"
        case .append(let folder, let flags, let message):
            "APPEND \(folder.quoted) (\(flags.joined(separator: " "))) {\(message.count)}"
        case .searchMessageID(let id): "UID SEARCH HEADER Message-ID \(id.description.imapQuoted)"
        case .fetchSummaries(let first): "UID FETCH \(first):* (UID RFC822.SIZE INTERNALDATE)"
        case .fetchBodies(let uids): "UID FETCH \(uids) (UID BODY.PEEK[])"
        case .addFlag(let flag, let uids): "UID STORE \(uids) +FLAGS.SILENT (\(flag))"
        case .move(let uids, let folder): "UID MOVE \(uids) \(folder.quoted)"
        case .copy(let uids, let folder): "UID COPY \(uids) \(folder.quoted)"
        case .expunge: "EXPUNGE"
        case .expungeOnly(let uids): "UID EXPUNGE \(uids)"
        }
    }

    /// The name of the command, for error texts: they must not hold arguments, one of which is a password.
    var name: String {
        let words = line.split(separator: " ", maxSplits: 2)
        return words.prefix(words.first == "UID" ? 2 : 1).joined(separator: " ")
    }
}
