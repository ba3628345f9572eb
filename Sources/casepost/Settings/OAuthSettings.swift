internal import MailIngest
internal import MailTransport

/// `oauth2` of a mailbox or of `[smtp]`, checked; secrets are not read yet.
struct OAuthSettings: Sendable, Equatable {
    /// What this desk is to the token server; its name is that of the mailbox, or `smtp`.
    var client: OAuthClient
    /// Where the client's secret is, if it has one.
    var clientSecret: PasswordSource?
    /// Where the refresh token is kept; `nil` with a grant that has none.
    var refreshTokenFile: String?
    /// What is known to end it.
    var terms = OAuthTerms()
    /// How a person signs in.
    var signIn = SignIn()

    /// The addresses for signing in, as far as the server has them.
    struct SignIn: Sendable, Equatable {
        /// Where a code is had that a person types on another device (RFC 8628).
        var deviceURL: TokenServerURL?
        /// The page that a person opens in a browser (RFC 6749 section 4.1).
        var authorizeURL: TokenServerURL?
        /// What that page wants to be told besides.
        var parameters: [Parameter] = []
        /// Where that page sends the browser afterwards.
        var redirectURL = "http://localhost:8400/"
    }

    /// A parameter of the page.
    struct Parameter: Sendable, Equatable {
        var name: String
        var value: String
    }

    /// Whether both are one login, whoever uses it.
    func isSame(as other: OAuthSettings) -> Bool {
        var other = other
        other.client.name = client.name
        return self == other
    }
}

/// A login with tokens, and who uses it.
struct OAuthLogin: Sendable {
    var settings: OAuthSettings
    /// Mailboxes by their names, and `smtp`.
    var users: [String]
}

extension Settings {
    /// The name of the way out among those of mailboxes.
    static let smtpLogin = "smtp"

    /// Every login with tokens once; a mailbox and the way out that have the same settings share one.
    var oauthLogins: [OAuthLogin] {
        var logins: [OAuthLogin] = []
        for (user, login) in namedLogins {
            guard case .tokens(let settings) = login.proof else { continue }
            if let index = logins.firstIndex(where: { $0.settings.isSame(as: settings) }) {
                logins[index].users.append(user)
            } else {
                logins.append(OAuthLogin(settings: settings, users: [user]))
            }
        }
        return logins
    }

    /// What is wrong with two logins together.
    var oauthProblems: [(user: String, text: String)] {
        var problems: [(user: String, text: String)] = []
        var seen: [OAuthLogin] = []
        for login in oauthLogins {
            let user = login.users[0]
            if let file = login.settings.refreshTokenFile,
                let other = seen.first(where: { $0.settings.refreshTokenFile == file })
            {
                problems.append(
                    (
                        user,
                        "has the refresh_token_file of \(other.users[0]) and differs from it otherwise; make all of oauth2 alike, or name another file"
                    ))
            } else if seen.contains(where: { $0.users.contains(user) }) {
                problems.append((user, "is the login of a mailbox of the same name too; give the mailbox another name"))
            }
            seen.append(login)
        }
        return problems
    }

    private var namedLogins: [(user: String, login: Login)] {
        var logins: [(user: String, login: Login)] = []
        for mailbox in mailboxes {
            if case .imap(_, let login?, _) = mailbox.source { logins.append((mailbox.configuration.name, login)) }
        }
        if case .server(_, let login?) = smtp.destination { logins.append((Self.smtpLogin, login)) }
        return logins
    }
}
