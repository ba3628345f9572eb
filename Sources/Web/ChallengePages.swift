internal import Core
internal import FoundationEssentials
internal import HTTPTypes
internal import Logging
internal import MailAuth
internal import Templates

/// The pages by which a challenge is looked at and answered.
///
/// Looking changes nothing, however often a mail scanner or a browser does it: only the answer to a POST does. There is no
/// token against forged requests from other sites: the capability in the address is the authorisation, whoever has it needs
/// no other site to use it, and there is no cookie that a browser could add for one.
struct ChallengePages: Sendable {
    let desk: any ChallengeDesk
    let tokens: CapabilityTokens
    let frame: FixedPage
    let limits: WebLimits
    let now: @Sendable () -> Date
    let onConfirmed: @Sendable () -> Void

    /// The challenge that a token is for; `nil` for all tokens that are good for nothing, whatever the reason.
    func challenge(_ token: String) -> ID<Challenge>? { tokens.read(token, .challenge, at: now()).map { ID($0) } }

    /// The question, or what became of it.
    func show(_ id: ID<Challenge>) async throws -> PageReply {
        let now = now()
        guard let question = try await desk.question(id, at: now) else { return missing }
        let challenge = question.challenge
        switch challenge.state {
        case .expired: return expired
        case .open where challenge.expires < now: return expired
        case .disowned: return answered(.ok)
        case .open, .confirmed: return question.waiting.isEmpty ? answered(.ok) : page(of: question)
        }
    }

    /// Takes an answer; the same answer again finds nothing left to do.
    func answer(_ answer: ChallengeAnswer, to id: ID<Challenge>) async throws -> PageReply {
        let outcome = try await desk.answer(answer, to: id, at: now())
        switch outcome {
        case .confirmed(let count):
            // Also where nothing was left: the process that took the first answer may have died before it rang.
            onConfirmed()
            return count > 0
                ? .page(.ok, .challengeConfirmed(ChallengeResultPage(frame: frame, count: count))) : answered(.ok)
        case .disowned(let count):
            return count > 0
                ? .page(.ok, .challengeDisowned(ChallengeResultPage(frame: frame, count: count))) : answered(.ok)
        case .tooLate(.confirmed), .tooLate(.disowned): return answered(.conflict)
        case .tooLate(.expired), .tooLate(.open): return expired
        case .unknown: return missing
        }
    }

    /// The answer that a form gives; `nil` where it gives none that one of our pages could.
    func answer(in form: FormBody) -> ChallengeAnswer? {
        let numbers = form.values("message").map { text in
            text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(text) : nil
        }
        switch form.values("answer") {
        case ["confirm"]:
            let ids = numbers.compactMap(\.self).filter { $0 > 0 }
            guard !ids.isEmpty, ids.count == numbers.count, Set(ids).count == ids.count else { return nil }
            return .confirm(ids.map { ID($0) })
        case ["disown"]: return numbers.isEmpty ? .disown : nil
        default: return nil
        }
    }

    /// The page for everything that leads nowhere: the same for all reasons.
    var missing: PageReply { .page(.notFound, .notFound(frame)) }

    private var expired: PageReply { .page(.gone, .challengeExpired(frame)) }

    private func answered(_ status: HTTPResponse.Status) -> PageReply { .page(status, .challengeAnswered(frame)) }

    private func page(of question: ChallengeQuestion) -> PageReply {
        let listed = question.waiting.prefix(limits.listedMessages)
        let page = ChallengeQuestionPage(
            frame: frame, address: question.challenge.address.description,
            messages: listed.map { message in
                ChallengeQuestionPage.Message(
                    number: message.id.rawValue, receivedAt: message.received.onPage, mailbox: message.mailbox,
                    subject: message.subject)
            },
            furtherMessages: question.waiting.count - listed.count, expires: question.challenge.expires.onPage)
        return .page(.ok, .challengeQuestion(page))
    }
}
