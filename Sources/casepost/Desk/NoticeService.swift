internal import Core
internal import FoundationEssentials
internal import Logging
internal import ServiceLifecycle
internal import Synchronization

/// Keeps what the desk's pages say of notices fresh, and writes their copy when something changes.
struct NoticeService: Service {
    private static let interval = Duration.seconds(2)

    let work: NoticeWork
    let log: Logger
    let now: @Sendable () -> Date
    private let told = Told()

    init(work: NoticeWork, log: Logger, now: @escaping @Sendable () -> Date) {
        (self.work, self.log, self.now) = (work, log, now)
    }

    func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            await look()
            await rest(Self.interval)
        }
    }

    /// Reads the notices; where they are others than the copy has, or it could not be written, writes it.
    func look() async {
        do {
            let list = try await work.read(at: now())
            if !told.isWritten(list) {
                try await work.publish(at: now())
                told.note(list)
            }
            told.clear()
        } catch {
            let text = CommandFailure(explaining: error)?.lines.joined(separator: "; ") ?? "\(error)"
            guard told.isNews(text) else { return }
            log.error("the notices or their copy are not up to date", metadata: ["error": "\(text)"])
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
