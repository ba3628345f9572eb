import Foundation
import TestSupport

/// A desk whose mailbox and way out log in with tokens of a token server of the test's own.
struct OAuthDesk {
    let directory: TemporaryDirectory
    let server: TokenServer
    let dovecot: DovecotServer
    let postfix: PostfixServer
    let fixture: DeskFixture
    private let certificates: Certificates
    private let grant: String

    init(lifetime: Int = 3600, grant: String = "refresh_token") throws {
        directory = try TemporaryDirectory()
        let certificates = try Certificates.make(in: directory)
        server = try TokenServer(user: DeskFixture.address, lifetime: lifetime)
        var options = DovecotServer.Options()
        options.configuration = try server.dovecotConfiguration(in: directory)
        dovecot = try DovecotServer.start(in: directory, certificates: certificates, options: options)
        postfix = try PostfixServer.start(in: directory, certificates: certificates, authentication: dovecot)
        (self.certificates, self.grant) = (certificates, grant)
        let login = Self.login(server, certificates, grant, "var/mail.token")
        fixture = try DeskFixture(
            mailbox: "url = \"imaps://localhost:\(dovecot.imapsPort)/INBOX\"\npoll_seconds = 1\n\(login)",
            smtp: "url = \"smtp://localhost:\(postfix.submissionPort)\"\n\(login)", in: directory)
        try fixture.write("secret", TokenServer.clientSecret + "\n")
        chmod(fixture.path("secret"), 0o600)
        if grant == "refresh_token" { try put(server.signIn()) }
    }

    /// The lines of a login whose refresh token is in that file.
    func login(_ tokenFile: String) -> String { Self.login(server, certificates, grant, tokenFile) }

    private static func login(
        _ server: TokenServer, _ certificates: Certificates, _ grant: String, _ tokenFile: String
    ) -> String {
        var keys = [
            "token_url = \"\(server.url())\"", "client_id = \"\(TokenServer.clientID)\"",
            "client_secret_file = \"secret\"", "grant = \"\(grant)\"",
        ]
        if grant == "refresh_token" {
            keys += [
                "refresh_token_file = \"\(tokenFile)\"", "device_url = \"\(server.url("/device"))\"",
                "authorize_url = \"http://127.0.0.1:9/authorize\"",
            ]
        }
        return """
            username = "\(DeskFixture.address)"
            ca_file = "\(certificates.authority)"
            oauth2 = {\(keys.joined(separator: ", "))}
            """
    }

    /// The refresh token's file.
    var tokenFile: String { fixture.path("var/mail.token") }

    /// What the file has.
    var kept: String {
        ((try? String(contentsOfFile: tokenFile, encoding: .utf8)) ?? "").trimmingCharacters(in: .newlines)
    }

    /// Writes a refresh token into the file.
    func put(_ token: String) throws {
        try fixture.write("var/mail.token", token + "\n")
        chmod(tokenFile, 0o600)
    }

    /// A message arrives.
    func deliver(_ id: String) throws { try dovecot.folder().deliver(SampleMail.plain(id: "\(id)@district.example")) }

    /// The state that `oauth status` prints.
    func state() throws -> String {
        try fixture.jsonLines(fixture.run("oauth", "status", "--json").stdout).first?["state"] as? String ?? "none"
    }

    /// Everything that must never be shown.
    var secrets: [String] {
        [TokenServer.clientSecret, kept, server.refreshToken ?? "none"]
            + server.requests.compactMap { $0["refresh_token"] }
    }
}
