import Core
import TestSupport
import Testing

@testable import MailTransport

@Suite(
    "Sending mail to Postfix", .enabled(if: PostfixServer.isAvailable && Certificates.isAvailable, "needs Postfix"),
    .timeLimit(.minutes(15)), .ownThread)
struct SMTPPostfixTests {
    @Test("with STARTTLS and a login, and over TLS from the start", arguments: [TLSPolicy.startTLS, .implicit])
    func delivery(_ tls: TLSPolicy) async throws {
        let desk = try PostfixDesk()
        let pool = desk.pool(tls)
        var mails = try (1...40).map { try MailObject.sample($0) }
        mails[10].envelope.recipient = try #require(EmailAddress("gone@client.example"))
        mails[20].envelope.recipient = try #require(EmailAddress("busy@client.example"))
        mails[30].envelope = Envelope(
            reversePath: nil, recipient: try #require(EmailAddress("jörg@client.example")), neverNotify: true)
        let outcomes = await pool.deliver(mails)
        for (index, outcome) in outcomes.enumerated() {
            switch index {
            case 10: #expect(outcome.verdict == .giveUp && outcome.summary.contains("550 5.1.1"), "\(outcome)")
            case 20: #expect(outcome.verdict == .retry && outcome.summary.contains("450 4.2.1"), "\(outcome)")
            default: #expect(outcome.verdict == .delivered, "\(outcome)")
            }
        }
        await pool.close()
        #expect(try await eventually { try desk.postfix.mail.messages.count == 38 })
        let texts = try desk.postfix.messages(for: "r1@client.example")
        #expect(texts.count == 1)
        #expect(texts.first?.hasSuffix("\n\n.hidden\n") == true)
    }

    @Test("a wrong password and an unknown authority are the administrator's to mend")
    func refusedConnections() async throws {
        let desk = try PostfixDesk()
        let wrong = desk.pool(.startTLS, password: "wrong")
        #expect(await wrong.deliver([try .sample()]).map(\.verdict) == [.pauseTransport])
        let unknown = desk.pool(.startTLS, caFile: nil)
        guard case .failed(let failure, false)? = await unknown.deliver([try .sample()]).first else {
            Issue.record("a certificate of an unknown authority is accepted")
            return
        }
        #expect(failure.kind == .certificate)
    }
}

/// A Postfix with its certificates and its Dovecot, which checks the logins.
private struct PostfixDesk {
    let postfix: PostfixServer
    private let certificates: Certificates

    init() throws {
        let directory = try TemporaryDirectory()
        certificates = try Certificates.make(in: directory)
        let dovecot = try DovecotServer.start(in: directory, certificates: certificates)
        postfix = try PostfixServer.start(in: directory, certificates: certificates, authentication: dovecot)
    }

    func pool(_ tls: TLSPolicy, password: String = DovecotServer.password) -> SMTPPool {
        pool(tls, password: password, caFile: certificates.authority)
    }

    func pool(_ tls: TLSPolicy, password: String = DovecotServer.password, caFile: String?) -> SMTPPool {
        let port = tls == .implicit ? postfix.submissionsPort : postfix.submissionPort
        let endpoint = ServerEndpoint(
            .smtp(clientName: "desk.example.org"), host: "localhost", port: port, tls: tls, caFile: caFile)
        let credentials = Credentials.password(user: "support@example.org", Secret(password))
        return SMTPPool(endpoint: endpoint, credentials: credentials)
    }
}
