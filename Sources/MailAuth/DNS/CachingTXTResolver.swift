internal import Synchronization

/// Keeps the answers of another resolver for as long as they are good, and asks each question once at a time.
public final class CachingTXTResolver: TXTResolver {
    private struct Entry {
        var answer: TXTAnswer
        var end: ContinuousClock.Instant
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var running: [String: [PendingAnswer]] = [:]
    }

    /// Seconds that an answer is kept: at least and at most, when there is no record, and when nobody knew.
    private static let shortest = 60, longest = 3_600, negative = 60, temporary = 30
    /// How long one question may take, whoever waits for it.
    private static let patience = Duration.seconds(5)

    private let origin: any TXTResolver
    private let limit: Int
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Mutex(State())

    /// A cache before `origin` of at most `limit` names; `now` is the clock by which answers grow old.
    public init(
        _ origin: any TXTResolver, limit: Int = 10_000,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.origin = origin
        self.limit = max(1, limit)
        self.now = now
    }

    /// The TXT records of a name, kept or asked for.
    public func records(of name: String, before deadline: ContinuousClock.Instant) async -> TXTAnswer {
        let key = name.lowercased()
        let reply = PendingAnswer()
        let isFirst = state.withLock { state in
            if let entry = state.entries[key], entry.end > now() {
                reply.give(entry.answer)
                return false
            }
            state.running[key, default: []].append(reply)
            return state.running[key]?.count == 1
        }
        if isFirst {
            // The question outlives its first asker: others wait for it as well.
            Task { [origin] in
                settle(key, await origin.records(of: key, before: .now + Self.patience))
            }
        }
        return await reply.value(before: deadline)
    }

    private func settle(_ name: String, _ answer: TXTAnswer) {
        let waiting = state.withLock { state in
            makeRoom(&state.entries)
            state.entries[name] = Entry(answer: answer, end: now() + .seconds(Self.lifetime(of: answer)))
            return state.running.removeValue(forKey: name) ?? []
        }
        for reply in waiting { reply.give(answer) }
    }

    private static func lifetime(of answer: TXTAnswer) -> Int {
        switch answer {
        case .records(_, let ttl): min(max(ttl, shortest), longest)
        case .none(_): negative
        case .failure(_): temporary
        }
    }

    /// Old answers go first; if that is not enough, those that would be the next to go.
    private func makeRoom(_ entries: inout [String: Entry]) {
        guard entries.count >= limit else { return }
        let time = now()
        entries = entries.filter { $0.value.end > time }
        guard entries.count >= limit else { return }
        let ends = entries.values.map(\.end).sorted()
        let middle = ends[ends.count / 2]
        entries = entries.filter { $0.value.end > middle }
    }
}
