internal import Core
internal import Logging
internal import Notifier
internal import ServiceLifecycle
internal import Store

/// Sends what is due whenever the bell rings, and every few seconds.
struct OutboxService: Service {
    private static let interval = Duration.seconds(5)
    /// After no connection held, or the database failed.
    private static let longPause = Duration.seconds(60)

    let runner: OutboxRunner<DeskDatabase>
    let bell: Doorbell
    let signs: WorkerSigns
    let log: Logger

    func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await bell.ringRegularly(every: Self.interval) }
            for await _ in bell.rings.cancelOnGracefulShutdown() {
                signs.sign()
                if try await send() {
                    signs.end(.success, pause: Self.interval)
                } else {
                    signs.end(.failure, pause: Self.longPause)
                    await rest(Self.longPause)
                }
            }
            group.cancelAll()
            await runner.close()
        }
    }

    /// Sends what is due; whether going on at once makes sense.
    ///
    /// Throws only what must end the process.
    private func send() async throws -> Bool {
        do {
            let report = try await runner.run(until: {
                signs.sign()
                return Task.isShuttingDownGracefully
            })
            guard let error = report.lostConnection else { return true }
            log.warning("no mail could be handed over; it is tried again", metadata: ["error": "\(error)"])
        } catch let failure as StoreFailure where failure.kind == .unsafe || failure.kind == .corrupt {
            throw failure
        } catch  where Task.isCancelled {
            return true
        } catch {
            log.error("outbox not sent", metadata: ["error": "\(error)"])
        }
        return false
    }
}
