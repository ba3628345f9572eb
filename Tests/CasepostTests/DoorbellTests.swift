import TestSupport
import Testing

@testable import casepost

@Suite("Doorbells", .timeLimit(.minutes(30)), .ownThread)
struct DoorbellTests {
    private let bell = Doorbell()

    @Test("a ring before the wait ends it, and two are one")
    func before() async {
        bell.ring()
        bell.ring()
        #expect(bell.isRung)
        #expect(await bell.next())
        #expect(!bell.isRung, "the second ring was the same as the first")
    }

    @Test("a ring ends a wait that goes on")
    func during() async {
        let waiting = Task { await bell.next() }
        bell.ring()
        #expect(await waiting.value)
    }

    @Test("a wait ends by itself when its time is over, however short that is", arguments: [0, 1, 20])
    func patience(milliseconds: Int) async {
        #expect(await bell.next(within: .milliseconds(milliseconds)))
    }

    @Test("a wait that was cancelled leaves the bell as it is for the next one")
    func cancelled() async {
        for _ in 0..<200 {
            let waiting = Task { await bell.next(within: .seconds(3_600)) }
            if Bool.random() { await Task.yield() }
            waiting.cancel()
            #expect(await !waiting.value)
        }
        bell.ring()
        #expect(await bell.next())
    }

    @Test("no ring is lost between somebody who waits and somebody who rings")
    func race() async {
        let answer = Doorbell()
        let echo = Task {
            for _ in 0..<1_000 {
                _ = await bell.next()
                answer.ring()
            }
        }
        for _ in 0..<1_000 {
            bell.ring()
            #expect(await answer.next())
        }
        await echo.value
    }
}
