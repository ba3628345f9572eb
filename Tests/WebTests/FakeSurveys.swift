import Core
import FoundationEssentials
import Synchronization

/// One survey and one contact, both with the number of ``TestDesk``, by the rules that Core gives for them.
final class FakeSurveys: SurveyDesk {
    struct Failure: Error {}

    private struct State {
        var survey: Survey?
        var isOptedOut = false
        var writes = 0
        var isBroken = false
    }

    let rules = SurveyRules()
    private let state = Mutex(State())

    /// How often something was written.
    var writes: Int { state.withLock { $0.writes } }
    var answer: SurveyAnswer? { state.withLock { $0.survey?.answer } }
    var isOptedOut: Bool { state.withLock { $0.isOptedOut } }

    func put(_ survey: Survey?) { state.withLock { $0.survey = survey } }

    func breakDown() { state.withLock { $0.isBroken = true } }

    func form(of id: ID<Survey>) async throws -> SurveyForm? {
        try state.withLock { state in
            if state.isBroken { throw Failure() }
            guard let survey = state.survey, survey.id == id, survey.state != .due else { return nil }
            return SurveyForm(survey: survey, subject: "Grades <b>", expires: survey.expires(rules))
        }
    }

    func take(_ answer: SurveyAnswer, of id: ID<Survey>, at now: Date) async throws -> SurveyOutcome {
        state.withLock { state in
            guard let survey = state.survey, survey.id == id else { return .unknown }
            guard survey.isOpen(rules, at: now) else { return .over }
            state.writes += 1
            state.survey?.answer = answer
            state.survey?.state = .answered
            return .taken
        }
    }

    func invitee(_ id: ID<Person>) async throws -> SurveyInvitee? {
        try state.withLock { state in
            if state.isBroken { throw Failure() }
            guard id.rawValue == TestDesk.number, let address = EmailAddress("priya@northwind.example") else {
                return nil
            }
            return SurveyInvitee(address: address, isOptedOut: state.isOptedOut)
        }
    }

    func setOptOut(_ isOptedOut: Bool, of id: ID<Person>, at: Date) async throws {
        state.withLock { state in
            state.writes += 1
            state.isOptedOut = isOptedOut
        }
    }
}
