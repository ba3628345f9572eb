internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Logging
internal import MailIngest
internal import ServiceLifecycle
internal import Store
internal import UnixSignals
internal import Web

/// `casepost serve`: the gateway.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Receive and send until SIGTERM.",
        discussion: """
            One process for a database: a second one says so and ends, or with --standby waits until the first is gone and \
            goes on in its place.
            """)

    /// After a signal, what is under way may take so long to come to its end; the rest is done after the next start.
    private static let patience = Duration.seconds(6)

    @OptionGroup var global: GlobalOptions
    @Flag(help: "Wait while another process works on the database, and take over when it is gone.")
    var standby = false

    func run() async throws {
        let turn = standby ? try await waitForTurn() : nil
        let context = try DeskContext(global, logsEverything: true)
        let signers = try context.signers()
        let lock = try await context.takeOver(holding: turn)
        async let told: Void = context.tellSigning(by: signers)
        try await context.database.sweepBlobs(now: context.now())
        // One for each who waits for something: mail to be sent, news for the operator, notices.
        let (bell, attention, noticed) = (Doorbell(), Doorbell(), Doorbell())
        let watchers = try context.settings.mailboxes.map { mailbox in
            MailboxService(
                name: mailbox.configuration.name,
                watcher: try context.watcher(of: mailbox) { _, _ in bell.ring() },
                interval: mailbox.pollSeconds.map { .seconds($0) }, passwordFile: mailbox.passwordFile,
                alarm: Doorbell(),
                signs: WorkerSigns("mailbox \(mailbox.configuration.name)", bell: attention), log: context.log)
        }
        let (mails, pages) = (try context.mailTemplates(), try context.pages())
        let outbox = OutboxService(
            runner: try context.outboxRunner(signedBy: signers, mails, patience: OutboxService.patience),
            database: context.database, bell: bell,
            signs: WorkerSigns("outbox", bell: attention), log: context.log, now: context.now)
        let due = DueService(
            work: DueWork(database: context.database, desk: context.desk, log: context.log),
            review: InactivityReview(database: context.database, limits: context.settings.preset.inactivity),
            retention: RetentionWork(database: context.database, rules: context.settings.retention),
            bell: bell, signs: WorkerSigns("clock", bell: attention), log: context.log, now: context.now)
        let keyWatch = KeyFileWatch(file: context.settings.site.secretFile, keys: context.keys, log: context.log)
        let alarms = watchers.map(\.alarm)
        let board = context.noticeBoard()
        let notices = NoticeService(
            work: try context.noticeWork(board: board, pages), bell: noticed, log: context.log, now: context.now)
        try await notices.look()
        let requests = RequestTally()
        let server = try context.webServer(board, pages, countingIn: requests) {
            for alarm in alarms { alarm.ring() }
        }
        let doors = Doors((server == nil ? 0 : 1) + (context.settings.machine == nil ? 0 : 1))
        let web = server.map { WebService(server: $0, doors: doors, log: context.log) }
        let reload = TemplateReload(
            folder: context.settings.site.templates, mails: mails, pages: pages, server: server, log: context.log)
        let signs = watchers.map(\.signs) + [outbox.signs, due.signs]
        let machine = try await context.machineService(signs: signs, requests: requests, doors: doors)
        let operators = OperatorService(
            work: context.operatorWork, workers: signs, bell: attention, outbox: bell, log: context.log,
            now: context.now)
        let writes = DatabaseWatch(path: context.database.path, bells: [bell, attention, noticed])
        let ready = ReadyService(
            manager: ServiceManager(environment: ProcessInfo.processInfo.environment), doors: doors,
            mailboxes: context.settings.mailboxes.map(\.configuration.name).joined(separator: ", "), log: context.log)
        var configuration = ServiceGroupConfiguration(
            services: [outbox, due, keyWatch, notices, operators, writes, reload, ready] + watchers
                + Self.present(machine) + Self.present(web),
            gracefulShutdownSignals: [.sigterm, .sigint], logger: context.log)
        configuration.maximumGracefulShutdownDuration = Self.patience
        try await ServiceGroup(configuration: configuration).run()
        await told
        context.log.notice("stopped")
        withExtendedLifetime(lock) {}
    }

    /// Waits until no other process works on the database, which is not opened before: the other may be an older version.
    private func waitForTurn() async throws -> GatewayLock {
        let settings = try DeskContext.settings(global)
        // What would keep this one from working is told now, not when it is needed.
        _ = try SecretKeyFile.read(settings.site.secretFile)
        let path = settings.store.database
        do {
            return try GatewayLock(besides: path)
        } catch let failure as StoreFailure where failure.kind == .busy {
            Logger.casepost(settings.log, atLeast: .trace).notice(
                "standing by", metadata: ["because": "\(failure.detail)"])
        }
        // Who stands by is up, and lives.
        let manager = ServiceManager(environment: ProcessInfo.processInfo.environment)
        manager?.tell("READY=1")
        let life = Task { await manager?.giveSigns() }
        defer { life.cancel() }
        return try await OwnThread.run { try GatewayLock(waitingBesides: path) }
    }

    private static func present(_ service: (some Service)?) -> [any Service] { service.map { [$0] } ?? [] }
}
