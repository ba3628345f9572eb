public import Core
public import FoundationEssentials
public import MailAuth

/// An old message that is imported.
public struct OldMessage: Sendable {
    /// What people call it: a path, or a folder and a number.
    public var name: String
    /// Its octets.
    public var octets: [UInt8]
    /// When it came, for where its Date field says nothing that can be believed.
    public var arrived: Date?

    /// A message from its parts.
    public init(name: String, octets: [UInt8], arrived: Date?) {
        self.name = name
        self.octets = octets
        self.arrived = arrived
    }
}

/// What became of an old message.
public enum ImportOutcome: Sendable, Equatable {
    case opened(CaseNumber), posted(CaseNumber)
    /// It was imported before, by the same octets.
    case known
    /// The same message came in before, by another way.
    case duplicate
    /// Nothing was made of it, and nothing of it is kept.
    case left(ImportDecision.LeaveReason)
}

/// Takes old mail in, of which nobody is told: the oldest first, each message with all that follows in one transaction.
///
/// What is repeated changes nothing: a message is known by its octets, and by its content. What no case comes of is not kept.
public actor MailImport<Storage: DeskStorage> {
    private let storage: Storage
    private let desk: Desk
    private let rules: IntakeRules
    private let mailbox: MailboxConfiguration
    private let isOpen: Bool
    private let isTrusting: Bool
    private let reader: MessageReader
    private let now: @Sendable () -> Date
    /// Which cases messages led to.
    private var conversations: [MessageID: CaseNumber]

    /// An import into a mailbox, of a desk of which `conversations` tell which messages are on which cases.
    ///
    /// Cases are closed unless they stay open; `isTrusting` believes authors whom their own mail speaks against.
    public init(
        storage: Storage, desk: Desk, rules: IntakeRules, tokens: ReplyTokens, mailbox: MailboxConfiguration,
        conversations: [MessageID: CaseNumber], isOpen: Bool, isTrusting: Bool, now: @escaping @Sendable () -> Date
    ) {
        self.storage = storage
        self.desk = desk
        self.rules = rules
        self.mailbox = mailbox
        self.isOpen = isOpen
        self.isTrusting = isTrusting
        self.now = now
        self.conversations = conversations
        // The DNS has no keys of years ago, and is not asked.
        reader = MessageReader(mailbox: mailbox, fieldNames: desk.preset.fieldNames, tokens: tokens, resolver: nil)
    }

    /// Takes a group in, in its order; gives what became of each and what it says of itself, durable on return.
    public func take(_ messages: [OldMessage]) async throws -> [(outcome: ImportOutcome, from: String, subject: String)]
    {
        let sources = messages.map { InboundSource.imported(digest: Digest.sha256($0.octets)) }
        let name = mailbox.name
        let known = try await storage.read { try $0.known(sources, of: name) }
        // What was imported before is not read again.
        let understood = try await understand(zip(messages, sources).map { known.contains($1) ? nil : $0 })
        let (desk, mailbox, rules, isOpen, isTrusting) = (desk, mailbox, rules, isOpen, isTrusting)
        let (conversations, storage, latest) = (conversations, storage, now())
        let work = zip(zip(messages, sources), understood).map { ($0.0, $0.1, $1) }
        let (outcomes, found) = try await storage.write { transaction in
            var found: [MessageID: CaseNumber] = [:]
            let outcomes = try work.map { message, source, understood in
                guard let understood else { return ImportOutcome.known }
                return try storage.savepoint(in: transaction) {
                    var step = ImportStep(
                        desk: desk, mailbox: mailbox, rules: rules, isOpen: isOpen, isTrusting: isTrusting,
                        latest: latest, transaction: transaction)
                    let outcome = try step.take(message, from: source, understood) { found[$0] ?? conversations[$0] }
                    if let number = step.caseNumber, let id = step.messageID { found[id] = number }
                    return outcome
                }
            }
            Failpoint.importApplied.pass()
            return (outcomes, found)
        }
        self.conversations.merge(found) { _, new in new }
        return zip(outcomes, understood).map { outcome, understood in
            let message = try? understood?.get().message
            return (outcome, message?.from.first?.address ?? "", message?.subject ?? "")
        }
    }

    /// Reads on as many threads as there are; what is `nil` is passed over.
    private func understand(_ messages: [OldMessage?]) async throws -> [Result<UnderstoodMessage, ReadingFailure>?] {
        let (reader, time) = (reader, now())
        return await withTaskGroup(of: (Int, Result<UnderstoodMessage, ReadingFailure>).self) { group in
            for case (let index, let message?) in messages.enumerated() {
                group.addTask { (index, await reader.read(.memory(message.octets), at: time, deadline: .now)) }
            }
            var results = [Result<UnderstoodMessage, ReadingFailure>?](repeating: nil, count: messages.count)
            for await (index, result) in group { results[index] = result }
            return results
        }
    }
}

/// One old message, within a transaction that others share.
private struct ImportStep<Transaction: DeskTransaction> {
    let desk: Desk
    let mailbox: MailboxConfiguration
    let rules: IntakeRules
    let isOpen: Bool
    let isTrusting: Bool
    /// Nothing is younger than this.
    let latest: Date
    let transaction: Transaction
    private(set) var caseNumber: CaseNumber?
    private(set) var messageID: MessageID?

    init(
        desk: Desk, mailbox: MailboxConfiguration, rules: IntakeRules, isOpen: Bool, isTrusting: Bool, latest: Date,
        transaction: Transaction
    ) {
        self.desk = desk
        self.mailbox = mailbox
        self.rules = rules
        self.isOpen = isOpen
        self.isTrusting = isTrusting
        self.latest = latest
        self.transaction = transaction
    }

    /// Writes all that comes of a message, or nothing; `conversation` gives the case that a message is on.
    mutating func take(
        _ old: OldMessage, from source: InboundSource, _ understood: Result<UnderstoodMessage, ReadingFailure>,
        conversation: (MessageID) -> CaseNumber?
    ) throws -> ImportOutcome {
        guard try transaction.known([source], of: mailbox.name).isEmpty else { return .known }
        guard case .success(let understood) = understood else { return .left(.unreadable) }
        let date = OldMailDate.of(understood.message, arrived: old.arrived, latest: latest)
        let facts = try facts(about: understood, conversation, at: date)
        let decision = ImportDecision.decide(understood.message, facts, trusting: isTrusting)
        let (number, outcome): (CaseNumber, ImportOutcome)
        switch decision {
        case .leave(let reason): return .left(reason)
        case .duplicate: return .duplicate
        case .open(let author, let account):
            number = try open(understood, by: author, account, at: date)
            outcome = .opened(number)
        case .post(let known, let author):
            var post = understood.oldPost(by: author, PostWords(understood.message, isReply: true).text)
            post.author = author
            try desk.importPost(post, to: known, in: transaction, at: date)
            (number, outcome) = (known, .posted(known))
        }
        try note(old, source, understood, facts, number, outcome, at: date)
        (caseNumber, messageID) = (number, understood.message.messageID)
        return outcome
    }

    private func open(
        _ understood: UnderstoodMessage, by author: Person, _ account: Account, at date: Date
    ) throws -> CaseNumber {
        let words = PostWords(understood.message, isReply: false)
        let message = understood.message
        let new = NewCase(
            account: account, contact: author, subject: words.subject,
            type: message.fields["Type"].flatMap(desk.preset.caseType(named:))?.name ?? mailbox.caseType,
            priority: message.fields["Priority"], fields: message.fields, mailbox: mailbox.name,
            post: understood.oldPost(by: author, words.text))
        return try desk.importCase(new, isOpen: isOpen, in: transaction, at: date)
    }

    /// The line of the ledger, ended and acknowledged: no mailbox is to be told.
    private func note(
        _ old: OldMessage, _ source: InboundSource, _ understood: UnderstoodMessage, _ facts: InboundFacts,
        _ number: CaseNumber, _ outcome: ImportOutcome, at date: Date
    ) throws {
        let entry = try transaction.keep(
            ReceivedMessage(source: source, raw: .memory(old.octets)), mailbox: mailbox.name, at: date
        ).entry
        let isNew = if case .opened = outcome { true } else { false }
        var result = InboundResult(
            outcome: isNew ? .opened : .posted, reason: "imported",
            reasons: ["It is old mail that somebody of the desk imported, so nobody was told."], caseNumber: number,
            contentKey: understood.contentKey,
            from: facts.sender.address?.description ?? understood.message.from.first?.address ?? "",
            subject: understood.message.subject)
        result.sender = facts.person?.id
        result.evidence = understood.report.evidence
        try transaction.finish(entry.id, result, state: .done, at: date)
        try transaction.markAcknowledged([entry.id])
    }

    private func facts(
        about understood: UnderstoodMessage, _ conversation: (MessageID) -> CaseNumber?, at date: Date
    ) throws -> InboundFacts {
        let message = understood.message
        let author = understood.report.authorAddress
        let person = try author.flatMap(transaction.person(at:))
        let verdict = SenderVerification.judge(
            understood.report, policy: rules.policy(for: person), ours: rules.ours)
        var facts = InboundFacts(
            sender: verdict, rules: InboundRules(reopenDays: desk.preset.reopenDays, accounts: mailbox.accounts),
            now: date)
        facts.person = person
        facts.isFromOwnAddress = author.map(rules.ours.contains) ?? false
        facts.isOwn = try message.messageID.flatMap(transaction.mail(withMessageID:)) != nil
        // No line has this number.
        facts.earlier = try transaction.earlier(withContentKey: understood.contentKey, otherThan: ID(0))
        let before = (message.inReplyTo + message.references.reversed()).lazy.compactMap(conversation).first
        facts.supportCase = try before.flatMap(transaction.supportCase).map(transaction.survivor)
        return facts
    }
}

extension UnderstoodMessage {
    /// The same as a post of today's mail; the desk itself may have written it.
    fileprivate func oldPost(by author: Person?, _ text: String) -> NewPost {
        NewPost(
            author: author, channel: .email, text: text, html: message.quotedText == nil ? message.html : nil,
            messageID: message.messageID, references: message.references, attachments: attachments)
    }
}

/// When an old message was written, as far as it can be believed.
public enum OldMailDate {
    /// No mail of a support desk is older: 1990.
    private static let earliest = Date(timeIntervalSince1970: 631_152_000)

    /// Its Date field, where that is no time that can't be; else when it came; never later than `latest`.
    public static func of(_ message: InboundMessage, arrived: Date?, latest: Date) -> Date {
        of(message.date, arrived: arrived, latest: latest)
    }

    static func of(_ written: Date?, arrived: Date?, latest: Date) -> Date {
        let end = min(latest, arrived?.addingTimeInterval(86_400) ?? latest)
        if let written, written >= earliest, written <= end { return written }
        return min(arrived ?? latest, latest)
    }
}
