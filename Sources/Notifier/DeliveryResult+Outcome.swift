internal import Core
internal import FoundationEssentials
internal import MailTransport

extension DeliveryResult {
    /// What an outcome means for a mail: a refusal of us burns no attempt, one that may pass is met with patience.
    init(_ outcome: DeliveryOutcome, of mail: ClaimedMail, schedule: RetrySchedule, at now: Date) {
        switch outcome.verdict {
        case .delivered: self = .sent(reply: outcome.explanation)
        case .giveUp: self = .failed(error: outcome.explanation)
        case .pauseTransport:
            self = .keptBack(error: outcome.explanation, mayBeDuplicate: outcome.isAmbiguous)
        case .retry:
            guard let next = schedule.next(after: mail.attempts, firstTried: mail.firstTried, now: now) else {
                self = .failed(error: "given up after five days: \(outcome.explanation)")
                return
            }
            self = .retry(at: next, error: outcome.explanation, mayBeDuplicate: outcome.isAmbiguous)
        }
    }
}

extension DeliveryOutcome {
    /// What happened, for the operator.
    var explanation: String {
        switch self {
        case .accepted(let reply): reply.description
        case .refused(let reply, let stage): "\(stage.rawValue): \(reply.description)"
        case .failed(let failure, let isAmbiguous):
            "\(failure.summary): \(failure.detail)" + (isAmbiguous ? " (it may have been sent)" : "")
        }
    }

    /// Whether the server may have taken the mail though nobody knows.
    var isAmbiguous: Bool {
        switch self {
        case .accepted, .refused: false
        case .failed(_, let isAmbiguous): isAmbiguous
        }
    }

    /// Whether the connection failed, so that the next mail will hardly fare better at once.
    var isLost: Bool {
        switch self {
        case .accepted, .refused: false
        case .failed: true
        }
    }
}
