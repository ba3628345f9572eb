public import FoundationEssentials

/// What a desk is made up of at a moment, in numbers that cost the same however large it is.
public struct DeskFigures: Sendable, Equatable {
    /// A mail that waits.
    public struct WaitingMail: Sendable, Equatable {
        /// When it was queued.
        public var queued: Date
        /// Whether it only tells the operator of the desk itself: about such mail nobody is alerted.
        public var isToOperator: Bool

        /// A mail from its parts.
        public init(queued: Date, isToOperator: Bool = false) {
            self.queued = queued
            self.isToOperator = isToOperator
        }
    }

    /// Messages that are held for one reason.
    public struct Held: Sendable, Equatable {
        /// How many.
        public var count: Int
        /// When the first of them came in.
        public var oldest: Date

        /// A number from its parts.
        public init(count: Int, oldest: Date) {
            self.count = count
            self.oldest = oldest
        }
    }

    /// Cases that were ever opened.
    public var casesOpened = 0
    /// Cases by where they stand; what is missing has none.
    public var cases: [CaseStatus: Int] = [:]
    /// Open cases that wait for their first answer within a time.
    public var unansweredCases = 0
    /// Those of them whose time is over.
    public var overdueCases = 0
    /// Mails by where they are; what is missing has none.
    public var mails: [OutboxState: Int] = [:]
    /// The mail of each priority that was queued first of those that wait, whatever they wait for.
    public var oldestWaiting: [MailPriority: WaitingMail] = [:]
    /// Mails given up within a day, those to the operator left out.
    public var givenUpToday = 0
    /// Cases of which mails are kept back because there were too many.
    public var floodedCases = 0
    /// Messages that wait for a person to decide.
    public var heldMessages = 0
    /// When the message came in that is held longest.
    public var oldestHeldMessage: Date?
    /// Messages that nobody decided about, by the fixed word of why; also those whose question nobody answered in time.
    public var held: [String: Held] = [:]
    /// Messages that were set aside, because no attempt at them came to an end.
    public var quarantinedMessages = 0
    /// The line of the ledger of the last of them; 0 where there are none.
    public var latestQuarantined: Int64 = 0
    /// Messages that are kept and not decided about yet.
    public var unfinishedMessages = 0
    /// The lines of the audit log.
    public var auditLines: Int64 = 0
    /// Octets of the database, without what large messages and files take beside it.
    public var databaseSize = 0
    /// Octets that are free where the database is; `nil` where nobody asked.
    public var freeSpace: Int?
    /// When the last backup was made; `nil` where none is known.
    public var latestBackup: Date?

    /// The figures of an empty desk.
    public init() {}

    /// Messages that nobody decided about, for whatever reason they are held.
    public var undecidedMessages: Int { held.values.reduce(0) { $0 + $1.count } }

    /// When the mail was queued that waits longest, whatever it waits for.
    public var oldestWaitingMail: Date? { oldestWaiting.values.map(\.queued).min() }
}
