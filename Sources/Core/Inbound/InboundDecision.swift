/// What to do with one received message, and why.
public struct InboundDecision: Sendable, Equatable {
    /// A case to be opened.
    public struct Opening: Sendable, Equatable {
        /// Who wrote.
        public var author: Person
        /// Whose case it is: the author, or the contact on whose behalf they write.
        public var contact: Person
        /// For which account.
        public var account: Account
        /// The closed case that it follows.
        public var continuing: CaseNumber?
        /// Whether the author is a guest, let in on an exception.
        public var isException: Bool

        /// An opening from its parts.
        public init(
            author: Person, contact: Person? = nil, account: Account, continuing: CaseNumber? = nil,
            isException: Bool = false
        ) {
            self.author = author
            self.contact = contact ?? author
            self.account = account
            self.continuing = continuing
            self.isException = isException
        }
    }

    /// What to do.
    public enum Action: Sendable, Equatable {
        /// Open a case.
        case open(Opening)
        /// Open a case for an account, whose guest the author becomes.
        case admit(EmailAddress, account: String)
        /// Add a post to that case.
        case post(to: CaseNumber, author: Person)
        /// Answer its commands, which are about no case; a contact's are for an account.
        case answer(Person, Account?)
        /// Keep it for a person to look at.
        case hold(HoldReason)
        /// Keep a record only.
        case record(RecordReason)
        /// Note on that case that a robot of that person answered.
        case note(on: CaseNumber, by: Person)
    }

    /// A mail that the decision gives rise to.
    public enum Answer: Sendable, Equatable {
        /// Ask that person whether they wrote it; `joining` is the question that waits for its answer already.
        case challenge(Person, joining: ID<Challenge>?)
        /// Tell that address that only authorized contacts may write.
        case redirect(EmailAddress)
        /// Tell that person what a read-only contact may do.
        case readOnly(Person, Account)
    }

    /// Why a message waits for a person.
    public enum HoldReason: String, Sendable, CaseIterable {
        case stranger, unverified, readOnly, deactivated, loop, rate
        case noSender, ambiguousSender, malformedSender, contradicted, replay, ownAddress
        case list, otherAccount, ambiguousCase, noCase, ambiguousMIME, hopCount
    }

    /// Why a message has no effect.
    public enum RecordReason: String, Sendable, CaseIterable {
        case own, duplicate, bounce, autoReply, receipt, abuse, calendar, loopTest
    }

    /// What to do.
    public var action: Action
    /// The mail that it gives rise to, besides what the desk tells the people on a case.
    public var answer: Answer?
    /// Whether the author gets no acknowledgement.
    public var isQuiet: Bool
    /// What the operator should know at once; never words of the message.
    public var alert: String?
    /// Whether the author proved to be who answers mail that was sent to them, so that commands count.
    public var acceptsCommands = false
    /// What the feed of the case should say about the way a post came, for the desk only.
    public var remark: String?
    /// The steps that led there as sentences, oldest first.
    public var reasons: [String]

    /// A decision with its reasons.
    public init(
        _ action: Action, answer: Answer? = nil, isQuiet: Bool = false, alert: String? = nil, reasons: [String]
    ) {
        self.action = action
        self.answer = answer
        self.isQuiet = isQuiet
        self.alert = alert
        self.reasons = reasons
    }

    /// The fixed word of why, for lists and metrics.
    public var reason: String {
        switch action {
        case .open(let opening) where opening.continuing != nil: "closedLongAgo"
        case .open(let opening) where opening.isException: "exception"
        case .open: "newCase"
        case .admit: "exception"
        case .post: "reply"
        case .answer: "commands"
        case .hold(let reason): reason.rawValue
        case .record(let reason): reason.rawValue
        case .note: RecordReason.autoReply.rawValue
        }
    }

    /// The outcome that the ledger records.
    public var outcome: InboundOutcome {
        switch action {
        case .open, .admit: .opened
        case .post: .posted
        case .answer: .command
        case .hold: .held
        case .note: .autoReply
        case .record(.duplicate): .duplicate
        case .record(.bounce): .bounce
        case .record(.autoReply): .autoReply
        case .record(.own), .record(.receipt), .record(.abuse), .record(.calendar), .record(.loopTest): .ignored
        }
    }
}
