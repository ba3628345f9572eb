internal import Core
internal import FoundationEssentials
internal import Logging
internal import Notifier
internal import ServiceLifecycle
internal import Store

/// Sends what is due whenever the bell rings, and when the next mail falls due.
struct OutboxService: Service {
    /// Between two looks when nobody rings and nothing falls due: the clock may have been set.
    private static let interval = Duration.seconds(60)
    /// While mail that is due waits for others, as where so many were sent in a minute as may be.
    private static let shortPause = Duration.seconds(5)
    /// After no connection held, or the database failed.
    private static let longPause = Duration.seconds(60)
    /// So long what became of mails is kept in memory while there is no room to note it; after a lease they are sent again.
    static let patience = Duration.seconds(30 * 60)
    /// So long what is under way has when the process shall end, before its connections are closed.
    private static let grace = Duration.seconds(3)

    private enum TurnEnd {
        /// Nothing is to be done for so long, if nobody rings.
        case done(pause: Duration)
        /// Going on at once makes no sense.
        case failed(WorkerFailure)
    }

    let runner: OutboxRunner<DeskDatabase>
    let database: DeskDatabase
    let bell: Doorbell
    let signs: WorkerSigns
    let log: Logger
    let now: @Sendable () -> Date

    func run() async throws {
        var pause = Duration.zero
        while await bell.next(within: pause) {
            signs.sign()
            switch try await send() {
            case .done(let next):
                pause = next
                signs.end(.success, pause: pause)
            case .failed(let failure):
                signs.end(.failure(failure), pause: Self.longPause)
                await rest(Self.longPause)
                pause = .zero
            }
        }
        await runner.close()
    }

    /// How long nothing is to be done where mail is to be looked for at that time, and nobody rings before.
    static func pause(until next: Date?, at now: Date) -> Duration {
        guard let next else { return interval }
        let seconds = next.timeIntervalSince(now)
        return seconds > 0 ? min(.seconds(seconds), interval) : shortPause
    }

    /// Sends what is due.
    ///
    /// Throws only what must end the process.
    private func send() async throws -> TurnEnd {
        do {
            let report = try await sendAll()
            guard let error = report.lostConnection else {
                return .done(pause: Self.pause(until: try await database.read { try $0.nextMailTime() }, at: now()))
            }
            log.warning("no mail could be handed over; it is tried again", metadata: ["error": "\(error)"])
            return .failed(.lostConnection)
        } catch let failure as StoreFailure where failure.endsProcess {
            throw failure
        } catch  where Task.isCancelled {
            return .done(pause: Self.interval)
        } catch {
            log.error("outbox not sent", metadata: ["error": "\(error)"])
            return .failed(WorkerFailure(error))
        }
    }

    /// Sends all that is due.
    ///
    /// A server may think about each mail for ten minutes; it does not keep the process from its end for so long. What is
    /// interrupted is sent again, and marked, as after a lost connection.
    private func sendAll() async throws -> OutboxReport {
        try await withGracefulShutdownHandler {
            try await runner.run(until: {
                signs.sign()
                return Task.isShuttingDownGracefully
            })
        } onGracefulShutdown: { [runner] in
            Task {
                try await Task.sleep(for: Self.grace)
                await runner.close()
            }
        }
    }
}
