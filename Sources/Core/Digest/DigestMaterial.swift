public import FoundationEssentials

/// Somebody whose digests are due now and then, and how far they have come.
public struct DigestSubscriber: Sendable {
    /// Who.
    public var person: Person
    /// IANA name of their time zone.
    public var timeZone: String
    /// Whether they also look after the registry.
    public var isAdministrator: Bool
    /// How far their digests have come.
    public var mark: DigestMark

    /// A subscriber from their parts.
    public init(person: Person, timeZone: String, isAdministrator: Bool, mark: DigestMark) {
        self.person = person
        self.timeZone = timeZone
        self.isAdministrator = isAdministrator
        self.mark = mark
    }
}

/// How far somebody's digests have come.
///
/// What came since is told by numbers, which are given within transactions and so never come late, as times may.
public struct DigestMark: Sendable, Equatable {
    /// The window that was dealt with last.
    public var window: Date
    /// The last entry of any feed that there was then.
    public var feedEntry: ID<FeedEntry>
    /// The last case that there was then.
    public var caseNumber: CaseNumber
    /// The last message that was held then.
    public var heldMessage: ID<LedgerEntry>

    /// A mark from its parts.
    public init(
        window: Date, feedEntry: ID<FeedEntry>, caseNumber: CaseNumber, heldMessage: ID<LedgerEntry>
    ) {
        self.window = window
        self.feedEntry = feedEntry
        self.caseNumber = caseNumber
        self.heldMessage = heldMessage
    }
}

/// What a digest is made from.
public struct DigestMaterial: Sendable {
    /// An open case that is theirs, or that nobody has and that waits in one of their teams.
    public struct OpenCase: Sendable, Equatable {
        /// Its number.
        public var number: CaseNumber
        /// Whether it is theirs.
        public var isMine: Bool
        /// Where it stands.
        public var status: CaseStatus
        /// The name of its priority.
        public var priority: String
        /// When it was opened.
        public var created: Date
        /// When anything last happened to it.
        public var lastModified: Date
        /// When it must be answered first; `nil` where nothing is promised, or it was answered.
        public var answerDue: Date?
        /// Whether the desk was warned that the time for it runs out.
        public var isWarned: Bool
        /// The day until which it must be solved.
        public var dueDate: CivilDate?

        /// A case from its parts.
        public init(
            number: CaseNumber, isMine: Bool, status: CaseStatus, priority: String, created: Date, lastModified: Date,
            answerDue: Date? = nil, isWarned: Bool = false, dueDate: CivilDate? = nil
        ) {
            self.number = number
            self.isMine = isMine
            self.status = status
            self.priority = priority
            self.created = created
            self.lastModified = lastModified
            self.answerDue = answerDue
            self.isWarned = isWarned
            self.dueDate = dueDate
        }
    }

    /// An entry of a feed since the last digest, on a case that is theirs or waits in one of their teams.
    public struct News: Sendable, Equatable {
        /// The case.
        public var number: CaseNumber
        /// Whether the case is theirs.
        public var isMine: Bool
        /// The entry; of a post, without its words.
        public var entry: FeedEntry
        /// Who made it; `nil` for the desk itself.
        public var author: String?
        /// Whether that is an advisor.
        public var isByAdvisor: Bool

        /// News from their parts.
        public init(
            number: CaseNumber, isMine: Bool, entry: FeedEntry, author: String?, isByAdvisor: Bool = false
        ) {
            self.number = number
            self.isMine = isMine
            self.entry = entry
            self.author = author
            self.isByAdvisor = isByAdvisor
        }
    }

    /// A held message.
    public struct HeldMessage: Sendable, Equatable {
        /// Its number.
        public var id: ID<LedgerEntry>
        /// Who its author says to be.
        public var from: String
        /// Its subject.
        public var subject: String
        /// When it came in.
        public var received: Date

        /// A message from its parts.
        public init(id: ID<LedgerEntry>, from: String, subject: String, received: Date) {
            self.id = id
            self.from = from
            self.subject = subject
            self.received = received
        }
    }

    /// A contact who is flagged.
    public struct FlaggedContact: Sendable, Equatable {
        /// Who.
        public var person: Person
        /// When they got the flag.
        public var flagged: Date

        /// A contact from their parts.
        public init(person: Person, flagged: Date) {
            self.person = person
            self.flagged = flagged
        }
    }

    /// An answer to the survey of a case that was theirs or one of their teams' when it was closed.
    public struct Rating: Sendable, Equatable {
        /// The case.
        public var number: CaseNumber
        /// The answer, or the latest of several.
        public var answer: SurveyAnswer

        /// An answer from its parts.
        public init(number: CaseNumber, answer: SurveyAnswer) {
            self.number = number
            self.answer = answer
        }
    }

    /// Cases, oldest first.
    public var cases: [OpenCase] = []
    /// What happened, oldest first.
    public var news: [News] = []
    /// Answers to surveys since the last digest, oldest first.
    public var ratings: [Rating] = []
    /// The latest held messages that wait, and how many wait in all.
    public var held: (messages: [HeldMessage], count: Int) = ([], 0)
    /// The contacts who were flagged last, and how many are in all; none for who is no administrator.
    public var flagged: (contacts: [FlaggedContact], count: Int) = ([], 0)

    /// Nothing.
    public init() {}
}

/// What digests need of a transaction of the store.
public protocol DigestTransaction {
    /// The people whose news are gathered, and those whose were until now.
    func digestSubscribers() throws -> [DigestSubscriber]
    /// The same of one person; `nil` if nothing is gathered for them.
    func digestSubscriber(_ id: ID<Person>) throws -> DigestSubscriber?
    /// What a digest for an advisor is made from; of held messages and contacts the latest `limit`.
    func digestMaterial(for subscriber: DigestSubscriber, limit: Int) throws -> DigestMaterial
    /// What a digest for a contact is made from.
    func contactDigestMaterial(for subscriber: DigestSubscriber) throws -> ContactDigestMaterial
    /// Notes that the digests of somebody have come up to here, with that window dealt with.
    func settleDigest(of person: ID<Person>, window: Date) throws
    /// Notes that nothing is gathered for somebody any more.
    func endDigests(of person: ID<Person>) throws
}
