public import Core

/// Where a mail server listens, what it speaks there, and how the connection is protected.
public struct ServerEndpoint: Sendable, Equatable {
    /// The protocol of the server.
    public enum Service: Sendable, Equatable {
        /// RFC 3501 and RFC 9051.
        case imap
        /// RFC 5321 and RFC 6409; `clientName` is what we say in EHLO.
        case smtp(clientName: String)
    }

    /// The protocol of the server.
    public var service: Service
    /// A domain name, or an IPv4 or IPv6 address without brackets; also the name that the certificate must carry.
    public var host: String
    /// The TCP port.
    public var port: UInt16
    /// When encryption begins.
    public var tls: TLSPolicy
    /// A PEM file of the authorities to trust instead of the system's; `nil` for the system's.
    public var caFile: String?

    /// Describes a server.
    public init(_ service: Service, host: String, port: UInt16, tls: TLSPolicy, caFile: String? = nil) {
        self.service = service
        self.host = host
        self.port = port
        self.tls = tls
        self.caFile = caFile
    }

    /// Whether the host is this machine by its spelling: `localhost`, `127.0.0.0/8` or `::1`.
    public var isLoopback: Bool {
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        let isIPv4 = octets.count == 4 && octets.allSatisfy { UInt8($0) != nil }
        return host.lowercased() == "localhost" || host == "::1" || (isIPv4 && octets[0] == "127")
    }
}

/// When encryption begins.
///
/// TLS is 1.2 or later, and the certificate is always checked against the host.
public enum TLSPolicy: Sendable, Equatable {
    /// With the first byte (RFC 8314 section 3).
    case implicit
    /// By the STARTTLS command; a server without it is refused.
    case startTLS
    /// Never; refused unless ``ServerEndpoint/isLoopback``.
    case never
}

/// What to log in with.
public enum Credentials: Sendable, Equatable {
    /// No login: the connection is used as it is after the greeting.
    case none
    /// SASL PLAIN, or LOGIN where the server has nothing else.
    case password(user: String, Secret)
    /// An OAuth 2.0 access token, by OAUTHBEARER (RFC 7628) or XOAUTH2.
    case bearer(user: String, token: Secret)
}
