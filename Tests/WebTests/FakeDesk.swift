import Core
import FoundationEssentials
import Synchronization

/// Challenges in memory, by the rules that Core gives for them.
final class FakeDesk: ChallengeDesk {
    struct Failure: Error {}

    private struct State {
        var questions: [Int64: ChallengeQuestion] = [:]
        var released: [Int64] = []
        var rejected: [Int64] = []
        var answers = 0
        var isBroken = false
    }

    private let state = Mutex(State())

    /// The messages that were released, in order, as often as they were.
    var released: [Int64] { state.withLock { $0.released } }
    var rejected: [Int64] { state.withLock { $0.rejected } }
    /// How often an answer was given.
    var answers: Int { state.withLock { $0.answers } }

    func put(_ question: ChallengeQuestion) {
        state.withLock { $0.questions[question.challenge.id.rawValue] = question }
    }

    func question(_ number: Int64) -> ChallengeQuestion? { state.withLock { $0.questions[number] } }

    func breakDown() { state.withLock { $0.isBroken = true } }

    func question(_ id: ID<Challenge>, at now: Date) async throws -> ChallengeQuestion? {
        try state.withLock { state in
            if state.isBroken { throw Failure() }
            return state.questions[id.rawValue]
        }
    }

    func answer(_ answer: ChallengeAnswer, to id: ID<Challenge>, at now: Date) async throws -> ChallengeOutcome {
        try state.withLock { state in
            if state.isBroken { throw Failure() }
            state.answers += 1
            guard var question = state.questions[id.rawValue] else { return .unknown }
            if question.challenge.state == .open, question.challenge.expires < now {
                question.challenge.state = .expired
            }
            let target: Challenge.State = if case .confirm = answer { .confirmed } else { .disowned }
            guard question.challenge.state == .open || question.challenge.state == target else {
                return .tooLate(question.challenge.state)
            }
            question.challenge.state = target
            var numbers: [Int64] = []
            for index in question.messages.indices where question.messages[index].isWaiting {
                if case .confirm(let ids) = answer, !ids.contains(question.messages[index].id) { continue }
                question.messages[index].isWaiting = false
                numbers.append(question.messages[index].id.rawValue)
            }
            state.questions[id.rawValue] = question
            if target == .confirmed {
                state.released += numbers
                return .confirmed(numbers.count)
            }
            state.rejected += numbers
            return .disowned(numbers.count)
        }
    }
}
