import MailAuth
import Synchronization
import Testing

/// A clock that a test turns.
private final class Clock: Sendable {
    private let start = ContinuousClock.now
    private let seconds = Mutex(0.0)

    var now: ContinuousClock.Instant { start + .seconds(seconds.withLock { $0 }) }

    func set(_ value: Double) { seconds.withLock { $0 = value } }
}

/// Answers only once it is opened.
private final class Gate: TXTResolver {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
        var asked = 0
    }

    private let state = Mutex(State())

    var asked: Int { state.withLock { $0.asked } }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func records(of name: String, before deadline: ContinuousClock.Instant) async -> TXTAnswer {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                state.asked += 1
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
        return .records([[1]], ttl: 300)
    }
}

@Suite("Answers of the DNS that are kept")
struct CachingTXTResolverTests {
    private let later = ContinuousClock.now + .seconds(3600)

    @Test(
        "stay as long as they are good, between a minute and an hour; that there is none, a minute; failures half of one",
        arguments: [
            (.records([[1]], ttl: 0), 60), (.records([[1]], ttl: 300), 300), (.records([[1]], ttl: 604_800), 3_600),
            (.none(ttl: 0), 60), (.none(ttl: 86_400), 60), (.failure("no answer"), 30),
        ] as [(TXTAnswer, Double)])
    func lifetime(_ answer: TXTAnswer, _ seconds: Double) async {
        let (origin, clock) = (FixedTXTResolver(["a.test": answer]), Clock())
        let cache = CachingTXTResolver(origin) { clock.now }
        for (time, count) in [(0, 1), (seconds - 1, 1), (seconds + 1, 2), (2 * seconds, 2), (2 * seconds + 2, 3)] {
            clock.set(time)
            #expect(await cache.records(of: "A.Test", before: later) == answer)
            #expect(origin.asked.count == count, "after \(time) seconds")
        }
        #expect(Set(origin.asked) == ["a.test"])
    }

    @Test("one question is asked for all who want to know at the same time")
    func together() async {
        let gate = Gate()
        let cache = CachingTXTResolver(gate)
        let answers = await withTaskGroup(of: TXTAnswer.self) { group in
            for _ in 0..<20 { group.addTask { await cache.records(of: "a.test", before: later) } }
            while gate.asked == 0 { await Task.yield() }
            gate.open()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == Array(repeating: .records([[1]], ttl: 300), count: 20))
        #expect(gate.asked == 1)
    }

    @Test("who can't wait gets a failure, and the answer is there for the next")
    func impatient() async {
        let gate = Gate()
        let cache = CachingTXTResolver(gate)
        guard case .failure(_) = await cache.records(of: "a.test", before: .now) else {
            Issue.record("an answer before there was one")
            return
        }
        gate.open()
        #expect(await cache.records(of: "a.test", before: later) == .records([[1]], ttl: 300))
        #expect(gate.asked == 1)
    }

    @Test("no more names are kept than there is room for")
    func room() async {
        let (origin, clock) = (FixedTXTResolver([String: TXTAnswer]()), Clock())
        let cache = CachingTXTResolver(origin, limit: 4) { clock.now }
        let names = (0..<20).map { "n\($0).test" }
        for name in names { _ = await cache.records(of: name, before: later) }
        _ = await cache.records(of: "n19.test", before: later)
        #expect(origin.asked == names)
        for name in names { _ = await cache.records(of: name, before: later) }
        #expect(origin.asked.count >= 36)
    }
}
