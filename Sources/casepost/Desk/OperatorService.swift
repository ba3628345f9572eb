internal import Core
internal import FoundationEssentials
internal import Logging
internal import ServiceLifecycle
internal import Store

/// Looks whether the operator should be told something, and whether the clock was set.
///
/// That is when the bell rings: something was written, or a worker fares better or worse. What has to do with time alone, or
/// with the disk, is seen once a minute.
struct OperatorService: Service {
    private static let interval = Duration.seconds(60)
    /// Between two looks, however often the bell rings; before the first, so that all workers have begun.
    private static let pause = Duration.seconds(5)

    let work: OperatorWork
    let workers: [WorkerSigns]
    let bell: Doorbell
    /// Rung where there is mail to be sent.
    let outbox: Doorbell
    let log: Logger
    let now: @Sendable () -> Date

    func run() async throws {
        var clock = ClockWatch()
        var trouble: String?
        await rest(Self.pause)
        bell.ring()
        while await bell.next(within: Self.interval) {
            let (time, instant) = (now(), ContinuousClock.now)
            if let jump = clock.look(time, instant) {
                log.warning("the machine's clock was set", metadata: ["seconds": "\(Int(jump))"])
            }
            do {
                let mails = try await work.run(
                    workers: workers.map(\.report), clockJump: clock.remembered(at: instant), at: time)
                if mails > 0 { outbox.ring() }
                trouble = nil
            } catch let failure as StoreFailure where failure.endsProcess {
                throw failure
            } catch  where Task.isCancelled {
                return
            } catch {
                // Every few seconds is too often for the same words.
                if trouble != "\(error)" { log.error("alerts not looked for", metadata: ["error": "\(error)"]) }
                trouble = "\(error)"
            }
            await rest(Self.pause)
        }
    }
}
