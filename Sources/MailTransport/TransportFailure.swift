/// A failed exchange with something outside this process.
public struct TransportFailure: Error, Sendable, Equatable {
    /// Whether the same attempt may succeed later (RFC 3463 section 2: classes 4 and 5).
    ///
    /// A permanent failure of a connection says that an administrator must act. It says nothing about the mail that
    /// waits for the connection: such mail is kept and tried again, never returned to its author.
    public enum Persistence: Sendable { case transient, permanent }

    /// What went wrong, as far as callers and advice need to tell it apart.
    public enum Kind: Sendable, Equatable, CaseIterable {
        /// The name does not resolve, or nothing accepts the connection.
        case unreachable
        /// The server's certificate is not the one of this host, expired, or of no authority that is trusted here.
        case certificate
        /// The server cannot or will not encrypt.
        case tlsUnavailable
        /// User name, password or token were refused.
        case badCredentials
        /// The server offers no way to log in that may be used here.
        case loginUnavailable
        /// The server asks to come back later.
        case serverBusy
        /// The folder does not exist, or may not be opened.
        case folderMissing
        /// The connection ended in the middle of something.
        case closed
        /// The server was silent, or slower than the least rate that is accepted.
        case timedOut
        /// The server said something that the protocol does not allow.
        case protocolViolation
        /// A line or a message beyond the limits.
        case tooLarge
        /// The server understood the command and said no.
        case refused
        /// A file of ours could not be written.
        case localFile
        /// The file that holds what to log in with can't be used.
        case noCredentials
        /// The token server gives no more tokens before a person has signed in again.
        case signInNeeded
        /// The token server refuses what the settings say: client, secret, scope or grant.
        case tokenRefused
        /// The token server can't be reached, is in trouble, or its answer is of no use.
        case tokenUnavailable
    }

    /// What went wrong.
    public var kind: Kind
    /// Whether the same attempt may succeed later.
    public var persistence: Persistence
    /// What the operator needs, never shown outside: reply lines, libcurl's own text.
    public var detail: String

    /// Makes a failure whose persistence is the usual one of `kind`, unless it is given.
    public init(_ kind: Kind, persistence: Persistence? = nil, detail: String) {
        self.kind = kind
        self.persistence = persistence ?? kind.usualPersistence
        self.detail = detail
    }

    /// One fixed phrase, safe to show outside: no addresses, paths or secrets.
    public var summary: String { kind.summary }
    /// One sentence for the administrator: what to do now.
    public var advice: String { kind.advice }
}

extension TransportFailure.Kind {
    /// Unsure is transient.
    fileprivate var usualPersistence: TransportFailure.Persistence {
        switch self {
        case .certificate, .tlsUnavailable, .badCredentials, .loginUnavailable, .folderMissing, .refused,
            .noCredentials, .signInNeeded, .tokenRefused:
            .permanent
        case .unreachable, .serverBusy, .closed, .timedOut, .protocolViolation, .tooLarge, .localFile,
            .tokenUnavailable:
            .transient
        }
    }

    fileprivate var summary: String {
        switch self {
        case .unreachable: "the mail server cannot be reached"
        case .certificate: "the mail server's certificate is not trusted"
        case .tlsUnavailable: "the mail server does not offer an encrypted connection"
        case .badCredentials: "the mail server refused the login"
        case .loginUnavailable: "the mail server offers no usable way to log in"
        case .serverBusy: "the mail server asks to try again later"
        case .folderMissing: "the mail folder cannot be opened"
        case .closed: "the mail server closed the connection"
        case .timedOut: "the mail server did not answer in time"
        case .protocolViolation: "the mail server's answer was not understood"
        case .tooLarge: "the mail server sent more than is accepted"
        case .refused: "the mail server refused a command"
        case .localFile: "a file could not be written to disk"
        case .noCredentials: "what to log in with cannot be read"
        case .signInNeeded: "the token server wants a person to sign in again"
        case .tokenRefused: "the token server refuses the settings"
        case .tokenUnavailable: "the token server gave no access token"
        }
    }

    fileprivate var advice: String {
        switch self {
        case .unreachable: "Check host and port in `url`, the network and the firewall; the attempt is repeated."
        case .certificate:
            "Check that the host in `url` is the name in the server's certificate, that the certificate has not "
                + "expired, and that `ca_file` holds the authority that signed it."
        case .tlsUnavailable:
            "Check that `url` fits the port: imaps:// and smtps:// for TLS from the start (993, 465), imap:// and "
                + "smtp:// with STARTTLS (143, 587)."
        case .badCredentials:
            "Check `username` and `password_file` of this mailbox or of [smtp]; with `oauth2`, that who signed in may "
                + "use this mailbox."
        case .loginUnavailable:
            "Check `url` and `starttls`: many servers offer a login only on an encrypted connection or on another "
                + "port, and some only with OAuth 2.0."
        case .serverBusy: "Nothing, if it passes; otherwise ask the server's administrator about limits and load."
        case .folderMissing: "Create the folder on the server, or correct its name in `url` or in the folder settings."
        case .closed, .timedOut:
            "Nothing, if it passes; otherwise look into the server's log and at the network between."
        case .protocolViolation: "Check that host and port in `url` belong to this protocol; report it if they do."
        case .tooLarge: "Raise the size limit, or remove the message that exceeds it from the folder."
        case .refused: "Read the server's reply; it may be about rights, quota or the name of a folder."
        case .localFile: "Check free space and the rights of the folder."
        case .noCredentials: "Do with the file what is said of it."
        case .signInNeeded: "Run casepost oauth sign-in with the name that casepost oauth status shows."
        case .tokenRefused: "Check client_id, client_secret_file, scope and tenant of `oauth2`."
        case .tokenUnavailable:
            "Nothing, if it passes; otherwise look at the network, the proxy and `ca_file` of `oauth2`."
        }
    }
}
