import Core
import FoundationEssentials
import Logging
import Synchronization
import TestSupport
import Testing

@testable import MailTransport

/// A login at a token server of the test's own.
private struct Login {
    let server: TokenServer
    let vault: MemoryVault
    let tokens: AccessTokens

    init(
        grant: OAuthClient.Grant = .refreshToken, lifetime: Int = 3600, secret: String? = TokenServer.clientSecret,
        authentication: OAuthClient.Authentication = .body
    ) throws {
        server = try TokenServer(user: "support@example.org", lifetime: lifetime)
        vault = MemoryVault(refreshToken: grant == .refreshToken ? server.signIn() : nil, clientSecret: secret)
        let url = try #require(TokenServerURL(server.url()))
        let client = OAuthClient(
            name: "support", tokenURL: url, id: TokenServer.clientID, scope: "mail", grant: grant,
            authentication: authentication)
        tokens = try AccessTokens(client, vault: vault, log: Logger(label: "test"), now: { Date() })
    }

    /// Expects a failure of that kind, whose text has `text` and no secret in it.
    func expectFailure(_ kind: TransportFailure.Kind, _ text: String) async {
        do {
            _ = try await tokens.token()
            Issue.record("a token was given")
        } catch {
            #expect(error.kind == kind && error.detail.contains(text), "\(error)")
            for secret in [TokenServer.clientSecret, vault.kept ?? "none"] {
                #expect(!"\(error)".contains(secret))
            }
        }
    }
}

@Suite("Access tokens", .timeLimit(.minutes(5)), .ownThread)
struct AccessTokensTests {
    @Test("one question to the server is enough for all who ask, and for later")
    func singleFlight() async throws {
        let login = try Login()
        let tokens = login.tokens
        let given = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await tokens.token().reveal() } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(given.count == 1 && login.server.requests.count == 1)
        #expect(login.server.requests[0]["scope"] == "mail")
        #expect(login.vault.kept == login.server.refreshToken)
        #expect(login.vault.events == ["locked", "saved", "unlocked"])
        #expect(login.vault.record().lastSuccess != nil)
    }

    @Test("a token that would end soon is renewed, with the refresh token that came last", arguments: [true, false])
    func renewal(_ rotates: Bool) async throws {
        let login = try Login(lifetime: 0)
        login.server.set(rotates: rotates)
        var given: Set<String> = []
        for _ in 0..<3 { given.insert(try await login.tokens.token().reveal()) }
        #expect(given.count == 3)
        #expect(Set(login.server.requests.compactMap { $0["refresh_token"] }).count == (rotates ? 3 : 1))
        #expect(login.vault.kept == login.server.refreshToken)
    }

    @Test("so long before its end a token is renewed", arguments: [(3600, 300), (1200, 300), (60, 15), (0, 0)])
    func margins(_ lifetime: Int, _ margin: Int) {
        #expect(AccessTokens.margin(of: .seconds(lifetime)) == .seconds(margin))
    }

    @Test(
        "a client may have a secret or none, and show it in two ways",
        arguments: [
            (TokenServer.clientSecret, .body), (TokenServer.clientSecret, .basic), (nil, .body),
        ] as [(String?, OAuthClient.Authentication)])
    func clients(_ secret: String?, _ authentication: OAuthClient.Authentication) async throws {
        let login = try Login(secret: secret, authentication: authentication)
        login.server.setClientSecret(secret)
        _ = try await login.tokens.token()
        #expect(login.server.requests.count == 1)
    }

    @Test("a client's own grant needs no refresh token and keeps none")
    func clientCredentials() async throws {
        let login = try Login(grant: .clientCredentials)
        _ = try await login.tokens.token()
        #expect(login.server.requests[0]["grant_type"] == "client_credentials")
        #expect(login.vault.events.isEmpty && login.vault.kept == nil)
    }

    @Test("a mail server's refusal has a token renewed once; one that refuses fresh ones too is not obliged again")
    func refused() async throws {
        let login = try Login()
        let first = try await login.tokens.token()
        #expect(await login.tokens.refused(first))
        let second = try await login.tokens.token()
        #expect(first != second)
        // Whoever comes late with the old one is served from what is there.
        #expect(await login.tokens.refused(first))
        #expect(try await login.tokens.token() == second)
        #expect(await login.tokens.refused(second) == false)
        #expect(login.server.requests.count == 2)
    }

    @Test("what can't be written is not used; it is kept in memory until it can, and the server isn't asked again")
    func unsaved() async throws {
        let login = try Login()
        login.vault.state.withLock { $0.failures = 2 }
        let old = login.vault.kept
        await login.expectFailure(.localFile, "disk is full")
        await login.expectFailure(.localFile, "disk is full")
        #expect(login.vault.kept == old && login.vault.record().trouble == .file)
        _ = try await login.tokens.token()
        #expect(login.server.requests.count == 1)
        #expect(login.vault.kept == login.server.refreshToken && login.vault.record().trouble == nil)
    }

    @Test("what somebody else wrote meanwhile is not written over")
    func overtaken() async throws {
        let login = try Login()
        login.vault.state.withLock { $0.failures = 1 }
        await login.expectFailure(.localFile, "disk is full")
        let newer = login.server.signIn()
        login.vault.put(newer)
        _ = try await login.tokens.token()
        #expect(login.server.requests.last?["refresh_token"] == newer)
        #expect(login.vault.kept == login.server.refreshToken)
    }

    @Test("where nothing could be kept the server is not asked at all")
    func noRoom() async throws {
        let login = try Login()
        login.vault.state.withLock { $0.isFull = true }
        await login.expectFailure(.localFile, "no room")
        #expect(login.server.requests.isEmpty)
    }

    @Test("a token that is revoked wants a person; the server is left alone until there is another")
    func revoked() async throws {
        let login = try Login()
        login.server.revoke()
        for _ in 0..<3 { await login.expectFailure(.signInNeeded, "casepost oauth sign-in support") }
        #expect(login.server.requests.count == 1)
        #expect(login.vault.record().trouble == .signIn)
        login.vault.put(login.server.signIn())
        _ = try await login.tokens.token()
        #expect(login.vault.record().trouble == nil)
    }

    @Test("before anybody has signed in the server is not asked")
    func notSignedIn() async throws {
        let login = try Login()
        login.vault.state.withLock { $0.refreshToken = nil }
        await login.expectFailure(.signInNeeded, "nobody has signed in yet")
        #expect(login.server.requests.isEmpty)
    }

    @Test("a wrong secret is a matter of the settings; a corrected one counts at once")
    func wrongSecret() async throws {
        let login = try Login()
        login.vault.state.withLock { $0.clientSecret = Secret("a wrong one") }
        for _ in 0..<2 { await login.expectFailure(.tokenRefused, "invalid_client: the secret •••• is not right") }
        #expect(login.server.requests.count == 1)
        login.vault.state.withLock { $0.clientSecret = Secret(TokenServer.clientSecret) }
        _ = try await login.tokens.token()
    }

    @Test(
        "a server in trouble is tried again later, and what it answers is not believed",
        arguments: [
            (.reply(503, ""), "status 503"), (.reply(200, "<html>"), "not that of a token server"),
            (.reply(200, String(repeating: "x", count: 70_000)), "larger than 64 KiB"),
            (.reply(302, "", fields: "Location: https://evil.example/token\r\n"), "status 302"),
            (.reply(400, #"{"error":"temporarily_unavailable"}"#), "temporarily_unavailable"),
            (.reply(429, ""), "status 429"),
        ] as [(TokenServer.Reaction, String)])
    func trouble(_ reaction: TokenServer.Reaction, _ text: String) async throws {
        let login = try Login()
        login.server.on(reaction)
        await login.expectFailure(.tokenUnavailable, text)
        #expect(login.vault.record().trouble == .server)
        login.server.behave()
        login.vault.put(login.server.signIn())
        _ = try await login.tokens.token()
        #expect(login.vault.record().trouble == nil)
    }

    @Test("a server that says for how long it wants to be left alone is left alone")
    func retryAfter() async throws {
        let login = try Login()
        login.server.on(.reply(429, "", fields: "Retry-After: 3600\r\n"), times: 1)
        for _ in 0..<3 { await login.expectFailure(.tokenUnavailable, "status 429") }
        #expect(login.server.requests.isEmpty && login.vault.record().trouble == .server)
    }

    @Test("a server that hangs up, or that nobody is at, is away")
    func away() async throws {
        let login = try Login()
        login.server.on(.hangUp)
        await login.expectFailure(.tokenUnavailable, "127.0.0.1")
    }

    @Test("a server that says nothing is not waited for without end; who waits may go earlier")
    func silence() async throws {
        let login = try Login()
        login.server.on(.hang)
        let url = try #require(TokenServerURL(login.server.url()))
        let request = TokenRequest(url: url, form: FormFields(), patience: .milliseconds(200))
        await expectFailure(.tokenUnavailable) { _ = try request.perform() }
        let waiting = Task { try await login.tokens.token() }
        waiting.cancel()
        await expectFailure(.closed) { _ = try await waiting.value }
    }
}

@Suite("Signing in", .timeLimit(.minutes(5)), .ownThread)
struct OAuthSignInTests {
    @Test("on another device, as fast as the server wants it")
    func device() async throws {
        let login = try Login()
        login.server.setDevice(["authorization_pending"])
        let url = try #require(TokenServerURL(login.server.url("/device")))
        let code = try await login.tokens.deviceCode(from: url)
        #expect(code.userCode == "ABCD-EFGH" && code.address == "https://login.example/device")
        try await login.tokens.signIn(with: code)
        #expect(login.server.requests.count == 2)
        #expect(login.vault.kept == login.server.refreshToken && login.vault.record().signedIn != nil)
        #expect(login.vault.events == ["locked", "saved", "unlocked"])
    }

    @Test("is over when the person declines")
    func declined() async throws {
        let login = try Login()
        let old = login.vault.kept
        login.server.setDevice(["access_denied"])
        let url = try #require(TokenServerURL(login.server.url("/device")))
        let code = try await login.tokens.deviceCode(from: url)
        await expectFailure(.signInNeeded) { try await login.tokens.signIn(with: code) }
        #expect(login.vault.kept == old)
    }

    @Test("a code that a browser brought is redeemed with its proof; a bad one is refused")
    func browser() async throws {
        let login = try Login()
        let verifier = Secret(String(repeating: "v", count: 43))
        try await login.tokens.signIn(
            withCode: Secret("good-code"), verifier: verifier, redirectedTo: "http://localhost/")
        #expect(login.vault.kept == login.server.refreshToken)
        #expect(login.server.requests[0]["redirect_uri"] == "http://localhost/")
        await expectFailure(.signInNeeded) {
            try await login.tokens.signIn(
                withCode: Secret("bad-code"), verifier: verifier, redirectedTo: "http://localhost/")
        }
    }
}

@Suite(
    "The way to a token server", .enabled(if: Certificates.isAvailable, "needs openssl"), .timeLimit(.minutes(5)),
    .ownThread)
struct TokenRequestTests {
    @Test("is encrypted, and the certificate must be right", arguments: Certificates.Kind.allCases)
    func certificates(_ kind: Certificates.Kind) async throws {
        let directory = try TemporaryDirectory()
        let certificates = try Certificates.make(in: directory)
        let server = try TokenServer(user: "ann")
        let front = try TLSFront.start(
            before: server.port, in: directory, certificates: certificates, certificate: kind)
        let url = try #require(TokenServerURL("https://localhost:\(front.port)/token"))
        let request = TokenRequest(url: url, form: FormFields(), caFile: certificates.authority)
        if kind == .good {
            #expect(try request.perform().status == 401)
        } else {
            await expectFailure(.tokenUnavailable) { _ = try request.perform() }
            #expect(server.requests.isEmpty)
        }
    }
}
