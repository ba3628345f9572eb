import Core
import FoundationEssentials
import Logging
import TestSupport
import Testing

@testable import MailTransport

/// A Dovecot that asks a token server about each token.
private struct Desk {
    static let user = "support@example.org"

    let directory: TemporaryDirectory
    let certificates: Certificates
    let server: TokenServer
    let dovecot: DovecotServer
    let tokens: AccessTokens

    init(_ mechanisms: String) throws {
        directory = try TemporaryDirectory()
        certificates = try Certificates.make(in: directory)
        server = try TokenServer(user: Self.user)
        var options = DovecotServer.Options()
        options.configuration = try server.dovecotConfiguration(in: directory, mechanisms: mechanisms)
        dovecot = try DovecotServer.start(in: directory, certificates: certificates, options: options)
        let vault = MemoryVault(refreshToken: server.signIn(), clientSecret: TokenServer.clientSecret)
        let url = try #require(TokenServerURL(server.url()))
        let client = OAuthClient(
            name: "support", tokenURL: url, id: TokenServer.clientID, scope: "", grant: .refreshToken)
        tokens = try AccessTokens(client, vault: vault, log: Logger(label: "test"), now: { Date() })
    }

    func source(_ user: String = user) -> BearerCredentials { BearerCredentials(user: user, tokens: tokens) }

    func open(_ user: String = user) async throws -> IMAPSession {
        // Without TLS: libcurl keeps eight sessions for the whole process, and other tests count theirs.
        let endpoint = ServerEndpoint(.imap, host: "127.0.0.1", port: dovecot.imapPort, tls: .never)
        return try await IMAPSession.opened(endpoint, as: source(user))
    }
}

@Suite(
    "A login with a token", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .timeLimit(.minutes(10)),
    .ownThread)
struct OAuthLoginTests {
    @Test(
        "a mailbox opens; a token that was revoked is renewed once, at the moment it is refused",
        arguments: ["xoauth2", "oauthbearer", "xoauth2 oauthbearer"])
    func mailbox(_ mechanisms: String) async throws {
        let desk = try Desk(mechanisms)
        let first = try await desk.open()
        #expect(try await first.select("INBOX").uidValidity > 0)
        await first.logout()
        #expect(desk.server.requests.count == 1)
        desk.server.revokeAccess()
        let second = try await desk.open()
        #expect(try await second.select("INBOX").uidValidity > 0)
        await second.logout()
        #expect(desk.server.requests.count == 2)
    }

    @Test("another's mailbox stays closed, and the token server is asked once more at most")
    func otherUser() async throws {
        let desk = try Desk("xoauth2 oauthbearer")
        for _ in 0..<3 { await expectFailure(.badCredentials) { _ = try await desk.open("raj") } }
        #expect(desk.server.requests.count == 2)
    }

    @Test(
        "mail goes out with it, and with a fresh one when it was revoked",
        .enabled(if: PostfixServer.isAvailable, "needs Postfix, and root"), arguments: ["xoauth2", "oauthbearer"])
    func submission(_ mechanism: String) async throws {
        let desk = try Desk(mechanism)
        let postfix = try PostfixServer.start(
            in: desk.directory, certificates: desk.certificates, authentication: desk.dovecot)
        let endpoint = ServerEndpoint(
            .smtp(clientName: "desk.example.org"), host: "localhost", port: postfix.submissionPort, tls: .startTLS,
            caFile: desk.certificates.authority)
        for round in 1...2 {
            let pool = SMTPPool(endpoint: endpoint, credentials: desk.source(), connections: 1)
            let envelope = Envelope(
                reversePath: EmailAddress(Desk.user), recipient: try #require(EmailAddress("ann@district.example")))
            let mail = MailObject(
                envelope: envelope, content: Array("Subject: \(round)\r\n\r\nHello\r\n".utf8))
            let outcomes = await pool.deliver([mail])
            guard case .accepted = outcomes.first else {
                Issue.record("\(outcomes)")
                return
            }
            await pool.close()
            #expect(desk.server.requests.count == round)
            desk.server.revokeAccess()
        }
    }
}

@Suite("What a login uses", .ownThread)
struct CredentialSourceTests {
    /// Counts questions, and has so many other passwords.
    private actor Passwords: CredentialSource {
        private(set) var asked = 0
        private var others: Int

        init(others: Int) { self.others = others }

        func credentials() async throws(TransportFailure) -> Credentials {
            asked += 1
            return .password(user: "ann", Secret("\(asked)"))
        }

        func refused(_ credentials: Credentials) async -> Bool {
            others -= 1
            return others >= 0
        }
    }

    /// Never has anything.
    private struct Silence: CredentialSource {
        func credentials() async throws(TransportFailure) -> Credentials {
            do { try await Task.sleep(for: .seconds(86_400)) } catch {}
            throw TransportFailure(.closed, detail: "cancelled")
        }

        func refused(_ credentials: Credentials) async -> Bool { false }
    }

    @Test("that never comes does not keep the way out from being closed", .timeLimit(.minutes(5)))
    func silence() async throws {
        let sink = try SMTPSink()
        let endpoint = ServerEndpoint(.smtp(clientName: "x"), host: "127.0.0.1", port: sink.port, tls: .never)
        let pool = SMTPPool(endpoint: endpoint, credentials: Silence())
        let recipient = try #require(EmailAddress("ann@district.example"))
        let mail = MailObject(
            envelope: Envelope(reversePath: nil, recipient: recipient), content: Array("Subject: x\r\n\r\n".utf8))
        let sending = Task { await pool.deliver([mail]) }
        await pool.close(grace: .zero)
        guard case .failed = await sending.value.first else {
            Issue.record("it was sent")
            return
        }
        #expect(sink.connections == 0)
    }

    @Test(
        "a second attempt is made only after a refused login, and only with something else",
        arguments: [
            (.badCredentials, 1, 2), (.badCredentials, 5, 2), (.badCredentials, 0, 1), (.serverBusy, 5, 1),
            (.loginUnavailable, 5, 1), (.timedOut, 5, 1),
        ] as [(TransportFailure.Kind, Int, Int)])
    func attempts(_ kind: TransportFailure.Kind, _ others: Int, _ attempts: Int) async throws {
        let source = Passwords(others: others)
        await expectFailure(kind) {
            try await source.logIn { (_) throws(TransportFailure) in throw TransportFailure(kind, detail: "no") }
        }
        #expect(await source.asked == attempts)
    }
}
