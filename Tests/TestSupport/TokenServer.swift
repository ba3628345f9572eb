import Foundation
import Synchronization

/// A token server on loopback (RFC 6749, RFC 8628) that rotates refresh tokens, and can be told to misbehave.
///
/// Plain HTTP, one thread a connection. Tokens are opaque; a Dovecot asks about them by ``dovecotConfiguration(in:mechanisms:)``.
public final class TokenServer: Sendable {
    /// What it does instead of what was asked.
    public enum Reaction: Sendable {
        /// Answers with this status and body.
        case reply(Int, String, fields: String = "")
        /// Does what was asked, keeps the effect and closes without a word.
        case hangUp
        /// Says nothing until the client goes.
        case hang
    }

    /// The port that it listens on.
    public let port: UInt16
    /// The client that it knows.
    public static let clientID = "desk"
    /// That client's secret.
    public static let clientSecret = "s3cret&of the+desk"

    private let listener: Int32
    private let state: Mutex<State>

    struct State {
        var user: String
        var lifetime: Int
        var rotates = true
        var refreshToken: String?
        var refreshLifetime: Int?
        var accessTokens: [String: Date] = [:]
        var requests: [[String: String]] = []
        var rules: [(path: String, left: Int, reaction: Reaction)] = []
        var clientSecret: String? = TokenServer.clientSecret
        var device: (code: String, answers: [String])?
        var connections = 0
    }

    /// Starts listening on a free port.
    ///
    /// - Parameters:
    ///   - user: whom its tokens stand for.
    ///   - lifetime: how many seconds an access token is good.
    public init(user: String, lifetime: Int = 3600) throws {
        state = Mutex(State(user: user, lifetime: lifetime))
        (listener, port) = try Loopback.listen()
        let listener = listener
        Thread.detachNewThread { [weak self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0, let self else { break }
                Thread.detachNewThread { TokenServerSession(descriptor, server: self).run() }
            }
            close(listener)
        }
    }

    deinit {
        // Wakes the thread in `accept`, which then closes the descriptor.
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// Where that path is.
    public func url(_ path: String = "/token") -> String { "http://127.0.0.1:\(port)\(path)" }

    // MARK: What tests say

    /// Tells it what to do with the next requests to that path.
    public func on(_ reaction: Reaction, at path: String = "/token", times: Int = .max) {
        state.withLock { $0.rules.append((path, times, reaction)) }
    }

    /// Has it do what is asked from now on.
    public func behave() { state.withLock { $0.rules = [] } }

    /// Gives a refresh token as a sign-in would, and forgets every other.
    public func signIn() -> String {
        state.withLock { state in
            let token = Self.random("refresh")
            state.refreshToken = token
            return token
        }
    }

    /// Ends what the refresh token stands for.
    public func revoke() { state.withLock { $0.refreshToken = nil } }

    /// Has mail servers refuse the access tokens given so far.
    public func revokeAccess() { state.withLock { $0.accessTokens = [:] } }

    /// Changes how it is from now on.
    public func set(rotates: Bool? = nil, lifetime: Int? = nil, refreshLifetime: Int? = nil) {
        state.withLock { state in
            state.rotates = rotates ?? state.rotates
            state.lifetime = lifetime ?? state.lifetime
            state.refreshLifetime = refreshLifetime ?? state.refreshLifetime
        }
    }

    /// Knows the client without a secret, or by another one.
    public func setClientSecret(_ secret: String?) { state.withLock { $0.clientSecret = secret } }

    /// What it says, one after the other, to somebody who waits for a device; then it gives tokens.
    public func setDevice(_ answers: [String]) {
        state.withLock { $0.device = (Self.random("device"), answers) }
    }

    /// The refresh token that is good now.
    public var refreshToken: String? { state.withLock { $0.refreshToken } }

    /// Every request to `/token` so far, its fields by their names.
    public var requests: [[String: String]] { state.withLock { $0.requests } }

    /// So many requests came so far, whatever became of them.
    public var connections: Int { state.withLock { $0.connections } }

    // MARK: What clients get

    func reaction(to path: String) -> Reaction? {
        state.withLock { state in
            state.connections += 1
            guard let index = state.rules.firstIndex(where: { $0.path == path && $0.left > 0 }) else { return nil }
            state.rules[index].left -= 1
            return state.rules[index].reaction
        }
    }

    func answer(_ path: String, _ fields: [String: String]) -> (status: Int, body: String) {
        state.withLock { state in
            switch path {
            case "/token":
                state.requests.append(fields)
                return state.token(fields)
            case "/device": return state.deviceCode(fields)
            case "/info": return state.info(fields["access_token"] ?? "")
            default: return (404, "")
            }
        }
    }

    static func random(_ kind: String) -> String { "\(kind)-\(UUID().uuidString)" }
}

extension TokenServer.State {
    mutating func token(_ fields: [String: String]) -> (Int, String) {
        guard fields["client_id"] == TokenServer.clientID, fields["client_secret"] == clientSecret else {
            return refusal("invalid_client", "the secret \(fields["client_secret"] ?? "none") is not right", 401)
        }
        switch fields["grant_type"] {
        case "client_credentials": return grant(withRefreshToken: false)
        case "refresh_token":
            guard let refreshToken, fields["refresh_token"] == refreshToken else {
                return refusal("invalid_grant", "the token \(fields["refresh_token"] ?? "") is revoked")
            }
            return grant(withRefreshToken: rotates)
        case "urn:ietf:params:oauth:grant-type:device_code":
            guard let (code, answers) = device, fields["device_code"] == code else {
                return refusal("invalid_grant", "")
            }
            guard let next = answers.first else { return grant(withRefreshToken: true) }
            device = (code, Array(answers.dropFirst()))
            return refusal(next, "")
        case "authorization_code":
            guard fields["code"] == "good-code", fields["code_verifier"]?.utf8.count ?? 0 >= 43,
                fields["redirect_uri"] != nil
            else { return refusal("invalid_grant", "") }
            return grant(withRefreshToken: true)
        default: return refusal("unsupported_grant_type", "")
        }
    }

    mutating func deviceCode(_ fields: [String: String]) -> (Int, String) {
        guard let device, fields["client_id"] == TokenServer.clientID else { return refusal("invalid_client", "") }
        return (
            200,
            """
            {"device_code": "\(device.code)", "user_code": "ABCD-EFGH", "verification_uri": "https://login.example/device",
             "expires_in": "900", "interval": 1}
            """
        )
    }

    func info(_ token: String) -> (Int, String) {
        guard let end = accessTokens[token], end > Date() else { return (401, "{\"active\": false}") }
        return (200, "{\"active\": true, \"username\": \"\(user)\"}")
    }

    private mutating func grant(withRefreshToken: Bool) -> (Int, String) {
        let access = TokenServer.random("access")
        accessTokens[access] = Date().addingTimeInterval(Double(lifetime))
        var body = "\"access_token\": \"\(access)\", \"token_type\": \"Bearer\", \"expires_in\": \(lifetime)"
        if withRefreshToken {
            let token = TokenServer.random("refresh")
            refreshToken = token
            body += ", \"refresh_token\": \"\(token)\""
        }
        if let refreshLifetime { body += ", \"refresh_token_expires_in\": \(refreshLifetime)" }
        return (200, "{\(body)}")
    }

    private func refusal(_ code: String, _ text: String, _ status: Int = 400) -> (Int, String) {
        (status, "{\"error\": \"\(code)\", \"error_description\": \"\(text)\"}")
    }
}
