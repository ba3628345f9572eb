internal import Core
internal import FoundationEssentials
internal import MailAuth
internal import MailTransport

#if canImport(Glibc)
    internal import Glibc
#endif

/// A person signs in at the terminal.
struct OAuthSignIn {
    let entry: Logins.Entry

    private var settings: OAuthSettings { entry.login.settings }

    /// Says what is in the way before anybody has typed anything.
    static func check(_ entry: Logins.Entry) throws {
        guard entry.login.settings.client.grant == .refreshToken else {
            throw CommandFailure(
                .configuration,
                "\(entry.login.users[0]) has grant = \"client_credentials\": nobody signs in; its secret is all there is"
            )
        }
        try entry.vault.checkRoom()
        _ = try entry.vault.clientSecret()
    }

    /// By a code that is typed on another device.
    func byDevice(_ url: TokenServerURL) async throws {
        let code = try await entry.tokens.deviceCode(from: url)
        let minutes = max(1, code.lifetime.components.seconds / 60)
        say(
            """
            Open \(code.address) on any device, type the code \(code.userCode), and sign in as the mailbox.
            Waiting, for \(minutes) minutes at most …
            """)
        try await entry.tokens.signIn(with: code)
    }

    /// By the address that a browser ends at: it works wherever the browser is.
    func byBrowser() async throws {
        guard let url = settings.signIn.authorizeURL else {
            throw CommandFailure(
                .configuration,
                "oauth2 of \(entry.login.users[0]) has no authorize_url; add it, or device_url, or write a refresh token into \(settings.refreshTokenFile ?? "its file") yourself"
            )
        }
        let request = AuthorizationRequest(url: url, settings)
        say(
            """
            Open this address in any browser and sign in as the mailbox:

            \(request.address)

            The browser then ends at an address that begins with \(settings.signIn.redirectURL) and finds nothing there.
            Paste that address here:
            """)
        let pasted = readLine() ?? ""
        let code: Secret
        do throws(BadValue) { code = try request.code(in: pasted) } catch {
            throw CommandFailure(.dataError, "\(error.text); run it again")
        }
        try await entry.tokens.signIn(
            withCode: code, verifier: request.verifier, redirectedTo: settings.signIn.redirectURL)
    }

    /// Shown at once, also where the output is no terminal.
    private func say(_ text: String) {
        print(text)
        fflush(nil)
    }
}

/// The question that a browser carries to the provider, with a proof that only this process can redeem the answer
/// (RFC 7636, RFC 8252).
struct AuthorizationRequest {
    /// What the answer is redeemed with.
    let verifier: Secret
    /// Where the browser is sent.
    let address: String
    private let state: String

    /// A question of its own, as the settings say.
    init(url: TokenServerURL, _ settings: OAuthSettings) {
        let (verifier, state) = (Self.randomWord(), Self.randomWord())
        self.verifier = Secret(verifier)
        self.state = state
        var form = FormFields()
        form.add("response_type", "code")
        form.add("client_id", settings.client.id)
        form.add("redirect_uri", settings.signIn.redirectURL)
        if !settings.client.scope.isEmpty { form.add("scope", settings.client.scope) }
        form.add("state", state)
        form.add("code_challenge", Self.challenge(of: verifier))
        form.add("code_challenge_method", "S256")
        for parameter in settings.signIn.parameters { form.add(parameter.name, parameter.value) }
        address = url.description + (url.description.contains("?") ? "&" : "?") + form.encoded
    }

    /// The code in the address that the browser ended at.
    func code(in pasted: String) throws(BadValue) -> Secret {
        let items = URLComponents(string: pasted.trimmed)?.queryItems ?? []
        func value(_ name: String) -> String? { items.first { $0.name == name }?.value }
        guard value("state") == state else {
            throw BadValue("this is not the address that the browser ended at after this sign-in")
        }
        guard let code = value("code"), !code.isEmpty else {
            let error = (value("error") ?? "").filter { $0.isLetter || $0 == "_" }
            throw BadValue("the provider gave no code" + (error.isEmpty ? "" : ": \(error)"))
        }
        return Secret(code)
    }

    /// RFC 7636 section 4.2.
    static func challenge(of verifier: String) -> String {
        let digits = Array(Digest.sha256(Array(verifier.utf8)))
        let octets = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(digits[$0...$0 + 1]), radix: 16)
        }
        return base64URL(octets)
    }

    private static func randomWord() -> String {
        var generator = SystemRandomNumberGenerator()
        return base64URL((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    private static func base64URL(_ octets: [UInt8]) -> String {
        Data(octets).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
