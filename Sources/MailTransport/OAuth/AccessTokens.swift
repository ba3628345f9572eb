public import Core
public import FoundationEssentials
public import Logging

/// The access tokens of one login, obtained when needed and renewed before they end.
///
/// It works on a thread of its own and blocks there, so that however many ask, the server is asked once. A refresh token
/// that an answer brings is durable before anything of that answer is used; docs/decisions/0014 says what that costs.
public actor AccessTokens {
    /// What this desk is to the token server.
    public nonisolated let client: OAuthClient
    nonisolated let vault: any TokenVault
    nonisolated let now: @Sendable () -> Date
    private let executor: ThreadExecutor
    private let log: Logger
    private var access: (token: Secret, isGoodUntil: ContinuousClock.Instant)?
    /// What a server gave and no file has yet.
    private var unsaved: (grant: TokenGrant, instead: Secret?, isGoodUntil: ContinuousClock.Instant)?
    private var pause: TokenPause?
    private var trouble: OAuthRecord.Trouble?
    private var lastRefusal: ContinuousClock.Instant?

    /// The thread on which everything here runs.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Prepares; nothing is read or sent before somebody asks.
    public init(
        _ client: OAuthClient, vault: any TokenVault, log: Logger, now: @escaping @Sendable () -> Date
    ) throws(TransportFailure) {
        executor = try ThreadExecutor(name: "oauth")
        self.client = client
        self.vault = vault
        self.log = log
        self.now = now
    }

    deinit { executor.stop() }

    /// An access token that is good for a while.
    ///
    /// Cancelling the task ends only the wait: what the server is about to answer must be kept.
    public nonisolated func token() async throws(TransportFailure) -> Secret {
        let (answers, continuation) = AsyncStream.makeStream(of: Result<Secret, TransportFailure>.self)
        Task {
            continuation.yield(await self.result())
            continuation.finish()
        }
        for await answer in answers { return try answer.get() }
        throw TransportFailure(.closed, detail: "cancelled while a token was obtained")
    }

    /// Learns that a mail server refused a token; whether asking again gives another.
    ///
    /// A mail server that refuses fresh tokens too does not have one made at each attempt.
    public func refused(_ token: Secret) -> Bool {
        guard let access, access.token == token else { return true }
        let now = ContinuousClock.now
        if let lastRefusal, now < lastRefusal + Self.refusalPause { return false }
        lastRefusal = now
        self.access = nil
        return true
    }

    private func result() -> Result<Secret, TransportFailure> {
        if let access, .now < access.isGoodUntil { return .success(access.token) }
        do throws(TransportFailure) {
            let token = try renewed()
            recovered()
            return .success(token)
        } catch {
            tell(error)
            return .failure(error)
        }
    }

    // MARK: Renewing

    private func renewed() throws(TransportFailure) -> Secret {
        switch client.grant {
        case .clientCredentials:
            return try ask(TokenPause.Inputs(refreshToken: nil, clientSecret: try vault.clientSecret()))
        case .refreshToken:
            let lock = try vault.lock()
            defer { withExtendedLifetime(lock) {} }
            let kept = try vault.refreshToken()
            if let token = try saveRest(besides: kept) { return token }
            // What was just saved counts, or what another process left.
            guard let refreshToken = try vault.refreshToken() else {
                throw TransportFailure(
                    .signInNeeded, detail: "nobody has signed in yet; run: \(client.signInCommand)")
            }
            try vault.checkRoom()
            return try ask(TokenPause.Inputs(refreshToken: refreshToken, clientSecret: try vault.clientSecret()))
        }
    }

    /// Asks the server, unless it shall be left alone.
    private func ask(_ inputs: TokenPause.Inputs) throws(TransportFailure) -> Secret {
        if let failure = pause?.failure(with: inputs, now: .now) { throw failure }
        var retryAfter: Duration?
        do throws(TransportFailure) {
            let (answer, wait) = try exchange(form(inputs), clientSecret: inputs.clientSecret)
            retryAfter = wait
            return try use(try granted(answer), instead: inputs.refreshToken)
        } catch {
            if error.kind != .localFile {
                pause = TokenPause(
                    after: error, inputs, before: pause, retryAfter: retryAfter, jitter: .random(in: 0...1), now: .now)
            }
            throw error
        }
    }

    private func form(_ inputs: TokenPause.Inputs) -> FormFields {
        var form = FormFields()
        switch client.grant {
        case .clientCredentials: form.add("grant_type", "client_credentials")
        case .refreshToken:
            form.add("grant_type", "refresh_token")
            if let token = inputs.refreshToken { form.add("refresh_token", token) }
        }
        if !client.scope.isEmpty { form.add("scope", client.scope) }
        return form
    }

    /// What was granted, or the failure that a refusal is.
    func granted(_ answer: TokenAnswer) throws(TransportFailure) -> TokenGrant {
        switch answer {
        case .granted(let grant): return grant
        case .unusable(let text): throw TransportFailure(.tokenUnavailable, detail: "\(client.tokenURL): \(text)")
        case .refused(let refusal):
            let detail = "\(client.tokenURL): \(refusal.description)"
            switch refusal.meaning {
            case .signIn where client.grant == .refreshToken:
                throw TransportFailure(.signInNeeded, detail: "\(detail); run: \(client.signInCommand)")
            case .signIn, .settings: throw TransportFailure(.tokenRefused, detail: detail)
            case .passing: throw TransportFailure(.tokenUnavailable, detail: detail)
            }
        }
    }

    /// Sends a form to the token server, with what says who this client is.
    func exchange(
        _ form: FormFields, to url: TokenServerURL? = nil, clientSecret: Secret?
    ) throws(TransportFailure) -> (TokenAnswer, retryAfter: Duration?) {
        let (reply, secrets) = try send(form, to: url, clientSecret: clientSecret)
        return (TokenAnswer(reply, hiding: secrets), reply.retryAfter)
    }

    /// The same, for answers of another form; also what no text may carry.
    func send(
        _ form: FormFields, to url: TokenServerURL?, clientSecret: Secret?
    ) throws(TransportFailure) -> (TokenServerReply, secrets: [Secret]) {
        var form = form
        var basic: (id: String, secret: Secret)?
        if client.authentication == .basic, let clientSecret {
            basic = (client.id, clientSecret)
        } else {
            form.add("client_id", client.id)
            if let clientSecret { form.add("client_secret", clientSecret) }
        }
        let request = TokenRequest(url: url ?? client.tokenURL, form: form, basic: basic, caFile: client.caFile)
        return (try request.perform(), form.secrets + (clientSecret.map { [$0] } ?? []))
    }

    // MARK: Keeping

    /// Makes the refresh token durable, then the access token that came with it.
    func use(_ grant: TokenGrant, instead old: Secret?) throws(TransportFailure) -> Secret {
        Failpoint.oauthAnswered.pass()
        let isGoodUntil = ContinuousClock.now + grant.lifetime - Self.margin(of: grant.lifetime)
        if let refreshToken = grant.refreshToken, refreshToken != old {
            unsaved = (grant, old, isGoodUntil)
            try vault.save(refreshToken)
            unsaved = nil
        }
        Failpoint.oauthSaved.pass()
        return take(grant, isGoodUntil)
    }

    /// Writes a refresh token that could not be written before, unless somebody else has put another one there.
    private func saveRest(besides kept: Secret?) throws(TransportFailure) -> Secret? {
        guard let (grant, old, isGoodUntil) = unsaved, let refreshToken = grant.refreshToken else { return nil }
        if kept == old { try vault.save(refreshToken) }
        unsaved = nil
        guard kept == old, .now < isGoodUntil else { return nil }
        return take(grant, isGoodUntil)
    }

    private func take(_ grant: TokenGrant, _ isGoodUntil: ContinuousClock.Instant) -> Secret {
        access = (grant.accessToken, isGoodUntil)
        pause = nil
        var record = vault.record()
        record.succeeded(grant, at: now())
        keep(record)
        return grant.accessToken
    }

    func keep(_ record: OAuthRecord) {
        do throws(TransportFailure) { try vault.save(record) } catch {
            log.warning(
                "what is known of a login can't be written", metadata: ["login": "\(client.name)", "error": "\(error)"])
        }
    }

    // MARK: Telling

    /// Says the first time, and when it becomes another trouble, what is wrong and what to do.
    private func tell(_ failure: TransportFailure) {
        let trouble = OAuthRecord.Trouble(failure)
        var record = vault.record()
        if record.failed(trouble, failure.detail, at: now()) { keep(record) }
        guard trouble != self.trouble else { return }
        self.trouble = trouble
        let metadata: Logger.Metadata = [
            "login": "\(client.name)", "error": "\(failure.summary): \(failure.detail)", "do": "\(failure.advice)",
        ]
        switch trouble {
        case .server: log.warning("no access token", metadata: metadata)
        case .signIn, .settings, .file: log.error("no access token", metadata: metadata)
        }
    }

    private func recovered() {
        guard trouble != nil else { return }
        trouble = nil
        log.notice("access tokens are given again", metadata: ["login": "\(client.name)"])
    }

    /// So long before its end a token is renewed: a connection must be made in that time.
    static func margin(of lifetime: Duration) -> Duration { min(.seconds(300), lifetime / 4) }

    private static let refusalPause = Duration.seconds(600)
}

/// Logs one user in with the access tokens of a login.
public struct BearerCredentials: CredentialSource {
    private let user: String
    private let tokens: AccessTokens

    /// Logs in as that user of the mail server.
    public init(user: String, tokens: AccessTokens) {
        self.user = user
        self.tokens = tokens
    }

    /// The user with an access token that is good for a while.
    public func credentials() async throws(TransportFailure) -> Credentials {
        .bearer(user: user, token: try await tokens.token())
    }

    /// Whether there is a fresher token.
    public func refused(_ credentials: Credentials) async -> Bool {
        guard case .bearer(_, let token) = credentials else { return false }
        return await tokens.refused(token)
    }
}
