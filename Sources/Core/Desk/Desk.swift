public import FoundationEssentials

/// Says who is told what when something happens on a case.
public protocol NotificationPlanning: Sendable {
    /// The mails that `event` gives rise to, one for each person to be told.
    func entries(for event: DeskEvent, on supportCase: SupportCase, to recipients: [Person], at: Date) -> [OutboxEntry]
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

    /// An event from its parts.
    public init(
        _ kind: Kind, feedEntry: ID<FeedEntry>, author: ID<Person>, messageID: MessageID?, references: [MessageID]
    ) {
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

    /// A case from its parts.
    public init(
        account: Account, subject: String, type: String? = nil, priority: String? = nil, mailbox: String,
        linkedCase: CaseNumber? = nil, post: NewPost
    ) {
        self.account = account
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
}

/// The one door through which anything changes a case.
public struct Desk: Sendable {
    /// The rules of this desk.
    public let preset: Preset
    private let planner: any NotificationPlanning

    /// A desk with these rules, telling people as `planner` says.
    public init(preset: Preset, planner: any NotificationPlanning) {
        self.preset = preset
        self.planner = planner
    }

    /// Opens a case with its first post, and acknowledges it.
    public func open(_ new: NewCase, in transaction: some CaseTransaction, at now: Date) throws -> CaseNumber {
        let type = new.type.flatMap(preset.caseType(named:)) ?? preset.caseType(named: preset.defaultType)
        let supportCase = SupportCase(
            number: try transaction.nextCaseNumber(), account: new.account.id, contact: new.post.author.id,
            subject: new.subject, type: type?.name ?? preset.defaultType,
            priority: new.priority ?? preset.defaultPriority, status: .new, team: type?.team ?? "",
            channel: new.post.channel, mailbox: new.mailbox, linkedCase: new.linkedCase, created: now, lastModified: now
        )
        try transaction.insert(supportCase)
        try transaction.addRecipient(
            new.post.author.id, to: supportCase.number, because: "contact of the case", at: now)
        try record(new.post, as: .opened, on: supportCase, in: transaction, at: now)
        return supportCase.number
    }

    /// Adds a post to a case and tells its recipients; a contact's post may change the status.
    public func post(_ post: NewPost, to number: CaseNumber, in transaction: some CaseTransaction, at now: Date) throws
    {
        guard var supportCase = try transaction.supportCase(number) else { throw DeskRefusal.noSuchCase(number) }
        supportCase.lastModified = now
        if post.author.kind == .contact { try move(&supportCase, by: post, in: transaction, at: now) }
        try transaction.update(supportCase)
        try record(post, as: .posted, on: supportCase, in: transaction, at: now)
    }

    private func record(
        _ post: NewPost, as kind: DeskEvent.Kind, on supportCase: SupportCase, in transaction: some CaseTransaction,
        at now: Date
    ) throws {
        let entry = FeedEntry(
            .post, at: now, author: post.author.id, channel: post.channel, text: post.text, html: post.html,
            messageID: post.messageID)
        let id = try transaction.append(entry, to: supportCase.number, attachments: post.attachments)
        let event = DeskEvent(
            kind, feedEntry: id, author: post.author.id, messageID: post.messageID, references: post.references)
        let recipients = try transaction.recipients(of: supportCase.number)
        try transaction.enqueue(planner.entries(for: event, on: supportCase, to: recipients, at: now), at: now)
    }

    private func move(
        _ supportCase: inout SupportCase, by post: NewPost, in transaction: some CaseTransaction, at now: Date
    ) throws {
        let mayReopen = supportCase.acceptsPost(at: now, reopenDays: preset.reopenDays)
        let event = CaseEvent.contactPosted(isAssigned: supportCase.assignee != nil, mayReopen: mayReopen)
        guard let status = supportCase.status.after(event) else { throw DeskRefusal.notAllowed(supportCase.status) }
        guard status != supportCase.status else { return }
        let change = FeedEntry(
            .status, at: now, author: post.author.id, channel: post.channel, text: "the contact wrote",
            from: supportCase.status.rawValue, to: status.rawValue)
        _ = try transaction.append(change, to: supportCase.number, attachments: [])
        supportCase.status = status
        supportCase.closed = nil
    }
}
