public import FoundationEssentials

/// What the desk needs of a transaction of the store: cases, feeds, recipients.
public protocol CaseTransaction {
    /// The next case number; never given twice.
    func nextCaseNumber() throws -> CaseNumber
    /// Adds a case.
    func insert(_ supportCase: SupportCase) throws
    /// Replaces what may change of a case.
    func update(_ supportCase: SupportCase) throws
    /// The case of that number.
    func supportCase(_ number: CaseNumber) throws -> SupportCase?
    /// Adds an entry to a case's feed, with the files that came with it.
    func append(_ entry: FeedEntry, to number: CaseNumber, attachments: [NewAttachment]) throws -> ID<FeedEntry>
    /// Adds a notification recipient; nothing happens if they are one already.
    func addRecipient(_ person: ID<Person>, to number: CaseNumber, because reason: String, at: Date) throws
    /// The active people on the list of a case.
    func recipients(of number: CaseNumber) throws -> [Person]
    /// Puts mails into the outbox.
    func enqueue(_ entries: [OutboxEntry], at: Date) throws
}

/// What taking in mail needs of a transaction of the store.
public protocol LedgerTransaction {
    /// Keeps a message and its ledger line with one attempt counted, or gives the line that is there already.
    func keep(_ message: ReceivedMessage, mailbox: String, at: Date) throws -> (entry: LedgerEntry, isNew: Bool)
    /// Whether no outcome has ended the line yet.
    func isUnfinished(_ id: ID<LedgerEntry>) throws -> Bool
    /// Counts one more attempt, before it is made.
    func countAttempt(of id: ID<LedgerEntry>) throws
    /// The lines of a mailbox that no outcome ended, oldest first.
    func unfinished(of mailbox: String) throws -> [LedgerEntry]
    /// The octets of a kept message.
    func raw(of id: ID<LedgerEntry>) throws -> RawContent
    /// The line of the same message, if it was taken in before.
    func entry(withContentKey key: String, otherThan id: ID<LedgerEntry>) throws -> ID<LedgerEntry>?
    /// Ends a line; nothing happens if it was ended before.
    func finish(_ id: ID<LedgerEntry>, _ result: InboundResult, state: LedgerEntry.State, at: Date) throws
    /// The ended lines of which the mailbox was not yet told.
    func unacknowledged(of mailbox: String) throws -> [LedgerEntry]
    /// Notes that the mailbox was told.
    func markAcknowledged(_ ids: [ID<LedgerEntry>]) throws
    /// How far the mailbox was read, or `nil` before first contact.
    func cursor(of mailbox: String) throws -> MailboxCursor?
    /// Notes how far the mailbox was read.
    func setCursor(_ cursor: MailboxCursor, of mailbox: String) throws
    /// Which of the sources are in the ledger already.
    func known(_ sources: [InboundSource], of mailbox: String) throws -> Set<InboundSource>
    /// The person who writes from that address.
    func person(at address: EmailAddress) throws -> Person?
    /// Whether a mail of that Message-ID was put into the outbox.
    func isOurs(_ messageID: MessageID) throws -> Bool
}

/// What sending mail needs of a transaction of the store.
public protocol OutboxTransaction {
    /// Takes mails whose turn it is: counts the attempt and leases them until that time.
    ///
    /// For one case and recipient only the oldest mail is given, so that their order holds.
    func claim(limit: Int, now: Date, leaseUntil: Date) throws -> [ClaimedMail]
    /// Gives back all leases, the mails to be tried again at that time.
    ///
    /// Only for the one process that may send, when it starts: whoever held them is gone.
    func releaseLeases(retryAt: Date) throws
    /// Notes what an attempt came to.
    func record(_ result: DeliveryResult, of id: ID<OutboxEntry>, at: Date) throws
    /// What a template needs to know of a mail.
    func content(of entry: OutboxEntry) throws -> MailContent
}

/// A transaction of the store.
public typealias DeskTransaction = CaseTransaction & LedgerTransaction & OutboxTransaction & AuditTransaction
    & RegistryTransaction

/// The database, as seen by those who change cases, take in mail and send it.
public protocol DeskStorage: Sendable {
    /// Its transactions.
    associatedtype Transaction: DeskTransaction

    /// Does all of `body` or nothing, durably when it returns; throws `StoreFailure` when the store itself fails.
    func write<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T
    /// Runs `body` on a consistent view.
    func read<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T
    /// Does all of `body` or nothing, within a transaction that goes on.
    func savepoint<T>(in transaction: Transaction, _ body: () throws -> T) throws -> T
}

/// What a mail about a case is made from.
public struct MailContent: Sendable {
    /// The case as it is now.
    public var supportCase: SupportCase
    /// Name of its account.
    public var accountName: String
    /// Whom the mail goes to.
    public var recipient: Person
    /// The entry it reports.
    public var feedEntry: FeedEntry
    /// Who made the entry; `nil` for the desk itself.
    public var author: Person?
    /// Names of the files that came with the entry, with the reason why one was left out.
    public var attachments: [(filename: String, size: Int, omitted: String?)]
    /// The public posts before the entry, newest first, with their authors; the latest few.
    public var earlierPosts: [(entry: FeedEntry, author: Person?)]

    /// Content from its parts.
    public init(
        supportCase: SupportCase, accountName: String, recipient: Person, feedEntry: FeedEntry, author: Person?,
        attachments: [(filename: String, size: Int, omitted: String?)],
        earlierPosts: [(entry: FeedEntry, author: Person?)]
    ) {
        self.supportCase = supportCase
        self.accountName = accountName
        self.recipient = recipient
        self.feedEntry = feedEntry
        self.author = author
        self.attachments = attachments
        self.earlierPosts = earlierPosts
    }
}
