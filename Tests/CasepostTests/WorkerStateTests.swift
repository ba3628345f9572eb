import Core
import Foundation
import TestSupport
import Testing

@testable import casepost

@Suite("Signs of life of a worker", .ownThread)
struct WorkerStateTests {
    private let start = ContinuousClock.now
    private let failure = WorkerFailure(.login, summary: "the server refused the login", advice: "Log in.")
    private let date = Date(timeIntervalSince1970: 1_795_000_000)

    private func minutes(_ count: Int) -> ContinuousClock.Instant { start + .seconds(60 * count) }

    @Test("who has not begun is not alive")
    func before() {
        #expect(WorkerState().complaint(at: start) == "has not begun")
    }

    @Test("at work it may be silent for a quarter of an hour, and no longer; a sign gives it as long again")
    func working() {
        var state = WorkerState()
        state.sign(at: start)
        #expect(state.complaint(at: minutes(15)) == nil)
        #expect(state.complaint(at: minutes(16)) == "gave no sign of life for 16 minutes")
        state.sign(at: minutes(16))
        #expect(state.complaint(at: minutes(31)) == nil)
    }

    @Test("between two turns the pause counts too")
    func resting() {
        var state = WorkerState()
        state.end(.success, pause: .seconds(3_600), at: start, date)
        #expect(state.complaint(at: minutes(75)) == nil)
        #expect(state.complaint(at: minutes(76)) != nil)
    }

    @Test("who fails and tries again is alive, says so, and since when")
    func failing() {
        var state = WorkerState()
        state.end(.failure(failure), pause: .zero, at: start, date)
        #expect(state.trouble == "fails and tries again: the server refused the login")
        state.end(.success, pause: .zero, at: start, date)
        #expect(state.trouble == nil && state.lastSuccess == date)
        state.end(.failure(failure), pause: .zero, at: start, date)
        state.sign(at: start)
        #expect(state.trouble == "fails since 2026-11-18T11:06:40Z and tries again: the server refused the login")
        #expect(state.complaint(at: start) == nil && state.failures == 2 && state.failure == failure)
    }
}
