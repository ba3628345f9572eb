public import FoundationEssentials

/// All that the decision about a message rests on, gathered beforehand.
public struct InboundFacts: Sendable, Equatable {
    /// Whether its Message-ID is of a mail that the desk sent.
    public var isOwn = false
    /// Whether it is a mail by which the desk tests the way out and back; only the desk can make one.
    public var isLoopTest = false
    /// What became of the same message when it was taken in before.
    public var earlier: EarlierTaking?
    /// Who wrote it.
    public var sender: SenderVerification
    /// Whether the author's address is that of the mailing list it came through.
    public var isFromList = false
    /// Whether its author's address is one of the desk's own.
    public var isFromOwnAddress = false
    /// Whom the registry has under that address.
    public var person: Person?
    /// The domain of the registry that the author's domain looks like and is not.
    public var imitatedDomain: String?
    /// Which case its tokens name.
    public var thread = ThreadMatch.none
    /// The case of the token, if it exists; the one that it became a part of, if it did.
    public var supportCase: SupportCase?
    /// The case whose token it is, where that became a part of ``supportCase``.
    public var mergedCase: SupportCase?
    /// The case that its subject names, if it exists.
    public var taggedCase: SupportCase?
    /// Whether the person is told what happens on ``taggedCase``.
    public var isOnTaggedCase = false
    /// The contact of the chosen account that a field of the message names.
    public var onBehalfOf: Person?
    /// The mail of ours that it reports about.
    public var returned: ReturnedMail?
    /// How many servers it came through.
    public var hops = 0
    /// What was sent and came in of late.
    public var counts = InboundCounts()
    /// Who let it in after it was held, and how.
    public var release: Release?
    /// The rules of the desk and the mailbox.
    public var rules: InboundRules
    /// The time of the decision.
    public var now: Date

    /// Facts about a message of that sender; the rest is set one by one.
    public init(sender: SenderVerification, rules: InboundRules, now: Date) {
        self.sender = sender
        self.rules = rules
        self.now = now
    }
}

extension InboundFacts {
    /// The epoch that a token must have to count.
    var tokenEpoch: UInt8? { (mergedCase ?? supportCase)?.tokenEpoch }
}

/// What was sent and came in of late, as far as the limits ask for it; counted in the store, so that a restart changes nothing.
public struct InboundCounts: Sendable, Equatable {
    /// Messages of this sender on this case within ten minutes.
    public var postsOnCase = 0
    /// Cases of this contact within an hour.
    public var newCases = 0
    /// Acknowledgements to this sender within an hour.
    public var acknowledgements = 0
    /// Acknowledgements to this sender within a day.
    public var acknowledgementsToday = 0
    /// Challenges to this person within a day.
    public var challengesToday = 0
    /// Challenges to anybody within an hour.
    public var challengesThisHour = 0
    /// The challenge to this person that waits for an answer.
    public var openChallenge: ID<Challenge>?
    /// Mails within a day that told this address that it may not write, or what it may do.
    public var refusalsToday = 0
    /// Whether each of the last five mails to this address was followed by one from it within a minute.
    public var isEcho = false

    /// Nothing.
    public init() {}
}

/// Limits that end what nobody would end otherwise: loops, floods, and mail that strangers could have us send; 0 is none.
public struct DeskLimits: Sendable, Equatable {
    /// Acknowledgements to one sender.
    public var acknowledgementsPerHour = 20
    /// Acknowledgements to one sender.
    public var acknowledgementsPerDay = 100
    /// New cases of one contact.
    public var casesPerContactPerHour = 30
    /// Messages of one sender on one case.
    public var postsPerCasePer10Minutes = 10
    /// Mails about one case.
    public var mailsPerCasePer10Minutes = 30
    /// Challenges to one person.
    public var challengesPerDay = 3
    /// Challenges to everybody.
    public var challengesPerHour = 100
    /// Received fields, after which a message goes in circles (RFC 5321 section 6.3).
    public var hops = 100

    /// The limits of a desk whose settings say nothing.
    public init() {}

    /// Whether `count` things have used up a limit.
    public static func isReached(_ limit: Int, by count: Int) -> Bool { limit > 0 && count >= limit }
}

/// The rules by which a mailbox takes mail.
public struct InboundRules: Sendable, Equatable {
    /// What becomes of a message whose author is known and not proven.
    public enum OnUnverified: String, Sendable, CaseIterable {
        /// It is held, and the author is asked by mail.
        case confirm
        /// It is held.
        case hold
        /// It is kept and rejected.
        case reject
        /// It is believed, unless something speaks against it.
        case trust
    }

    /// For how long after closing a post reopens a case.
    public var reopenDays: Int
    /// What becomes of a message whose author is known and not proven.
    public var onUnverified: OnUnverified
    /// The only accounts that may write here, by name; all where it is empty.
    public var accounts: [String]
    /// What ends loops and floods.
    public var limits: DeskLimits
    /// Whether a plain "thank you" leaves a closed case closed.
    public var ignoresThanks = true

    /// Rules from their parts.
    public init(
        reopenDays: Int, onUnverified: OnUnverified = .hold, accounts: [String] = [], limits: DeskLimits = DeskLimits()
    ) {
        self.reopenDays = reopenDays
        self.onUnverified = onUnverified
        self.accounts = accounts
        self.limits = limits
    }
}

/// The mail of ours that a delivery report is about.
public struct ReturnedMail: Sendable, Equatable {
    /// Its number in the outbox.
    public var id: ID<OutboxEntry>
    /// Whom it was to.
    public var person: ID<Person>?
    /// The case it was about.
    public var caseNumber: CaseNumber?

    /// A returned mail from its parts.
    public init(id: ID<OutboxEntry>, person: ID<Person>?, caseNumber: CaseNumber?) {
        self.id = id
        self.person = person
        self.caseNumber = caseNumber
    }
}
