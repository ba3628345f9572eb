internal import Core
internal import Logging
internal import Notifier
internal import ServiceLifecycle
internal import Store

/// Sends what is due whenever the bell rings, and every few seconds.
struct OutboxService: Service {
    private static let interval = Duration.seconds(5)
    /// After the server refused us, or the database failed.
    private static let longPause = Duration.seconds(60)

    let runner: OutboxRunner<DeskDatabase>
    let bell: Doorbell
    let log: Logger

    func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await bell.ringRegularly(every: Self.interval) }
            for await _ in bell.rings.cancelOnGracefulShutdown() {
                if try await !send() { await rest(Self.longPause) }
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
            guard let pause = try await runner.run(until: { Task.isShuttingDownGracefully }).pause else { return true }
            log.error(
                "the outgoing server takes nothing from us: check [smtp]; mail is kept and sent later",
                metadata: ["error": "\(pause)"])
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
