public import Core
internal import FoundationEssentials

/// What a token server said to somebody who wants to sign in on another device (RFC 8628 section 3.2).
public struct DeviceCode: Sendable, Equatable {
    /// What the token server is asked with.
    let deviceCode: Secret
    /// What the person types.
    public let userCode: String
    /// Where the person types it.
    public let address: String
    /// How long both are good.
    public let lifetime: Duration
    /// How long to wait between two questions.
    let interval: Duration
}

/// What to do while a person signs in on another device (RFC 8628 section 3.5).
struct DevicePolling {
    /// The next thing to do.
    enum Step: Equatable {
        case ask(after: Duration)
        case granted(TokenGrant)
        /// It came to nothing; what to tell.
        case ended(String)
    }

    private(set) var interval: Duration

    init(interval: Duration) { self.interval = interval }

    /// What follows from an answer; `nil` stands for none.
    mutating func received(_ answer: TokenAnswer?) -> Step {
        switch answer {
        case .granted(let grant): return .granted(grant)
        case .refused(let refusal):
            switch refusal.code {
            case "authorization_pending": return .ask(after: interval)
            case "slow_down":
                interval += .seconds(5)
                return .ask(after: interval)
            // QUIRK: Microsoft's identity platform has a word of its own for it.
            case "access_denied", "authorization_declined": return .ended("the sign-in was declined")
            case "expired_token": return .ended("nobody signed in in time")
            default: return .ended(refusal.description)
            }
        case .unusable, nil:
            // Lost on the way: the next question comes later.
            interval = min(interval * 2, .seconds(60))
            return .ask(after: interval)
        }
    }
}

extension AccessTokens {
    /// Asks for a code that a person types on another device (RFC 8628 section 3.1).
    public func deviceCode(from url: TokenServerURL) throws(TransportFailure) -> DeviceCode {
        var form = FormFields()
        if !client.scope.isEmpty { form.add("scope", client.scope) }
        let (reply, secrets) = try send(form, to: url, clientSecret: try vault.clientSecret())
        guard reply.status == 200 else {
            _ = try granted(TokenAnswer(reply, hiding: secrets))
            throw TransportFailure(.tokenUnavailable, detail: "\(url): it answered with status \(reply.status)")
        }
        guard let body = try? JSONDecoder().decode(DeviceBody.self, from: Data(reply.body)),
            let address = body.verification_uri ?? body.verification_url
        else { throw TransportFailure(.tokenUnavailable, detail: "\(url): its answer has no code to type") }
        return DeviceCode(
            deviceCode: Secret(body.device_code), userCode: body.user_code.printable, address: address.printable,
            lifetime: .seconds(min(max(body.expires_in.value, 1), 86_400)),
            interval: .seconds(min(max(body.interval?.value ?? 5, 1), 300)))
    }

    /// Waits until the person has signed in, and keeps the refresh token.
    public func signIn(with code: DeviceCode) async throws(TransportFailure) {
        var polling = DevicePolling(interval: code.interval)
        var wait = code.interval
        let end = ContinuousClock.now + code.lifetime
        while .now < end {
            do { try await Task.sleep(for: wait) } catch { throw TransportFailure(.closed, detail: "cancelled") }
            switch polling.received(try answer(to: code)) {
            case .ask(let after): wait = after
            case .granted(let grant): return try keep(grant)
            case .ended(let text): throw TransportFailure(.signInNeeded, detail: "\(text); run it again")
            }
        }
        throw TransportFailure(.signInNeeded, detail: "nobody signed in in time; run it again")
    }

    /// Keeps the refresh token that belongs to a code which a browser brought back (RFC 6749 section 4.1.3, RFC 7636).
    public func signIn(withCode code: Secret, verifier: Secret, redirectedTo address: String) throws(TransportFailure) {
        var form = FormFields()
        form.add("grant_type", "authorization_code")
        form.add("code", code)
        form.add("redirect_uri", address)
        form.add("code_verifier", verifier)
        try keep(try granted(try exchange(form, clientSecret: try vault.clientSecret()).0))
    }

    /// What the server says now; `nil` where nothing came back.
    private func answer(to code: DeviceCode) throws(TransportFailure) -> TokenAnswer? {
        var form = FormFields()
        form.add("grant_type", "urn:ietf:params:oauth:grant-type:device_code")
        form.add("device_code", code.deviceCode)
        let secret = try vault.clientSecret()
        do throws(TransportFailure) { return try exchange(form, clientSecret: secret).0 } catch { return nil }
    }

    private func keep(_ grant: TokenGrant) throws(TransportFailure) {
        guard grant.refreshToken != nil else {
            throw TransportFailure(
                .tokenRefused,
                detail: "the server gave no refresh token: add offline_access, or what it wants, to scope")
        }
        let lock = try vault.lock()
        defer { withExtendedLifetime(lock) {} }
        _ = try use(grant, instead: nil)
        var record = vault.record()
        record.signedIn = now()
        keep(record)
    }
}

/// The names are the protocol's.
private struct DeviceBody: Decodable {
    var device_code: String
    var user_code: String
    var verification_uri: String?
    /// QUIRK: Google's name, from before there was a standard.
    var verification_url: String?
    var expires_in: WholeNumber
    var interval: WholeNumber?
}
