internal import Core
internal import Logging
internal import MailIngest
internal import ServiceLifecycle

/// Looks into one mailbox again and again.
struct MailboxService: Service {
    /// After failures the pauses grow up to this.
    private static let longestPause = Duration.seconds(300)

    let name: String
    let watcher: MailboxWatcher
    let interval: Duration
    let bell: Doorbell
    /// Rings when it is time to look, and when a message that came in earlier is to be decided about once more.
    let alarm: Doorbell
    let signs: WorkerSigns
    let log: Logger

    func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await alarm.ringRegularly(every: interval) }
            var pause = interval
            for await _ in alarm.rings.cancelOnGracefulShutdown() {
                signs.sign()
                if try await look() {
                    pause = interval
                    signs.end(.success, pause: pause)
                } else {
                    pause = min(pause * 2, max(Self.longestPause, interval))
                    signs.end(.failure, pause: pause)
                    await rest(pause)
                }
            }
            group.cancelAll()
            await watcher.close()
        }
    }

    /// Takes in what waits; whether that worked.
    ///
    /// Throws only what must end the process.
    private func look() async throws -> Bool {
        do {
            let report = try await watcher.run {
                signs.sign()
                return Task.isShuttingDownGracefully
            }
            if report.total > 0 { bell.ring() }
            return true
        } catch let failure as StoreFailure where failure.kind == .unsafe || failure.kind == .corrupt {
            throw failure
        } catch  where Task.isCancelled {
            return true
        } catch {
            let lines = CommandFailure(explaining: error)?.lines ?? ["\(error)"]
            log.error("mailbox not read", metadata: ["mailbox": "\(name)", "error": "\(lines.joined(separator: " "))"])
            // What was taken in before the failure may have to be acknowledged.
            bell.ring()
            return false
        }
    }
}

extension Doorbell {
    /// Rings now, and again after each interval until the process shall end.
    func ringRegularly(every interval: Duration) async {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            ring()
            await rest(interval)
        }
    }
}

/// Waits for that long, or until the process shall end.
func rest(_ duration: Duration) async {
    await cancelWhenGracefulShutdown {
        do { try await Task.sleep(for: duration) } catch { return }
    }
}
