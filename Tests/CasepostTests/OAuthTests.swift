import Foundation
import TestSupport
import Testing

/// The whole program with a token server, a Dovecot that asks it about each token, and a Postfix that asks Dovecot.
@Suite(
    "Logins with tokens", .enabled(if: PostfixServer.isAvailable, "needs Dovecot, Postfix, and root"),
    .timeLimit(.minutes(30)), .ownThread)
struct OAuthTests {
    @Test("mail comes in and goes out with them", arguments: ["refresh_token", "client_credentials"])
    func comesAndGoes(_ grant: String) throws {
        let desk = try OAuthDesk(grant: grant)
        try desk.deliver("one")
        try desk.fixture.succeed("ingest")
        #expect(try desk.fixture.cases().count == 1)
        let output = try desk.fixture.succeed("run-due")
        #expect(output.contains("1 sent"), "\(output)")
        #expect(try desk.postfix.messages(for: "ann.lee@district.example").count == 1)
        #expect(Set(desk.server.requests.compactMap { $0["grant_type"] }) == [grant])
        #expect(try desk.state() == "working")
        if grant == "refresh_token" {
            #expect(desk.kept == desk.server.refreshToken)
            let attributes = try FileManager.default.attributesOfItem(atPath: desk.tokenFile)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
        let status = try desk.fixture.run("oauth", "status")
        #expect(status.status == 0 && status.stdout.contains("support, smtp"), "\(status.stdout)")
    }

    @Test("the gateway asks once for mailbox and way out, and goes on when a token ends or is revoked in between")
    func expires() async throws {
        let desk = try OAuthDesk(lifetime: 4)
        let gateway = try desk.fixture.start("serve")
        for index in 1...3 {
            try desk.deliver("m\(index)")
            #expect(
                try await eventually(within: .seconds(600)) {
                    try desk.postfix.messages(for: "ann.lee@district.example").count == index
                }, "\(gateway.stderr)")
            if index == 2 { desk.server.revokeAccess() }
        }
        gateway.signal(SIGTERM)
        let output = gateway.wait()
        #expect(output.status == 0)
        #expect(desk.kept == desk.server.refreshToken)
        for secret in desk.secrets { #expect(!output.stderr.contains(secret)) }
    }

    @Test("a power cut between a new refresh token's arrival and its use loses no login that was written")
    func killedAfterWriting() throws {
        let desk = try OAuthDesk()
        try desk.deliver("one")
        #expect(try desk.fixture.run(["ingest"], failpoint: "oauth.saved").status == -SIGKILL)
        #expect(desk.kept == desk.server.refreshToken && desk.server.requests.count == 1)
        try desk.fixture.succeed("ingest")
        #expect(try desk.fixture.cases().count == 1)
    }

    @Test(
        "a power cut before a new refresh token is written leaves the old one, and says so where that is worth nothing")
    func killedBeforeWriting() throws {
        let desk = try OAuthDesk()
        let old = desk.kept
        try desk.deliver("one")
        #expect(try desk.fixture.run(["ingest"], failpoint: "oauth.answered").status == -SIGKILL)
        #expect(desk.kept == old && desk.server.refreshToken != old)
        let refused = try desk.fixture.run("ingest")
        #expect(refused.status == 77, "\(refused.stderr)")
        #expect(refused.stderr.contains("casepost oauth sign-in support"), "\(refused.stderr)")
        #expect(try desk.state() == "sign-in")
        try desk.put(desk.server.signIn())
        try desk.fixture.succeed("ingest")
        #expect(try desk.fixture.cases().count == 1)
    }

    @Test("a server that keeps old refresh tokens good forgives a power cut before the new one is written")
    func killedBeforeWritingForgiven() throws {
        let desk = try OAuthDesk()
        desk.server.set(rotates: false)
        try desk.deliver("one")
        #expect(try desk.fixture.run(["ingest"], failpoint: "oauth.answered").status == -SIGKILL)
        try desk.fixture.succeed("ingest")
        #expect(try desk.fixture.cases().count == 1)
    }

    @Test("a login that is refused loses no mail; signing in again mends it while the gateway runs")
    func signsInAgain() async throws {
        let desk = try OAuthDesk()
        try desk.fixture.succeed("ingest")
        desk.server.revoke()
        try desk.deliver("one")
        let gateway = try desk.fixture.start("serve")
        #expect(
            try await eventually(within: .seconds(600)) {
                gateway.stderr.contains("invalid_grant") && gateway.stderr.contains("casepost oauth sign-in support")
            }, "\(gateway.stderr)")
        #expect(try desk.state() == "sign-in")
        #expect(desk.dovecot.folder().count == 1)
        desk.server.setDevice(["authorization_pending"])
        let signIn = try desk.fixture.run("oauth", "sign-in", "smtp")
        #expect(signIn.status == 0, "\(signIn.stderr)")
        #expect(signIn.stdout.contains("ABCD-EFGH") && signIn.stdout.contains("https://login.example/device"))
        #expect(
            try await eventually(within: .seconds(900)) {
                try desk.postfix.messages(for: "ann.lee@district.example").count == 1
            }, "\(gateway.stderr)")
        gateway.signal(SIGTERM)
        let output = gateway.wait()
        #expect(output.status == 0)
        #expect(desk.kept == desk.server.refreshToken)
        // Refused once, and once asked by each of sign-in's two questions and by the gateway afterwards.
        #expect(desk.server.requests.filter { $0["grant_type"] == "refresh_token" }.count == 3)
        #expect(try desk.state() == "working")
        for secret in desk.secrets { #expect(!output.stderr.contains(secret) && !signIn.stdout.contains(secret)) }
    }

    @Test("the gateway starts before anybody has signed in, says what to do, and works as soon as somebody has")
    func startsUnsigned() async throws {
        let desk = try OAuthDesk()
        try FileManager.default.removeItem(atPath: desk.tokenFile)
        try desk.deliver("one")
        let gateway = try desk.fixture.start("serve")
        #expect(
            try await eventually(within: .seconds(600)) {
                gateway.stderr.contains("nobody has signed in yet; run: casepost oauth sign-in support")
            }, "\(gateway.stderr)")
        #expect(desk.server.requests.isEmpty)
        let status = try desk.fixture.run("oauth", "status")
        #expect(status.status == 1 && status.stdout.contains("Run: casepost oauth sign-in support"), "\(status.stdout)")
        desk.server.setDevice([])
        try desk.fixture.succeed("oauth", "sign-in", "support")
        #expect(
            try await eventually(within: .seconds(900)) { try desk.fixture.cases().count == 1 }, "\(gateway.stderr)")
        gateway.signal(SIGTERM)
        let output = gateway.wait()
        #expect(output.status == 0 && output.stderr.contains("access tokens are given again"), "\(output.stderr)")
    }

    @Test("two processes that renew at the same time use one refresh token after the other")
    func twoProcesses() throws {
        let desk = try OAuthDesk()
        // The same login of another desk: two of the same desk keep each other out anyway.
        let other = try DeskFixture(
            mailbox: "url = \"imaps://localhost:\(desk.dovecot.imapsPort)/INBOX\"\n" + desk.login(desk.tokenFile),
            smtp: "url = \"maildir:out\"")
        try other.write("secret", TokenServer.clientSecret + "\n")
        chmod(other.path("secret"), 0o600)
        for round in 1...4 {
            let both = [try desk.fixture.start("ingest"), try other.start("ingest")]
            for process in both {
                let output = process.wait()
                #expect(output.status == 0, "\(output.stderr)")
            }
            #expect(desk.server.requests.count == round * 2)
        }
        #expect(desk.kept == desk.server.refreshToken)
        #expect(Set(desk.server.requests.compactMap { $0["refresh_token"] }).count == 8)
    }

    @Test("a token server that says nothing does not keep the gateway from its end")
    func hangs() async throws {
        let desk = try OAuthDesk()
        try desk.deliver("one")
        try desk.fixture.succeed("ingest")
        // Both the mailbox and the mail that waits want a token now.
        desk.server.on(.hang)
        let before = desk.server.connections
        let gateway = try desk.fixture.start("serve")
        #expect(try await eventually(within: .seconds(600)) { desk.server.connections > before }, "\(gateway.stderr)")
        gateway.signal(SIGTERM)
        let output = gateway.wait()
        #expect(output.status == 0 && output.stderr.contains("stopped"), "\(output.stderr)")
    }

    @Test("a client secret that is no more gets one question, and a clear answer")
    func wrongSecret() throws {
        let desk = try OAuthDesk()
        try desk.fixture.write("secret", "another\n")
        let output = try desk.fixture.run("ingest")
        #expect(output.status == 78 && output.stderr.contains("invalid_client"), "\(output.stderr)")
        #expect(!output.stderr.contains("another\n") && output.stderr.contains("client_secret_file"))
        #expect(desk.server.requests.count == 1)
        #expect(try desk.state() == "settings")
    }

    @Test("in a browser: an address that is pasted and belongs to another sign-in is refused")
    func byBrowser() throws {
        let desk = try OAuthDesk()
        let old = desk.kept
        let foreign = try desk.fixture.run(
            "oauth", "sign-in", "support", "--browser", input: "http://localhost:8400/?code=good-code&state=x\n")
        #expect(foreign.status == 65 && foreign.stderr.contains("not the address"), "\(foreign.stderr)")
        #expect(foreign.stdout.contains("http://127.0.0.1:9/authorize?response_type=code&client_id=desk"))
        #expect(desk.kept == old)
        let unknown = try desk.fixture.run("oauth", "sign-in", "sales")
        #expect(unknown.status == 78 && unknown.stderr.contains("only support, smtp"), "\(unknown.stderr)")
    }
}

@Suite("Passwords", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .timeLimit(.minutes(30)), .ownThread)
struct PasswordChangeTests {
    @Test("one that is corrected while the gateway runs counts with the next connection")
    func corrected() async throws {
        let directory = try TemporaryDirectory()
        let certificates = try Certificates.make(in: directory)
        let dovecot = try DovecotServer.start(in: directory, certificates: certificates)
        let sink = try SMTPSink()
        let desk = try DeskFixture(
            mailbox: DeskFixture.imap(dovecot, certificates, more: "poll_seconds = 1"), smtp: DeskFixture.smtp(sink),
            in: directory)
        try desk.write("password", "guess\n")
        try dovecot.folder().deliver(SampleMail.plain(id: "one@district.example"))
        let gateway = try desk.start("serve")
        #expect(
            try await eventually(within: .seconds(600)) { gateway.stderr.contains("mailbox not read") },
            "\(gateway.stderr)")
        try desk.write("password", DovecotServer.password + "\n")
        #expect(try await eventually(within: .seconds(900)) { sink.accepted.count == 1 }, "\(gateway.stderr)")
        gateway.signal(SIGTERM)
        let output = gateway.wait()
        #expect(output.status == 0 && !output.stderr.contains("guess"))
    }
}
