public import FoundationEssentials

/// What is known of a login with tokens beyond the life of a process; it holds no secrets.
public struct OAuthRecord: Codable, Sendable, Equatable {
    /// Why no access token could be had.
    public enum Trouble: String, Codable, Sendable, CaseIterable {
        /// Nobody has signed in, or the server wants it done again.
        case signIn = "sign-in"
        /// The server refuses the client, its secret, the scope or the grant; or the secret can't be read.
        case settings
        /// The server can't be reached or is in trouble.
        case server
        /// A refresh token can't be written to its file.
        case file
    }

    /// When an access token was last obtained.
    public var lastSuccess: Date?
    /// When somebody last signed in.
    public var signedIn: Date?
    /// When the refresh token ends, where the server said so.
    public var refreshTokenEnds: Date?
    /// Why none could be had the last time.
    public var trouble: Trouble?
    /// Since when.
    public var troubleSince: Date?
    /// What was said about it.
    public var detail: String?

    /// Nothing is known.
    public init() {}

    /// An access token was obtained.
    mutating func succeeded(_ grant: TokenGrant, at date: Date) {
        lastSuccess = date
        if let seconds = grant.refreshLifetime {
            refreshTokenEnds = date.addingTimeInterval(Double(seconds))
        } else if grant.refreshToken != nil {
            refreshTokenEnds = nil
        }
        (trouble, troubleSince, detail) = (nil, nil, nil)
    }

    /// None could be had; whether that is news.
    mutating func failed(_ trouble: Trouble, _ detail: String, at date: Date) -> Bool {
        guard trouble != self.trouble else { return false }
        (self.trouble, self.detail) = (trouble, detail)
        troubleSince = date
        return true
    }
}

extension OAuthRecord.Trouble {
    /// What a failure amounts to.
    init(_ failure: TransportFailure) {
        self =
            switch failure.kind {
            case .signInNeeded: .signIn
            case .tokenRefused, .noCredentials: .settings
            case .localFile: .file
            case .unreachable, .certificate, .tlsUnavailable, .badCredentials, .loginUnavailable, .serverBusy,
                .folderMissing, .closed, .timedOut, .protocolViolation, .tooLarge, .refused, .tokenUnavailable:
                .server
            }
    }
}
