public import Core
internal import FoundationEssentials

/// What a token server's answer means (RFC 6749 sections 5.1 and 5.2).
public enum TokenAnswer: Sendable, Equatable {
    case granted(TokenGrant)
    /// The server said no, with the word of section 5.2 and its own explanation.
    case refused(TokenRefusal)
    /// Nothing that a token server says: a page of a proxy, half an answer.
    case unusable(String)
}

/// An access token and what came beside it.
public struct TokenGrant: Sendable, Equatable {
    /// Where nothing is said of it, an access token is renewed after so long; a refusal renews it sooner.
    static let usualLifetime = Duration.seconds(600)

    /// What connections log in with.
    public var accessToken: Secret
    /// How long the access token is good.
    public var lifetime: Duration
    /// The refresh token that takes the place of the one before; `nil` where that stays.
    public var refreshToken: Secret?
    /// How many seconds the refresh token is good, where the server says so.
    public var refreshLifetime: Int?
}

/// Why a token server said no.
public struct TokenRefusal: Sendable, Equatable {
    /// What can be done about it.
    public enum Meaning: Sendable, Equatable {
        /// What the refresh token stood for has ended: a person signs in again.
        case signIn
        /// The settings, or what they say of this client at the server, are wrong.
        case settings
        /// Trying again may help.
        case passing
    }

    /// The server's word, such as `invalid_grant`.
    public var code: String
    /// The server's explanation, without control characters.
    public var text: String

    /// What can be done about it; unsure is passing.
    public var meaning: Meaning {
        switch code {
        // QUIRK: Microsoft's identity platform says the last three where a new rule wants somebody at the keyboard.
        case "invalid_grant", "interaction_required", "consent_required", "login_required": .signIn
        case "invalid_client", "unauthorized_client", "invalid_scope", "unsupported_grant_type", "invalid_request",
            "invalid_resource", "access_denied":
            .settings
        default: .passing
        }
    }

    /// One line for the operator.
    public var description: String { text.isEmpty ? code : "\(code): \(text)" }
}

extension TokenAnswer {
    /// Reads an answer; no text in it carries one of `secrets`, whatever the server repeats.
    init(_ reply: TokenServerReply, hiding secrets: [Secret]) {
        let body = Data(reply.body)
        switch reply.status {
        case 200: self = Self.grant(in: body)
        case 400..<500 where reply.status != 408 && reply.status != 429:
            guard let refusal = try? JSONDecoder().decode(RefusalBody.self, from: body), refusal.error.isWord else {
                self = .unusable("it answered with status \(reply.status) and no error of RFC 6749")
                return
            }
            self = .refused(
                TokenRefusal(code: refusal.error, text: (refusal.error_description ?? "").firstLine(hiding: secrets)))
        default: self = .unusable("it answered with status \(reply.status)")
        }
    }

    private static func grant(in body: Data) -> TokenAnswer {
        guard let grant = try? JSONDecoder().decode(GrantBody.self, from: body) else {
            return .unusable("its answer is not that of a token server (RFC 6749 section 5.1)")
        }
        guard grant.token_type.lowercased() == "bearer" else {
            return .unusable("its token is of another type than bearer")
        }
        guard grant.access_token.isToken, grant.refresh_token?.isToken ?? true else {
            return .unusable("its token has characters in it that a token can't have")
        }
        let seconds = grant.expires_in.map { min(max($0.value, 0), 366 * 86_400) }
        return .granted(
            TokenGrant(
                accessToken: Secret(grant.access_token),
                lifetime: seconds.map { .seconds($0) } ?? TokenGrant.usualLifetime,
                refreshToken: grant.refresh_token.map { Secret($0) },
                refreshLifetime: (grant.refresh_token_expires_in ?? grant.refresh_expires_in)
                    .flatMap { $0.value > 0 ? $0.value : nil }))
    }
}

/// The names are the protocol's.
private struct GrantBody: Decodable {
    var access_token: String
    var token_type: String
    var expires_in: WholeNumber?
    var refresh_token: String?
    /// Google's name.
    var refresh_token_expires_in: WholeNumber?
    /// Keycloak's name.
    var refresh_expires_in: WholeNumber?
}

private struct RefusalBody: Decodable {
    var error: String
    var error_description: String?
}

/// A number of seconds.
///
/// QUIRK: older servers of Microsoft and others write it as a text.
struct WholeNumber: Decodable {
    var value: Int

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int.self) {
            value = number
        } else if let number = Int(try container.decode(String.self)) {
            value = number
        } else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no whole number")
        }
    }
}

extension String {
    /// Whether it can stand in a login: visible ASCII (RFC 6750 section 2.1 allows less).
    fileprivate var isToken: Bool { !isEmpty && utf8.allSatisfy { (0x21...0x7E).contains($0) } }

    /// Whether it looks like an error code.
    fileprivate var isWord: Bool {
        (1...64).contains(utf8.count)
            && utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }

    /// The first line of a text, made fit for a log, dots in the place of each secret.
    func firstLine(hiding secrets: [Secret]) -> String {
        var text = String(prefix { !$0.isNewline })
        for secret in secrets.map({ $0.reveal() }) where secret.utf8.count > 3 {
            text = text.replacing(secret, with: Secret(secret).description)
        }
        return text.printable
    }
}
