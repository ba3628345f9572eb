internal import Core
internal import FoundationEssentials
internal import Logging
internal import ServiceLifecycle

/// Does what falls due by itself, again and again.
struct DueService: Service {
    private static let interval = Duration.seconds(60)

    let work: DueWork
    let log: Logger
    let now: @Sendable () -> Date

    func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                let ended = try await work.endChallenges(at: now())
                if ended > 0 { log.notice("challenges expired", metadata: ["count": "\(ended)"]) }
            } catch let failure as StoreFailure where failure.kind == .unsafe || failure.kind == .corrupt {
                throw failure
            } catch  where Task.isCancelled {
                return
            } catch {
                log.error("due work not done", metadata: ["error": "\(error)"])
            }
            await rest(Self.interval)
        }
    }
}
