public import FoundationEssentials

/// What the desk needs of a transaction of the store: cases, feeds, recipients.
public protocol CaseTransaction: SurveyTransaction {
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
    /// Notes an address that a mail about a case was copied to in vain; whether that is new.
    func noteRefusedCopy(_ address: EmailAddress, on number: CaseNumber, because reason: String, at: Date) throws
        -> Bool
    /// The active people on the list of a case.
    func recipients(of number: CaseNumber) throws -> [Person]
    /// Whom news of a case goes to: its recipients, and the advisor who has it; each once.
    func audience(of supportCase: SupportCase) throws -> [Person]
    /// The advisors whose case it is: the one who has it, and those of its team; each once.
    func desk(of supportCase: SupportCase) throws -> [Person]
    /// The advisors of a team whom each event is mailed to at once.
    func advisorsToldAtOnce(ofTeam team: String) throws -> [Person]
    /// The person who writes from that address.
    func person(at address: EmailAddress) throws -> Person?
    /// The cases of which something is due by itself, the longest overdue first.
    func dueCases(at: Date, limit: Int) throws -> [CaseNumber]
    /// The open cases of an account, last modified first.
    func openCases(of account: ID<Account>, limit: Int) throws -> [SupportCase]
    /// The open cases that an advisor has, last modified first.
    func openCases(assignedTo person: ID<Person>, limit: Int) throws -> [SupportCase]
    /// The cases that wait for the fix of that development issue, without regard to case.
    func cases(waitingFor issue: String) throws -> [CaseNumber]
    /// Takes a notification recipient off the list; nothing happens if they are none.
    func removeRecipient(_ person: ID<Person>, from number: CaseNumber) throws
    /// Puts mails into the outbox; those to a person whose address takes no mail are kept there unsent.
    func enqueue(_ entries: [OutboxEntry], at: Date) throws
    /// How many mails about a case were put into the outbox since then, suppressed ones not counted.
    func mailCount(about number: CaseNumber, since: Date) throws -> Int
    /// Whether mails about a case are kept back that nobody has been told of yet.
    func isFlooded(_ number: CaseNumber) throws -> Bool
    /// The latest unsent mail of the same case and person, if there is one.
    func waitingMail(like entry: OutboxEntry) throws -> WaitingMail?
    /// Has a mail that was never tried tell one more event, as its newest.
    func add(_ entry: OutboxEntry, to mail: ID<OutboxEntry>) throws
    /// Ends the quiet time of the untried mails of the same case and person.
    func hurry(mailsLike entry: OutboxEntry, at: Date) throws
}

/// What taking in mail needs of a transaction of the store.
public protocol LedgerTransaction {
    /// Keeps a message and its ledger line with one attempt counted, or gives the line that is there already.
    func keep(_ message: ReceivedMessage, mailbox: String, at: Date) throws -> (entry: LedgerEntry, isNew: Bool)
    /// Whether no outcome has ended the line yet.
    func isUnfinished(_ id: ID<LedgerEntry>) throws -> Bool
    /// Counts one more attempt, before it is made.
    func countAttempt(of id: ID<LedgerEntry>) throws
    /// Puts a line off until then: the attempt ended in good order, and what it needs was not to be had.
    func postpone(_ id: ID<LedgerEntry>, until: Date) throws
    /// The lines of a mailbox that no outcome ended and whose time has come, oldest first.
    func unfinished(of mailbox: String, at: Date) throws -> [LedgerEntry]
    /// The octets of a kept message.
    func raw(of id: ID<LedgerEntry>) throws -> RawContent
    /// What became of the same message, if it was taken in before by another line.
    func earlier(withContentKey key: String, otherThan id: ID<LedgerEntry>) throws -> EarlierTaking?
    /// Ends a line; nothing happens if it was ended before.
    func finish(_ id: ID<LedgerEntry>, _ result: InboundResult, state: LedgerEntry.State, at: Date) throws
    /// What ended a line; `nil` while nothing has.
    func result(of id: ID<LedgerEntry>) throws -> InboundResult?
    /// The ended lines of which the mailbox was not yet told.
    func unacknowledged(of mailbox: String) throws -> [LedgerEntry]
    /// Notes that the mailbox was told.
    func markAcknowledged(_ ids: [ID<LedgerEntry>]) throws
    /// How far the mailbox was read, or `nil` before first contact.
    func cursor(of mailbox: String) throws -> MailboxCursor?
    /// Whether anything was ever taken in from a mailbox while it was a Maildir.
    func hasLines(of mailbox: String) throws -> Bool
    /// Notes how far the mailbox was read.
    func setCursor(_ cursor: MailboxCursor, of mailbox: String) throws
    /// Which of the sources are in the ledger already.
    func known(_ sources: [InboundSource], of mailbox: String) throws -> Set<InboundSource>
    /// The person of that name or address among the contacts of an account.
    func contact(named text: String, of account: ID<Account>) throws -> Person?
    /// The domains of all addresses of the registry.
    func domains() throws -> [String]
    /// The account of that name, without regard to case.
    func account(named name: String) throws -> Account?
    /// The mail of ours with that Message-ID.
    func mail(withMessageID messageID: MessageID) throws -> ReturnedMail?
    /// The mail of ours with that number.
    func mail(numbered id: ID<OutboxEntry>) throws -> ReturnedMail?
    /// What was sent to and came from an address of late, on a case or on any.
    ///
    /// Only what a decision may ask for: challenges where the author `isProven` not to be, floods and echoes where they are.
    func counts(
        of address: EmailAddress, _ person: Person?, isProven: Bool, on number: CaseNumber?, received: Date, at: Date
    ) throws -> InboundCounts
    /// The guest with that address; made where there is none.
    func guest(at address: EmailAddress, named name: String, at: Date) throws -> Person
}

/// What keeping messages for a person to look at needs of a transaction of the store.
public protocol HeldTransaction {
    /// Notes that a line's message is held, in that state; a line that was let in and is held once more waits again.
    func hold(_ id: ID<LedgerEntry>, _ state: HeldState, challenge: ID<Challenge>?) throws
    /// How a line's message was let in, if it was.
    func release(of id: ID<LedgerEntry>) throws -> Release?
    /// Lets a held message in: its line is open again, and the mailbox's next turn decides about it once more.
    ///
    /// `false`, and nothing happens, where it was let in or taken in already.
    func letIn(_ id: ID<LedgerEntry>, _ release: Release, at: Date) throws -> Bool
    /// Rejects a held message that waits or expired; `false` where it does neither.
    func reject(_ id: ID<LedgerEntry>, by: String, at: Date) throws -> Bool
    /// Adds a challenge to a person.
    func addChallenge(to person: Person, at: Date) throws -> ID<Challenge>
    /// The challenge of that number.
    func challenge(_ id: ID<Challenge>) throws -> Challenge?
    /// The messages of a challenge, oldest first.
    func messages(of id: ID<Challenge>) throws -> [ChallengedMessage]
    /// Ends a challenge.
    func end(_ id: ID<Challenge>, as state: Challenge.State, at: Date) throws
    /// The open challenges whose time is over.
    func overdueChallenges(at: Date) throws -> [ID<Challenge>]
}

/// What sending mail needs of a transaction of the store.
public protocol OutboxTransaction {
    /// Takes mails whose turn it is: counts the attempt and leases them until that time.
    ///
    /// For one case and recipient only the oldest mail is given, so that their order holds; among the others ``ClaimOrder``
    /// says whose turn it is. A mail whose lease has run out may have been sent, and is marked so.
    func claim(limit: Int, now: Date, leaseUntil: Date) throws -> [ClaimedMail]
    /// Gives back all leases, the mails to be tried again at that time.
    ///
    /// Only for the one process that may send, when it starts: whoever held them is gone.
    func releaseLeases(retryAt: Date) throws
    /// Notes what an attempt came to.
    func record(_ result: DeliveryResult, of id: ID<OutboxEntry>, at: Date) throws
    /// How many mails were claimed in the time from `since`, left out, to `now`.
    func claimedCount(since: Date, now: Date) throws -> Int
    /// The pause of the outgoing server that was noted last, over or not; `nil` when it has taken mail since.
    func transportPause() throws -> TransportPause?
    /// Notes a pause of the outgoing server, or that there is none.
    func setTransportPause(_ pause: TransportPause?) throws
    /// What templates need to know of mails, in the same order.
    func contents(of entries: [OutboxEntry]) throws -> [MailContent]
    /// The cases of which mails were kept back, with when that began; those that began first in front.
    func floods() throws -> [(caseNumber: CaseNumber, begun: Date)]
    /// Puts one mail into the outbox for each person of whom mails about a case are kept back; how many those are.
    func tellKeptBack(about number: CaseNumber, at: Date) throws -> Int
    /// What the recipient of that mail may see on a page; `nil` where there is no such mail, or they may see nothing.
    func caseView(by mail: ID<OutboxEntry>) throws -> CaseView?
    /// The number of the latest mail; `nil` in an empty outbox.
    func latestMail() throws -> ID<OutboxEntry>?
    /// The mails put in behind that one, oldest first; those that are kept back left out.
    func mails(after id: ID<OutboxEntry>?) throws -> [(to: EmailAddress, template: TemplateName)]
}

/// A transaction of the store.
public typealias DeskTransaction = CaseTransaction & LedgerTransaction & OutboxTransaction & HeldTransaction
    & RegistryTransaction & AuditTransaction & DigestTransaction & NoticeTransaction

/// The database, as seen by those who change cases, take in mail and send it.
public protocol DeskStorage: Sendable {
    /// Its transactions.
    associatedtype Transaction: DeskTransaction

    /// Does all of `body` or nothing, durably when it returns; throws `StoreFailure` when the store itself fails.
    func write<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T
    /// Runs `body` on a consistent view.
    func read<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T
    /// Runs `body`, undoes all that it did, and gives what it found.
    func rehearse<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T
    /// Does all of `body` or nothing, within a transaction that goes on.
    func savepoint<T>(in transaction: Transaction, _ body: () throws -> T) throws -> T
}

/// What a mail is made from.
public enum MailContent: Sendable {
    case feed(CaseContent)
    /// Several events of one case.
    case news(CaseNewsContent)
    /// Words for one person, about a case or about none; the name is that of the case's account.
    case answer(SupportCase?, accountName: String, Person, text: String)
    /// What has gathered for one person.
    case digest(NewsDigest, Person)
    /// What was said about a notice, which is as it was then.
    case notice(Notice, NoticeUpdate, Person)
    /// How the desk itself is doing.
    case report(OperatorReport)
    /// A survey and the case that it is about; the name is that of the case's account.
    case survey(Survey, SupportCase, accountName: String, Person)
    /// Who is asked, until when, and when the messages came in, oldest first.
    case challenge(Challenge, Person, received: [Date])
    /// Whom it goes to, and the account that mail of theirs is for; nothing is known of a stranger.
    case person(Person?)
}

/// What a mail about several events of a case is made from.
public struct CaseNewsContent: Sendable {
    /// The newest, with the case as it is now.
    public var newest: CaseContent
    /// The others, newest first, and public posts between them; only the last has the posts before it.
    public var others: [CaseContent]
    /// Whether there were more, which are only on the case.
    public var hasMore: Bool

    /// Content from its parts.
    public init(newest: CaseContent, others: [CaseContent], hasMore: Bool) {
        self.newest = newest
        self.others = others
        self.hasMore = hasMore
    }
}

/// What a mail about a case is made from.
public struct CaseContent: Sendable {
    /// The case as it is now.
    public var supportCase: SupportCase
    /// Name of its account.
    public var accountName: String
    /// Whom the mail goes to; `nil` for whoever is on call, where the registry does not have them.
    public var recipient: Person?
    /// The contact of the case, where the mail says how to reach them.
    public var contact: (person: Person, phones: [String])?
    /// The entry it reports.
    public var feedEntry: FeedEntry
    /// Who made the entry; `nil` for the desk itself.
    public var author: Person?
    /// Names of the files that came with the entry, with the reason why one was left out.
    public var attachments: [(filename: String, size: Int, omitted: String?)]
    /// What else changed at the same time as the entry was made, as when a priority is not to be had.
    public var priorityChange: FeedEntry?
    /// Addresses that the first mail of a case was copied to in vain, with the reason why; the first few.
    public var refusedCopies: [(address: EmailAddress, reason: String)] = []
    /// The incidents that its account was told of when the entry was made, each as it was then; the last to begin first.
    public var incidents: [Notice] = []
    /// The public posts before the entry, newest first, with their authors; the latest few.
    public var earlierPosts: [(entry: FeedEntry, author: Person?)]

    /// Content from its parts.
    public init(
        supportCase: SupportCase, accountName: String, recipient: Person?, feedEntry: FeedEntry, author: Person?,
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
