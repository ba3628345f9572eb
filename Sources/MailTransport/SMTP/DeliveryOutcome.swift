/// What became of one mail.
public enum DeliveryOutcome: Sendable, Equatable {
    /// It was taken: from here on it is not ours to send.
    case accepted(SMTPReply)
    /// It was refused, for a while or for good, in answer to that.
    case refused(SMTPReply, at: Stage)
    /// Nobody answered. An ambiguous mail was handed over whole or in part, so that it may have been taken all the same
    /// (RFC 5321 section 4.5.3.2.6); any other was not.
    case failed(TransportFailure, isAmbiguous: Bool)

    /// What a refusal answered.
    public enum Stage: String, Sendable, CaseIterable {
        /// Nothing: we refused it ourselves, before the server heard of it.
        case local
        /// The MAIL command.
        case mail
        /// The RCPT command.
        case rcpt
        /// The DATA command.
        case data
        /// The message.
        case body
    }
}

extension DeliveryOutcome {
    /// What to do next with the mail, and with the way it went.
    public enum Verdict: Sendable, Equatable {
        /// It is done.
        case delivered
        /// Send it again later.
        case retry
        /// Never send it again: this recipient or this message was refused.
        case giveUp
        /// Keep it, and send nothing at all until an administrator has acted: the server refuses us.
        case pauseTransport
    }

    /// The verdict on this outcome (RFC 5321 section 4.2.1; RFC 3463).
    public var verdict: Verdict {
        switch self {
        case .accepted: .delivered
        case .failed(let failure, _): failure.persistence == .transient ? .retry : .pauseTransport
        case .refused(let reply, let stage): reply.verdict(at: stage)
        }
    }
}

extension SMTPReply {
    /// Mistakes of ours are told from those of the mail by where the refusal came and by its codes.
    fileprivate func verdict(at stage: DeliveryOutcome.Stage) -> DeliveryOutcome.Verdict {
        switch (stage, code) {
        case (.local, _): .giveUp
        // A login is wanted or not good enough (RFC 4954 section 6), or a command was not known or out of order:
        // at no stage is that about the recipient.
        case (_, 530), (_, 534), (_, 535), (_, 538), (_, 500), (_, 502), (_, 503), (_, 504): .pauseTransport
        case (_, ..<500): .retry
        case (.mail, _): concernsSize ? .giveUp : .pauseTransport
        default: .giveUp
        }
    }

    /// RFC 1870 section 6: the only refusal of MAIL that is about the message.
    private var concernsSize: Bool {
        switch enhancedStatus {
        case let status?: [3, 4].contains(status.detail) && [2, 3].contains(status.subject)
        case nil: code == 552
        }
    }
}
