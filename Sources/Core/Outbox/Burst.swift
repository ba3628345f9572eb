public import FoundationEssentials

/// Events on one case for one person that come soon after each other and become one mail.
///
/// The quiet time begins with the first of them and is not prolonged, so that a talkative case is told about all the same.
public enum Burst {
    /// What becomes of an event's mail.
    public enum Decision: Sendable, Equatable {
        /// The event is told by that mail, which waits; there is no other.
        case join(WaitingMail)
        /// It is a mail of its own, which waits so long for others.
        case wait(until: Date)
        /// It is a mail of its own, which goes as soon as those before it went; they need not wait any longer.
        case atOnce(Reason)
    }

    /// Why a mail does not wait for others.
    public enum Reason: String, Sendable, Equatable, CaseIterable {
        case noQuietTime = "the desk has no quiet time"
        case tellsAlone = "what it says stands alone or is waited for"
        case keptBack = "it is kept back"
    }

    /// So many events are told by one mail.
    public static let mostEvents = 20

    /// What becomes of the mail `entry`, where `waiting` is the latest unsent mail of the same case and person.
    public static func decide(
        _ entry: OutboxEntry, behind waiting: WaitingMail?, quiet: TimeInterval, at now: Date
    ) -> Decision {
        guard entry.suppression == nil else { return .atOnce(.keptBack) }
        guard entry.template.mayBeJoined, case .feed = entry.topic, entry.recipient != nil else {
            return .atOnce(.tellsAlone)
        }
        guard quiet > 0 else { return .atOnce(.noQuietTime) }
        if let waiting, waiting.takes(entry) { return .join(waiting) }
        return .wait(until: now.addingTimeInterval(quiet))
    }
}

/// The latest unsent mail of a case and a person.
public struct WaitingMail: Sendable, Equatable {
    /// Its number in the outbox.
    public var id: ID<OutboxEntry>
    /// Which template renders it.
    public var template: TemplateName
    /// Where it goes.
    public var to: EmailAddress
    /// The mailbox of ours that it comes from.
    public var mailbox: String
    /// The address that brings an answer to the case.
    public var replyTo: EmailAddress?
    /// Whether it was never handed to a server: of what may have been sent, nothing changes any more.
    public var isUntried: Bool
    /// How many events it tells.
    public var events: Int

    /// A mail from its parts.
    public init(
        id: ID<OutboxEntry>, template: TemplateName, to: EmailAddress, mailbox: String, replyTo: EmailAddress?,
        isUntried: Bool, events: Int
    ) {
        self.id = id
        self.template = template
        self.to = to
        self.mailbox = mailbox
        self.replyTo = replyTo
        self.isUntried = isUntried
        self.events = events
    }

    /// Whether it can tell one more event: it goes to the same address, brings answers back in the same way, and is not full.
    fileprivate func takes(_ entry: OutboxEntry) -> Bool {
        isUntried && template.mayBeJoined && events < Burst.mostEvents && to == entry.to && mailbox == entry.mailbox
            && replyTo == entry.replyTo
    }
}

extension TemplateName {
    /// Whether its mails can wait a little and be one with others about the same case.
    ///
    /// What asks for one certain answer stands alone, and what somebody waits for does not wait.
    public var mayBeJoined: Bool {
        switch self {
        case .caseNews, .casePost, .caseStatus, .caseClosed, .caseEscalated, .caseReleased: true
        case .caseAcknowledgement, .caseFollowUp, .commandReply, .questionReply, .permissionRequest, .responseWarning,
            .onCall, .caseLink, .digest, .contactDigest, .notice, .survey, .senderConfirm, .senderRedirect,
            .senderReadOnly, .operatorAlert, .operatorDigest:
            false
        }
    }
}
