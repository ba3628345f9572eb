internal import ArgumentParser
internal import Core
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
        discussion: "One process for a database: a second one says so and ends.")

    /// After a signal, what is under way may take so long to come to its end; the rest is done after the next start.
    private static let patience = Duration.seconds(6)

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let context = try DeskContext(global, logsEverything: true)
        let signers = try context.signers()
        let lock = try await context.takeOver()
        async let told: Void = context.tellSigning(by: signers)
        try await context.database.sweepBlobs(now: context.now())
        let bell = Doorbell()
        let watchers = try context.settings.mailboxes.map { mailbox in
            MailboxService(
                name: mailbox.configuration.name, watcher: try context.watcher(of: mailbox),
                interval: .seconds(mailbox.pollSeconds), bell: bell, alarm: Doorbell(),
                signs: WorkerSigns("mailbox \(mailbox.configuration.name)"), log: context.log)
        }
        let outbox = OutboxService(
            runner: try context.outboxRunner(signedBy: signers), bell: bell, signs: WorkerSigns("outbox"),
            log: context.log)
        let due = DueService(
            work: DueWork(database: context.database, desk: context.desk, log: context.log),
            review: InactivityReview(database: context.database, limits: context.settings.preset.inactivity),
            bell: bell, signs: WorkerSigns("clock"), log: context.log, now: context.now)
        let keyWatch = KeyFileWatch(file: context.settings.site.secretFile, keys: context.keys, log: context.log)
        let alarms = watchers.map(\.alarm)
        let board = context.noticeBoard()
        let notices = NoticeService(work: try context.noticeWork(board: board), log: context.log, now: context.now)
        await notices.look()
        let requests = RequestTally()
        let web = try context.webServer(board, countingIn: requests) { for alarm in alarms { alarm.ring() } }
            .map { WebService(server: $0, log: context.log) }
        let machine = try await context.machineService(
            signs: watchers.map(\.signs) + [outbox.signs, due.signs], requests: requests)
        var configuration = ServiceGroupConfiguration(
            services: [outbox, due, keyWatch, notices] + watchers + Self.present(machine) + Self.present(web),
            gracefulShutdownSignals: [.sigterm, .sigint], logger: context.log)
        configuration.maximumGracefulShutdownDuration = Self.patience
        let names = context.settings.mailboxes.map(\.configuration.name).joined(separator: ", ")
        context.log.notice("serving", metadata: ["mailboxes": "\(names)"])
        try await ServiceGroup(configuration: configuration).run()
        await told
        context.log.notice("stopped")
        withExtendedLifetime(lock) {}
    }

    private static func present(_ service: (some Service)?) -> [any Service] { service.map { [$0] } ?? [] }
}
