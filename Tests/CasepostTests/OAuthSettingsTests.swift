import Core
import Foundation
import MailTransport
import TestSupport
import Testing

@testable import casepost

private func file(_ mailbox: String, smtp: String = "url = \"maildir:out\"") -> String {
    """
    [[mailbox]]
    name = "support"
    address = "support@example.org"
    url = "imaps://imap.example.org"
    username = "support@example.org"
    \(mailbox)
    [smtp]
    \(smtp)
    """
}

private func settings(_ text: String) throws -> Settings {
    try SettingsFile(file: "casepost.toml", folder: "/desk").settings(text)
}

/// What is wrong with that `oauth2`, which stands on line 6, without the file's name.
private func problems(_ oauth2: String) -> [String] {
    do {
        _ = try settings(file("oauth2 = {\(oauth2)}"))
        return []
    } catch let problems as FileProblems {
        return problems.problems.map { "\($0)".replacing("casepost.toml:6: ", with: "") }
    } catch { return ["\(error)"] }
}

private let own =
    "token_url = \"https://login.example/token\", client_id = \"desk\", refresh_token_file = \"var/t\""

@Suite("Settings of logins with tokens", .ownThread)
struct OAuthSettingsTests {
    @Test("Microsoft and Google need few of them")
    func providers() throws {
        let microsoft = try #require(
            try settings(
                file(
                    "oauth2 = {provider = \"microsoft\", tenant = \"contoso.example\", client_id = \"c\", refresh_token_file = \"var/t\"}"
                )
            ).oauthLogins.first)
        #expect(
            microsoft.settings.client.tokenURL.description
                == "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token")
        #expect(microsoft.settings.client.scope.hasSuffix("SMTP.Send offline_access"))
        #expect(microsoft.settings.signIn.deviceURL != nil && microsoft.settings.terms.idleDays == 90)
        #expect(microsoft.settings.refreshTokenFile == "/desk/var/t" && microsoft.users == ["support"])
        let google = try #require(
            try settings(
                file(
                    "oauth2 = {provider = \"google\", client_id = \"c\", client_secret_file = \"s\", refresh_token_file = \"t\"}"
                )
            ).oauthLogins.first)
        #expect(google.settings.client.scope == "https://mail.google.com/")
        #expect(google.settings.signIn.deviceURL == nil && google.settings.signIn.authorizeURL != nil)
        #expect(google.settings.clientSecret == .file("/desk/s"))
        let app = try #require(
            try settings(
                file(
                    "oauth2 = {provider = \"microsoft\", grant = \"client_credentials\", tenant = \"contoso.example\", client_id = \"c\", client_secret_env = \"S\", client_secret_expires = 2027-05-01}"
                )
            ).oauthLogins.first)
        #expect(app.settings.client.scope == "https://outlook.office365.com/.default")
        #expect(app.settings.refreshTokenFile == nil && app.settings.client.grant == .clientCredentials)
        #expect(app.settings.terms.clientSecretEnds == Date(timeIntervalSince1970: 1_809_129_600))
    }

    @Test("a mailbox and the way out with the same oauth2 share one login; with another they don't")
    func sharing() throws {
        let smtp = "url = \"smtp://smtp.example.org\"\nusername = \"support@example.org\"\n"
        let shared = try settings(file("oauth2 = {\(own)}", smtp: smtp + "oauth2 = {\(own)}")).oauthLogins
        #expect(shared.map(\.users) == [["support", "smtp"]] && shared[0].settings.client.name == "support")
        let other = own.replacing("var/t", with: "var/u")
        let apart = try settings(file("oauth2 = {\(own)}", smtp: smtp + "oauth2 = {\(other)}")).oauthLogins
        #expect(apart.map(\.users) == [["support"], ["smtp"]])
        let mixed = own.replacing("\"desk\"", with: "\"other\"")
        #expect(
            throws: FileProblems([
                FileProblem(
                    file: "casepost.toml", subject: "oauth2 of smtp",
                    text:
                        "has the refresh_token_file of support and differs from it otherwise; make all of oauth2 alike, or name another file"
                )
            ])
        ) { try settings(file("oauth2 = {\(own)}", smtp: smtp + "oauth2 = {\(mixed)}")) }
    }

    @Test(
        "mistakes name the key and say what to write",
        arguments: [
            (
                "client_id = \"c\", refresh_token_file = \"t\"",
                "token_url: is missing; write it, or provider = \"microsoft\" or \"google\""
            ),
            (
                own.replacing("https:", with: "http:"),
                "token_url: is no address that secrets may be sent to; write https://HOST/PATH"
            ),
            (
                own.replacing(", client_id = \"desk\"", with: ""),
                "client_id: is missing; write the id that the provider gave this client"
            ),
            (
                own.replacing(", refresh_token_file = \"var/t\"", with: ""),
                "refresh_token_file: is missing; write a name such as var/NAME.token: sign-in makes it"
            ),
            (own + ", scop = \"x\"", "scop: is not known; correct or remove it (did you mean \"scope\"?)"),
            (own + ", tenant = \"x\"", "tenant: has a meaning with provider = \"microsoft\" only; remove it"),
            (
                own + ", grant = \"password\"",
                "grant: \"password\" is not one of refresh_token, device_code, client_credentials; use one of them"
            ),
            (own + ", grant = \"device_code\"", "grant: is \"device_code\" and there is no device_url; add it"),
            (
                own + ", client_auth = \"basic\"",
                "client_auth: is \"basic\" and there is no secret; add client_secret_file, or write \"body\""
            ),
            (
                own + ", client_secret_expires = 2027-05-01",
                "client_secret_expires: has no secret beside it; add client_secret_file, or remove it"
            ),
            (
                own + ", client_secret_file = \"s\", client_secret_env = \"S\"",
                "client_secret_env: stands beside client_secret_file; keep one of them"
            ),
            (
                own + ", client_secret_file = \"s\", client_secret_expires = \"soon\"",
                "client_secret_expires: \"soon\" is no date; write it as 2027-05-01"
            ),
            (
                own + ", grant = \"client_credentials\", client_secret_file = \"s\"",
                "refresh_token_file: has no meaning with grant = \"client_credentials\"; remove it"
            ),
            (
                "provider = \"microsoft\", client_id = \"c\", refresh_token_file = \"t\"",
                "tenant: is missing; write the id or the domain of your directory"
            ),
            (
                "provider = \"microsoft\", tenant = \"common\", grant = \"client_credentials\", client_id = \"c\", client_secret_file = \"s\"",
                "tenant: is \"common\", in which no client is at home; write the id of your directory"
            ),
            (
                "provider = \"google\", grant = \"device_code\", client_id = \"c\", refresh_token_file = \"t\"",
                "grant: is \"device_code\", which Google has not for mail; write \"refresh_token\""
            ),
            (
                "provider = \"yahoo\", " + own,
                "provider: \"yahoo\" is not one of microsoft, google; use one of them"
            ),
        ])
    func mistakes(_ oauth2: String, _ expected: String) {
        #expect(problems(oauth2) == ["key mailbox.oauth2." + expected])
    }

    @Test(
        "a login has one proof, and a name",
        arguments: [
            (
                "password_file = \"p\"\noauth2 = {\(own)}",
                "table [mailbox.oauth2]: stands beside password_file; keep one of them"
            ),
            ("oauth2 = 1", "key mailbox.oauth2: is a whole number; write a table: [mailbox.oauth2]"),
        ])
    func proofs(_ lines: String, _ expected: String) throws {
        let problems = #expect(throws: FileProblems.self) { try settings(file(lines)) }
        #expect(problems?.problems.contains { "\($0)".hasSuffix(expected) } == true, "\(problems?.description ?? "")")
    }

    @Test("the question that a browser carries has a proof that only its author can give (RFC 7636 appendix B)")
    func browser() throws {
        #expect(
            AuthorizationRequest.challenge(of: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
                == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
        let login = try #require(
            try settings(
                file("oauth2 = {provider = \"google\", client_id = \"c&d\", refresh_token_file = \"t\"}")
            ).oauthLogins.first)
        let url = try #require(login.settings.signIn.authorizeURL)
        let request = AuthorizationRequest(url: url, login.settings)
        let items = try #require(URLComponents(string: request.address)?.queryItems)
        func value(_ name: String) -> String? { items.first { $0.name == name }?.value }
        #expect(value("client_id") == "c&d" && value("access_type") == "offline" && value("prompt") == "consent")
        #expect(value("code_challenge") == AuthorizationRequest.challenge(of: request.verifier.reveal()))
        let state = try #require(value("state"))
        #expect(try request.code(in: " http://localhost:8400/?state=\(state)&code=4/x%20y\n").reveal() == "4/x y")
        for pasted in [
            "", "4/x", "http://localhost:8400/?code=x", "http://localhost:8400/?code=x&state=other",
            "http://localhost:8400/?state=\(state)", "http://localhost:8400/?state=\(state)&error=access_denied",
        ] {
            #expect(throws: BadValue.self) { try request.code(in: pasted) }
        }
    }
}
