internal import Core
internal import FoundationEssentials
internal import Logging
internal import ServiceLifecycle
internal import Synchronization

/// Keeps what the desk's pages say of notices fresh, and writes their copy when something changes.
///
/// It looks when the bell rings, since something was written, and when the time of a notice begins or ends.
struct NoticeService: Service {
    /// Between two looks otherwise: another program may have spoilt the copy, and the clock may have been set.
    private static let interval = Duration.seconds(60)
    private static let pauseAfterFailure = Duration.seconds(2)

    let work: NoticeWork
    let bell: Doorbell
    let log: Logger
    let now: @Sendable () -> Date
    private let told = Told()

    init(work: NoticeWork, bell: Doorbell, log: Logger, now: @escaping @Sendable () -> Date) {
        (self.work, self.bell, self.log, self.now) = (work, bell, log, now)
    }

    func run() async throws {
        var pause = Duration.zero
        while await bell.next(within: pause) { pause = try await look() }
    }

    /// How long a list says what is so, if nobody writes.
    static func pause(after list: NoticeList) -> Duration {
        let times = list.open.flatMap { [$0.period.begins, $0.period.ends] }.compactMap(\.self)
        let next = times.filter { $0 > list.asOf }.min()
        return next.map { min(.seconds($0.timeIntervalSince(list.asOf)), interval) } ?? interval
    }

    /// Reads the notices; where they are others than the copy has, or it could not be written, writes it.
    ///
    /// Gives how long that holds. Throws only what must end the process.
    @discardableResult
    func look() async throws -> Duration {
        do {
            let list = try await work.read(at: now())
            if !told.isWritten(list) {
                try await work.publish(at: now())
                told.note(list)
            }
            told.clear()
            return Self.pause(after: list)
        } catch let failure as StoreFailure where failure.endsProcess {
            throw failure
        } catch {
            let text = CommandFailure(explaining: error)?.lines.joined(separator: "; ") ?? "\(error)"
            if told.isNews(text) {
                log.error("the notices or their copy are not up to date", metadata: ["error": "\(text)"])
            }
            return Self.pauseAfterFailure
        }
    }
}

/// What was written last, and which trouble the operator was told of, so that it is not told every few seconds.
private final class Told: Sendable {
    private let state = Mutex<(written: NoticeList?, trouble: String?)>((nil, nil))

    func isWritten(_ list: NoticeList) -> Bool { state.withLock { $0.written?.says(theSameAs: list) ?? false } }

    func note(_ list: NoticeList) { state.withLock { $0.written = list } }

    func isNews(_ trouble: String) -> Bool {
        state.withLock { state in
            defer { state.trouble = trouble }
            return state.trouble != trouble
        }
    }

    func clear() { state.withLock { $0.trouble = nil } }
}
