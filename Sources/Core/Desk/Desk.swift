public import FoundationEssentials

/// Says who is told what when something happens on a case.
public protocol NotificationPlanning: Sendable {
    /// The mails that `event` gives rise to, one for each person to be told.
    func entries(for event: DeskEvent, on supportCase: SupportCase, to recipients: [Person], at: Date) -> [OutboxEntry]
    /// The mail that answers a message which no case comes of.
    func entry(for answer: AutomaticAnswer, from mailbox: String, at: Date) -> OutboxEntry?
}

/// A mail to the author of a message which no case comes of; nothing in it is of the message but its identifier.
public struct AutomaticAnswer: Sendable, Equatable {
    /// What it says.
    public var template: TemplateName
    /// Where it goes.
    public var to: EmailAddress
    /// Whom it goes to, if the registry has them.
    public var recipient: ID<Person>?
    /// The challenge that it asks.
    public var challenge: ID<Challenge>?
    /// The message that it answers; none for a challenge, which must tell a forger nothing.
    public var inReplyTo: MessageID?

    /// An answer from its parts.
    public init(
        _ template: TemplateName, to: EmailAddress, recipient: ID<Person>? = nil, challenge: ID<Challenge>? = nil,
        inReplyTo: MessageID? = nil
    ) {
        self.template = template
        self.to = to
        self.recipient = recipient
        self.challenge = challenge
        self.inReplyTo = inReplyTo
    }
}

/// Something that happened on a case, as notifying sees it.
public struct DeskEvent: Sendable {
    /// What happened.
    public enum Kind: Sendable, Equatable { case opened, posted }

    /// What happened.
    public var kind: Kind
    /// The entry of the feed that says so.
    public var feedEntry: ID<FeedEntry>
    /// Who did it.
    public var author: ID<Person>
    /// The message that did it.
    public var messageID: MessageID?
    /// The conversation of that message, oldest first, itself left out.
    public var references: [MessageID]
    /// Whether the author gets no acknowledgement.
    public var isQuiet: Bool

    /// An event from its parts.
    public init(
        _ kind: Kind, feedEntry: ID<FeedEntry>, author: ID<Person>, messageID: MessageID?, references: [MessageID],
        isQuiet: Bool = false
    ) {
        self.isQuiet = isQuiet
        self.kind = kind
        self.feedEntry = feedEntry
        self.author = author
        self.messageID = messageID
        self.references = references
    }
}

/// A case that somebody opens, before it has a number.
public struct NewCase: Sendable {
    /// Whose case it is.
    public var account: Account
    /// The contact whom it concerns.
    public var contact: Person
    /// Whether a guest opens it on an exception.
    public var isException: Bool
    /// Whether the author gets no acknowledgement.
    public var isQuiet: Bool
    /// One line.
    public var subject: String
    /// The type's name; the preset's default otherwise.
    public var type: String?
    /// The priority's name; the preset's default otherwise.
    public var priority: String?
    /// The mailbox it is answered from.
    public var mailbox: String
    /// The closed case it continues.
    public var linkedCase: CaseNumber?
    /// What its opener says.
    public var post: NewPost

    /// A case from its parts; `contact` is the author of its post unless somebody else is named.
    public init(
        account: Account, contact: Person? = nil, isException: Bool = false, isQuiet: Bool = false, subject: String,
        type: String? = nil, priority: String? = nil, mailbox: String, linkedCase: CaseNumber? = nil, post: NewPost
    ) {
        self.account = account
        self.contact = contact ?? post.author
        self.isException = isException
        self.isQuiet = isQuiet
        self.subject = subject
        self.type = type
        self.priority = priority
        self.mailbox = mailbox
        self.linkedCase = linkedCase
        self.post = post
    }
}

/// Why the desk does not do what it was asked.
public enum DeskRefusal: Error, Sendable, Equatable {
    case noSuchCase(CaseNumber)
    case notAllowed(CaseStatus)
    /// The case is no exception, so nothing is to be handed over.
    case noException(CaseNumber)
    /// The person is no authorized contact of the case's account.
    case notAuthorized(EmailAddress)
}

/// The one door through which anything changes a case.
public struct Desk: Sendable {
    /// The rules of this desk.
    public let preset: Preset
    private let planner: any NotificationPlanning
    private let limits: DeskLimits

    /// A desk with these rules, telling people as `planner` says, up to `limits`.
    public init(preset: Preset, planner: any NotificationPlanning, limits: DeskLimits = DeskLimits()) {
        self.preset = preset
        self.planner = planner
        self.limits = limits
    }

    /// Opens a case with its first post, and acknowledges it.
    public func open(_ new: NewCase, in transaction: some CaseTransaction & AuditTransaction, at now: Date) throws
        -> CaseNumber
    {
        let type = new.type.flatMap(preset.caseType(named:)) ?? preset.caseType(named: preset.defaultType)
        let supportCase = SupportCase(
            number: try transaction.nextCaseNumber(), account: new.account.id, contact: new.contact.id,
            subject: new.subject, type: type?.name ?? preset.defaultType,
            priority: new.priority ?? preset.defaultPriority, status: .new, team: type?.team ?? "",
            channel: new.post.channel, mailbox: new.mailbox, linkedCase: new.linkedCase,
            isException: new.isException, created: now, lastModified: now)
        try transaction.insert(supportCase)
        try transaction.addRecipient(new.contact.id, to: supportCase.number, because: "contact of the case", at: now)
        if new.contact.id != new.post.author.id {
            try transaction.addRecipient(
                new.post.author.id, to: supportCase.number, because: "opened it on behalf of the contact", at: now)
        }
        try record(new.post, as: .opened, on: supportCase, isQuiet: new.isQuiet, in: transaction, at: now)
        return supportCase.number
    }

    /// Adds a post to a case and tells its recipients; a contact's post may change the status.
    public func post(
        _ post: NewPost, to number: CaseNumber, in transaction: some CaseTransaction & AuditTransaction, at now: Date
    ) throws {
        guard var supportCase = try transaction.supportCase(number) else { throw DeskRefusal.noSuchCase(number) }
        supportCase.lastModified = now
        if post.author.kind != .advisor { try move(&supportCase, by: post, in: transaction, at: now) }
        try transaction.update(supportCase)
        try record(post, as: .posted, on: supportCase, in: transaction, at: now)
    }

    /// Sends a mail that belongs to no case.
    public func send(
        _ answer: AutomaticAnswer, from mailbox: String, in transaction: some CaseTransaction & AuditTransaction,
        at now: Date
    ) throws {
        guard let entry = planner.entry(for: answer, from: mailbox, at: now) else { return }
        try transaction.enqueue([entry], at: now)
    }

    /// Notes on a case, for the desk only, what that person's mail brought with it; nobody is told, and nothing else changes.
    public func note(
        _ text: String, by person: Person, messageID: MessageID?, on number: CaseNumber,
        in transaction: some CaseTransaction & AuditTransaction, at now: Date
    ) throws {
        let entry = FeedEntry(
            .note, at: now, author: person.id, channel: .email, visibility: .internal, text: text, messageID: messageID)
        _ = try transaction.append(entry, to: number, attachments: [])
    }

    private func record(
        _ post: NewPost, as kind: DeskEvent.Kind, on supportCase: SupportCase, isQuiet: Bool = false,
        in transaction: some CaseTransaction & AuditTransaction, at now: Date
    ) throws {
        let entry = FeedEntry(
            .post, at: now, author: post.author.id, channel: post.channel, text: post.text, html: post.html,
            messageID: post.messageID)
        let id = try transaction.append(entry, to: supportCase.number, attachments: post.attachments)
        let event = DeskEvent(
            kind, feedEntry: id, author: post.author.id, messageID: post.messageID, references: post.references,
            isQuiet: isQuiet)
        let recipients = try transaction.recipients(of: supportCase.number)
        try tell(planner.entries(for: event, on: supportCase, to: recipients, at: now), supportCase, transaction, now)
    }

    /// Puts mails into the outbox; beyond the limit they are kept there unsent, and the case says so once.
    private func tell(
        _ entries: [OutboxEntry], _ supportCase: SupportCase, _ transaction: some CaseTransaction, _ now: Date
    ) throws {
        guard !entries.isEmpty else { return }
        let limit = limits.mailsPerCasePer10Minutes
        let start = now.addingTimeInterval(-600)
        let sent = try transaction.mailCount(about: supportCase.number, since: start)
        guard limit > 0, sent + entries.count > limit else { return try transaction.enqueue(entries, at: now) }
        let why = "more than \(limit) mails about the case within ten minutes"
        let isKnown = try transaction.hasSuppressedMail(about: supportCase.number, because: why, since: start)
        try transaction.enqueue(entries.map { $0.suppressed(because: why) }, at: now)
        guard !isKnown else { return }
        let note = FeedEntry(
            .note, at: now, author: nil, channel: .system, visibility: .internal,
            text: "Mails about this case are kept back: \(why).")
        _ = try transaction.append(note, to: supportCase.number, attachments: [])
    }

    private func move(
        _ supportCase: inout SupportCase, by post: NewPost, in transaction: some CaseTransaction & AuditTransaction,
        at now: Date
    ) throws {
        let mayReopen = supportCase.acceptsPost(at: now, reopenDays: preset.reopenDays)
        let event = CaseEvent.contactPosted(isAssigned: supportCase.assignee != nil, mayReopen: mayReopen)
        guard let status = supportCase.status.after(event) else { throw DeskRefusal.notAllowed(supportCase.status) }
        guard status != supportCase.status else { return }
        let change = FeedEntry(
            .status, at: now, author: post.author.id, channel: post.channel, text: "the contact wrote",
            from: supportCase.status.rawValue, to: status.rawValue)
        _ = try transaction.append(change, to: supportCase.number, attachments: [])
        try transaction.audit(
            AuditEvent(
                .statusChanged, of: "case \(supportCase.number)", by: post.author.address.description,
                detail: "\(supportCase.status.rawValue) to \(status.rawValue)", at: now))
        supportCase.status = status
        supportCase.closed = nil
    }
}
