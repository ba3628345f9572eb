/// What this desk is to a token server, as an administrator registered it there (RFC 6749 section 2).
public struct OAuthClient: Sendable, Equatable {
    /// How access tokens are obtained from day to day.
    public enum Grant: Sendable, Equatable {
        /// With the refresh token that somebody's sign-in left (RFC 6749 section 6).
        case refreshToken
        /// With nothing but the client's own secret (section 4.4).
        case clientCredentials
    }

    /// Where the client's id and secret stand in a request (section 2.3.1).
    public enum Authentication: String, Sendable, CaseIterable {
        /// Among the parameters.
        case body
        /// In the Authorization field.
        case basic
    }

    /// The name by which commands know the login.
    public var name: String
    /// Where tokens are asked for.
    public var tokenURL: TokenServerURL
    /// The client's id.
    public var id: String
    /// What is asked for, words with spaces between; empty for what the server thinks fit.
    public var scope: String
    /// How access tokens are obtained.
    public var grant: Grant
    /// Where id and secret stand.
    public var authentication: Authentication
    /// A PEM file of the authorities to trust instead of the system's; `nil` for the system's.
    public var caFile: String?

    /// A client from its parts.
    public init(
        name: String, tokenURL: TokenServerURL, id: String, scope: String, grant: Grant,
        authentication: Authentication = .body, caFile: String? = nil
    ) {
        self.name = name
        self.tokenURL = tokenURL
        self.id = id
        self.scope = scope
        self.grant = grant
        self.authentication = authentication
        self.caFile = caFile
    }

    /// What the operator types to sign in again.
    public var signInCommand: String { "casepost oauth sign-in \(name)" }
}
