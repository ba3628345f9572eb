internal import Core
internal import FoundationEssentials
internal import Logging
internal import ServiceLifecycle
internal import Store

/// Does what falls due by itself, again and again; what is due once a day at the start, and every 24 hours after it.
///
/// A digest that is due before the next look has it come sooner.
struct DueService: Service {
    private static let interval = Duration.seconds(60)

    private static let day: TimeInterval = 86_400

    /// So long at most it removes what is too old before it looks at what else is due.
    private static let turn = Duration.seconds(10)

    let work: DueWork
    let review: InactivityReview
    let retention: RetentionWork
    let bell: Doorbell
    let signs: WorkerSigns
    let log: Logger
    let now: @Sendable () -> Date

    func run() async throws {
        var nextDay = Date.distantPast
        var isRetentionDue = false
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            var pause = Self.interval
            signs.sign()
            do {
                let time = now()
                if time >= nextDay {
                    try await doDailyWork(at: time)
                    nextDay = time.addingTimeInterval(Self.day)
                    isRetentionDue = true
                }
                pause = try await doWork(at: time)
                if isRetentionDue { isRetentionDue = try await !retain(at: time) }
                signs.end(.success, pause: pause)
            } catch let failure as StoreFailure where failure.endsProcess {
                throw failure
            } catch  where Task.isCancelled {
                return
            } catch {
                log.error("due work not done", metadata: ["error": "\(error)"])
                signs.end(.failure(WorkerFailure(error)), pause: pause)
            }
            await rest(pause)
        }
    }

    /// Does what is due; how long nothing is to be done now.
    private func doWork(at time: Date) async throws -> Duration {
        let report = try await work.doAll(at: time)
        for line in report.lines { log.info("due work done", metadata: ["what": "\(line)"]) }
        if !report.lines.isEmpty { bell.ring() }
        guard let next = report.digests.next else { return Self.interval }
        return min(Self.interval, .seconds(max(next.timeIntervalSince(time), 1)))
    }

    /// Removes what is too old, for one turn; whether that is all.
    private func retain(at time: Date) async throws -> Bool {
        let end = ContinuousClock.now + Self.turn
        let report = try await retention.run(at: time) { ContinuousClock.now < end }
        if report.removed > 0 { log.notice("removed what was kept too long", metadata: ["what": "\(report.words)"]) }
        return report.isDone
    }

    private func doDailyWork(at time: Date) async throws {
        let report = try await review.run(now: time)
        if report != InactivityReport() {
            log.notice(
                "inactive contacts reviewed",
                metadata: ["flagged": "\(report.flagged)", "deactivated": "\(report.deactivated)"])
        }
        // What a process that was killed has left, with words in it.
        try await work.database.sweepBlobs(now: time)
        // Whoever keeps the log elsewhere can later prove that the audit log was not cut.
        if let head = try await work.database.read({ try $0.auditHead() }) {
            log.notice("audit head", metadata: ["number": "\(head.number)", "hash": "\(head.hash)"])
        }
    }
}
