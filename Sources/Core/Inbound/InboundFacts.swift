public import FoundationEssentials

/// All that the decision about a message rests on, gathered beforehand.
public struct InboundFacts: Sendable, Equatable {
    /// Whether its Message-ID is of a mail that the desk sent.
    public var isOwn = false
    /// Whether the same message was taken in before.
    public var isDuplicate = false
    /// Who wrote it.
    public var sender: SenderVerification
    /// Whom the registry has under that address.
    public var person: Person?
    /// Which case its tokens name.
    public var thread = ThreadMatch.none
    /// That case, if it exists.
    public var supportCase: SupportCase?
    /// For how long after closing a post reopens a case.
    public var reopenDays: Int
    /// The time of the decision.
    public var now: Date

    /// Facts about a message of that sender; the rest is set one by one.
    public init(sender: SenderVerification, reopenDays: Int, now: Date) {
        self.sender = sender
        self.reopenDays = reopenDays
        self.now = now
    }
}

/// What to do with one received message, and why.
public struct InboundDecision: Sendable, Equatable {
    /// What to do.
    public enum Action: Sendable, Equatable {
        /// Open a case for that author and account; `continuing` names the closed case it follows.
        case open(author: Person, account: Account, continuing: CaseNumber?)
        /// Add a post to that case.
        case post(to: CaseNumber, author: Person)
        /// Keep it for a person to look at.
        case hold(HoldReason)
        /// Keep a record only.
        case record(RecordReason)
    }

    /// Why a message waits for a person.
    public enum HoldReason: String, Sendable, CaseIterable {
        case stranger, unverified, readOnly, deactivated
        case ambiguousSender, contradicted, list, otherAccount, ambiguousCase, ambiguousMIME
    }

    /// Why a message has no effect.
    public enum RecordReason: String, Sendable, CaseIterable {
        case own, duplicate, bounce, autoReply, receipt, abuse, calendar
    }

    /// What to do.
    public var action: Action
    /// The steps that led there, oldest first; shown to operators.
    public var reasons: [String]

    /// A decision with its reasons.
    public init(_ action: Action, reasons: [String]) {
        self.action = action
        self.reasons = reasons
    }

    /// The fixed word of why, for lists and metrics.
    public var reason: String {
        switch action {
        case .open(_, _, .some): "closedLongAgo"
        case .open: "newCase"
        case .post: "reply"
        case .hold(let reason): reason.rawValue
        case .record(let reason): reason.rawValue
        }
    }

    /// The outcome that the ledger records.
    public var outcome: InboundOutcome {
        switch action {
        case .open: .opened
        case .post: .posted
        case .hold: .held
        case .record(.duplicate): .duplicate
        case .record(.bounce): .bounce
        case .record(.autoReply): .autoReply
        case .record(.own), .record(.receipt), .record(.abuse), .record(.calendar): .ignored
        }
    }
}
