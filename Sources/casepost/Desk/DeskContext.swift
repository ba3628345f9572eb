internal import Core
internal import FoundationEssentials
internal import Logging
internal import MailAuth
internal import MailIngest
internal import MailTransport
internal import Notifier
internal import Store
internal import Templates
internal import Web

/// All parts of a desk, put together as the settings say.
struct DeskContext: Sendable {
    let settings: Settings
    let database: DeskDatabase
    let desk: Desk
    let log: Logger
    let now: @Sendable () -> Date
    let keys: KeyRing
    /// What connections log in with.
    let logins: Logins
    private let tokens: ReplyTokens
    /// The desk's own templates, if it has any; those that are built in are compiled only where mail is sent.
    private let ownTemplates: TemplateSet?
    private let resolver: CachingTXTResolver

    /// Reads settings, keys and templates, and opens the database; throws before anything is done when something is wrong.
    init(_ global: GlobalOptions, logsEverything: Bool = false) throws {
        settings = try Self.settings(global)
        let secrets = try SecretKeyFile.read(settings.site.secretFile)
        ownTemplates = try settings.site.templates.map { try TemplateSet(overrides: $0) }
        database = try DeskDatabase(
            path: settings.store.database, blobFolder: settings.store.blobs, digest: { Digest.sha256($0) })
        guard let ring = KeyRing(secrets, tenant: try database.deskName()) else {
            throw CommandFailure(
                .configuration, "\(settings.site.secretFile): no usable key; make one with casepost init")
        }
        keys = ring
        tokens = ReplyTokens(keys: ring)
        resolver = CachingTXTResolver(try Self.systemResolver(settings.dnsServers))
        // A command that ends says itself what it did; only what went wrong is worth a line.
        log = Logger.casepost(settings.log, atLeast: logsEverything ? .trace : .warning)
        now = global.clock
        logins = try Logins(settings, log: log, now: now)
        let addresses = settings.mailboxes.map { ($0.configuration.name, $0.configuration.replyAddress) }
        let planner = NotificationPlanner(
            tokens: tokens, mailboxes: Dictionary(addresses, uniquingKeysWith: { first, _ in first }))
        desk = Desk(
            rules: try Self.rules(settings), planner: planner, limits: settings.limits, onCall: settings.onCall,
            surveys: settings.surveyTerms, quietTime: Double(settings.quietSeconds))
    }

    /// Reads the settings; from then on root works as the user whose desk it is.
    static func settings(_ global: GlobalOptions) throws -> Settings {
        let settings = try Settings.load(global.configFile)
        try DeskUser.become(settingsFile: global.configFile, database: settings.store.database)
        return settings
    }

    /// The rules by which the clocks of cases are set.
    static func rules(_ settings: Settings) throws -> CaseRules {
        guard let rules = CaseRules(settings.preset) else {
            throw CommandFailure(
                .configuration, "calendar.time_zone: \(settings.preset.calendar.timeZone) is not on this machine")
        }
        return rules
    }

    /// Asks the DNS servers of the settings, or the system's own.
    static func systemResolver(_ servers: [String]) throws -> SystemTXTResolver {
        guard let resolver = SystemTXTResolver(servers: servers) else {
            throw CommandFailure(
                .configuration,
                "dns.servers: \(servers.joined(separator: ", ")): not all are IP addresses; write 192.0.2.1:53 or [2001:db8::1]:53"
            )
        }
        return resolver
    }

    /// Opens only the database, for commands that ask or change the registry.
    static func openDatabase(_ global: GlobalOptions) throws -> DeskDatabase { try openStore(global).database }

    /// Opens only the database, and gives the settings that say where it is.
    static func openStore(_ global: GlobalOptions) throws -> (settings: Settings, database: DeskDatabase) {
        let settings = try Self.settings(global)
        let database = try DeskDatabase(
            path: settings.store.database, blobFolder: settings.store.blobs, digest: { Digest.sha256($0) })
        return (settings, database)
    }

    /// Takes the right to receive and send for this desk, unless it is there, and over what a process that died with it left.
    func takeOver(holding lock: GatewayLock? = nil) async throws -> GatewayLock {
        let lock = try lock ?? GatewayLock(besides: settings.store.database)
        tellTrust()
        tellOnCall()
        try await tellContents()
        // A process that dies again and again must not send the same mail at every start.
        let retry = now().addingTimeInterval(60)
        try await database.write { try $0.releaseLeases(retryAt: retry) }
        return lock
    }

    /// The intake of a mailbox.
    func intake(
        for mailbox: Settings.Mailbox, onResult: @escaping @Sendable (InboundResult, IntakeReport) -> Void = { _, _ in }
    ) -> Intake<DeskDatabase> {
        Intake(
            storage: database, desk: desk, rules: rules, tokens: tokens, resolver: resolver,
            mailbox: mailbox.configuration, log: log, now: now, onResult: onResult)
    }

    /// What all mailboxes have in common.
    private var rules: IntakeRules {
        IntakeRules(
            ours: settings.ownAddresses,
            policies: Dictionary(
                settings.accounts.map { ($0.name, $0.policy) }, uniquingKeysWith: { first, _ in first }),
            limits: settings.limits)
    }

    /// The name under which somebody acts: the address of an advisor, or that of the operator.
    func actor(_ address: EmailAddress?) async throws -> String {
        try await database.read { try ContactCommand.actor(address, $0) }
    }

    /// What reads a mailbox by itself.
    func watcher(
        of mailbox: Settings.Mailbox, onResult: @escaping @Sendable (InboundResult, IntakeReport) -> Void = { _, _ in }
    ) throws -> MailboxWatcher {
        let intake = intake(for: mailbox, onResult: onResult)
        switch mailbox.source {
        case .imap(let endpoint, let login, let folder):
            let source = try logins.source(login)
            return .imap(
                IMAPIntake(intake, folder: folder, start: IntakeStart(mailbox.start), spoolFolder: database.spoolFolder)
                {
                    try await IMAPSession.opened(endpoint, as: source)
                })
        case .maildir(let path):
            return .maildir(
                MaildirIntake(
                    intake, path: path, start: IntakeStart(mailbox.start), spoolFolder: database.spoolFolder),
                MaildirNews(path: path))
        case .pipe: return .pipe(PipeIntake(intake, spoolFolder: database.spoolFolder))
        }
    }

    /// Takes old mail into a mailbox without telling anybody.
    func mailImport(into mailbox: Settings.Mailbox, isOpen: Bool, isTrusting: Bool) async throws
        -> MailImport<DeskDatabase>
    {
        MailImport(
            storage: database, desk: desk, rules: rules, tokens: tokens, mailbox: mailbox.configuration,
            conversations: try await database.read { try $0.conversations() }, isOpen: isOpen, isTrusting: isTrusting,
            now: now)
    }

    /// What signs all mail, its keys read now.
    func signers() throws -> [DKIMSigner] { try DKIMKeyFile.signers(settings.smtp.dkim) }

    /// Warns at each start of signatures that receivers won't believe; that the DNS doesn't answer is no reason to stop.
    func tellSigning(by signers: [DKIMSigner]) async {
        let check = SigningCheck(signers: signers, authorDomain: settings.smtp.from.emailAddress?.domain ?? "")
        for finding in await check.findings(resolver, at: now()) { finding.tell(log) }
    }

    /// What sends the outbox, each mail signed by all of `signers`.
    func outboxRunner(
        signedBy signers: [DKIMSigner], _ templates: Replaceable<TemplateSet>? = nil, patience: Duration = .seconds(5)
    ) throws -> OutboxRunner<DeskDatabase> {
        OutboxRunner(
            storage: database, sink: try sink(), renderer: try renderer(signedBy: signers, templates),
            rate: SendingRate(perMinute: settings.smtp.ratePerMinute), patience: patience, log: log,
            now: now)
    }

    /// What makes mails of the outbox, as accounts chose.
    func renderer(
        signedBy signers: [DKIMSigner] = [], _ templates: Replaceable<TemplateSet>? = nil
    ) throws -> MailRenderer {
        guard let address = settings.smtp.from.emailAddress else {
            throw CommandFailure(.configuration, "smtp.from: \(settings.smtp.from.address) is not an e-mail address")
        }
        return MailRenderer(
            templates: try templates ?? mailTemplates(), rules: desk.rules, siteName: settings.site.name,
            from: settings.smtp.from, address: address,
            links: MailLinks(
                keys: keys, base: settings.site.publicURL, bounceAddress: settings.smtp.bounceAddress),
            contents: settings.contents, signers: signers)
    }

    /// The templates of mails that count now.
    func mailTemplates() throws -> Replaceable<TemplateSet> {
        Replaceable(try ownTemplates ?? TemplateSet(overrides: nil))
    }

    /// The templates of pages that count now.
    func pages() throws -> Replaceable<PageSet> { Replaceable(try PageSet(overrides: settings.site.templates)) }

    /// What tells the operator how the desk itself is doing.
    var operatorWork: OperatorWork {
        OperatorWork(
            database: database, desk: desk, terms: settings.operatorTerms,
            folder: FilePath.folder(of: settings.store.database), logins: oauthReports, log: log)
    }

    /// What looks after the notices: their copy in a file, and the board of the desk's pages where there is one.
    func noticeWork(board: NoticeBoard? = nil, _ pages: Replaceable<PageSet>? = nil) throws -> NoticeWork {
        NoticeWork(
            notices: StoredNotices(storage: database),
            file: NoticesFile(
                path: settings.noticesFile, pages: try pages ?? self.pages(), siteName: settings.site.name,
                clock: noticeClock,
                publicURL: settings.web == nil ? nil : settings.site.publicURL),
            board: board)
    }

    /// The clocks by which notices are told.
    var noticeClock: NoticeClock { NoticeClock(desk.rules) }

    /// What the desk's pages say of notices, if the settings say where the pages are.
    func noticeBoard() -> NoticeBoard? {
        guard settings.web != nil, let publicURL = settings.site.publicURL else { return nil }
        return NoticeBoard(clock: noticeClock, publicURL: publicURL, now: now)
    }

    /// The desk's pages, if the settings say where they are; `onConfirmed` is called when held messages were let in there.
    func webServer(
        _ board: NoticeBoard?, _ pages: Replaceable<PageSet>, countingIn requests: RequestTally,
        onConfirmed: @escaping @Sendable () -> Void
    ) throws -> WebServer? {
        guard let board, let web = settings.web, let publicURL = settings.site.publicURL else { return nil }
        let configuration = WebConfiguration(
            host: web.host, port: web.port, siteName: settings.site.name, publicURL: publicURL)
        return WebServer(
            configuration: configuration, pages: pages.current, tokens: CapabilityTokens(keys: keys),
            desk: challengeDesk,
            views: StoredCaseViews(storage: database), surveys: StoredSurveyDesk(storage: database, desk: desk),
            notices: StoredNotices(storage: database), board: board, requests: requests, log: log, now: now,
            onConfirmed: onConfirmed)
    }

    /// What answers those who watch the desk, if the settings say where; `signs` are what its workers give.
    func machineService(
        signs: [WorkerSigns], requests: RequestTally, doors: Doors
    ) async throws -> MachineService? {
        guard let machine = settings.machine else { return nil }
        if !["127.0.0.1", "::1", "localhost"].contains(machine.host) {
            log.warning(
                "everybody who reaches this address sees the desk's figures", metadata: ["key": "machine_listen"])
        }
        let watch = try await DeskWatch(
            database: database, signs: signs, folder: FilePath.folder(of: settings.store.database),
            logins: oauthReports, now: now)
        let server = MachineServer(
            host: machine.host, port: machine.port, desk: watch, requests: requests, version: Version.current,
            started: Date(), log: log, now: now)
        return MachineService(server: server, isChosen: machine.isChosen, doors: doors, log: log)
    }

    private var challengeDesk: StoredChallengeDesk<DeskDatabase> {
        let addresses = settings.mailboxes.map { ($0.configuration.name, $0.configuration.address) }
        return StoredChallengeDesk(
            storage: database, addresses: Dictionary(addresses, uniquingKeysWith: { first, _ in first }))
    }

    /// Says at each start whom the mailboxes believe, and warns of those that believe everybody.
    private func tellTrust() {
        for mailbox in settings.mailboxes.map(\.configuration) {
            let servers = mailbox.trust.authservIDs + (mailbox.trust.isMicrosoft ? ["Microsoft 365"] : [])
            log.notice(
                "mailbox",
                metadata: [
                    "mailbox": "\(mailbox.name)",
                    "believes": "\(servers.isEmpty ? "nobody" : servers.joined(separator: ", "))",
                    "sealers": "\(mailbox.trust.trustedSealers.joined(separator: ", "))",
                    "unverified": "\(mailbox.onUnverified.rawValue)",
                ])
            guard mailbox.onUnverified == .trust else { continue }
            log.warning(
                "this mailbox believes any From field: anybody can write as your contacts",
                metadata: ["mailbox": "\(mailbox.name)", "key": "on_unverified"])
        }
    }

    /// Warns at each start of accounts that chose less text in mail, and that the registry does not have: a name that is
    /// mistyped would send all of it.
    private func tellContents() async throws {
        let names = settings.accounts.filter { $0.content != nil }.map(\.name)
        let unknown = try await database.read { transaction in
            try names.filter { try transaction.account(named: $0) == nil }
        }
        for name in unknown {
            log.warning(
                "the registry has no account of that name, so its content counts for nobody",
                metadata: ["account": "\(name)", "key": "account.content"])
        }
    }

    /// Warns at each start where urgent cases should alert somebody, and nobody is named.
    private func tellOnCall() {
        let urgent = settings.preset.priorities.filter(\.alertsOnCall).map(\.name)
        guard settings.onCall == nil, !urgent.isEmpty else { return }
        log.warning(
            "nobody is alerted to urgent cases: set on_call under [notify]",
            metadata: ["priorities": "\(urgent.joined(separator: ", "))"])
    }

    private func sink() throws -> any MailSink {
        switch settings.smtp.destination {
        case .maildir(let path): return try MaildirDelivery(path: path)
        case .server(let endpoint, let login):
            return SMTPPool(
                endpoint: endpoint, credentials: try logins.source(login), connections: settings.smtp.connections)
        }
    }

    /// How every login with tokens stands.
    func oauthReports() -> [OAuthReport] { logins.reports(at: now()) }
}

extension IntakeStart {
    /// The same from the settings.
    fileprivate init(_ start: Settings.Mailbox.Start?) {
        self =
            switch start {
            case .all: .all
            case .now: .now
            case .since(let date): .since(date)
            case nil: .unspecified
            }
    }
}
