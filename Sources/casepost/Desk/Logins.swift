internal import Core
internal import FoundationEssentials
internal import Logging
internal import MailTransport

/// What the desk's connections log in with: one source for each login, whoever shares it.
struct Logins: Sendable {
    /// One login with tokens.
    struct Entry: Sendable {
        let login: OAuthLogin
        let vault: TokenFiles
        let tokens: AccessTokens

        /// How it stands at that time.
        func report(at now: Date) -> OAuthReport {
            OAuthReport(
                login.settings.client, users: login.users, record: vault.record(), hasRefreshToken: vault.isSignedIn,
                terms: login.settings.terms, at: now)
        }
    }

    /// Every login with tokens.
    let entries: [Entry]
    private let environment: [String: String]

    /// Prepares them; nothing is read or sent.
    init(_ settings: Settings, log: Logger, now: @escaping @Sendable () -> Date) throws {
        let environment = ProcessInfo.processInfo.environment
        self.environment = environment
        let folder = FilePath.folder(of: settings.store.database)
        entries = try settings.oauthLogins.map { login in
            let vault = TokenFiles(login.settings, folder: folder, environment: environment)
            let tokens = try AccessTokens(login.settings.client, vault: vault, log: log, now: now)
            return Entry(login: login, vault: vault, tokens: tokens)
        }
    }

    /// What a login uses; a password that can't be read now is an error at once, not at the first connection.
    func source(_ login: Login?) throws -> any CredentialSource {
        guard let login else { return Credentials.none }
        switch login.proof {
        case .password(let password):
            _ = try password.read(environment: environment)
            return PasswordCredentials(user: login.username, password: password, environment: environment)
        case .tokens(let settings):
            _ = try settings.clientSecret?.read(environment: environment)
            guard let entry = entries.first(where: { $0.login.settings.isSame(as: settings) }) else {
                preconditionFailure("a login that is not of these settings")
            }
            return BearerCredentials(user: login.username, tokens: entry.tokens)
        }
    }

    /// Logs in to look into a mailbox once; `nil` where it is on no server.
    func session(of mailbox: Settings.Mailbox) async throws -> (session: IMAPSession, folder: String)? {
        guard case .imap(let endpoint, let login, let folder) = mailbox.source else { return nil }
        return (try await IMAPSession.opened(endpoint, as: try source(login)), folder)
    }

    /// How every login with tokens stands.
    func reports(at now: Date) -> [OAuthReport] { entries.map { $0.report(at: now) } }
}
