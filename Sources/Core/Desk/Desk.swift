public import FoundationEssentials

/// Says who is told what when something happens on a case.
public protocol NotificationPlanning: Sendable {
    /// The mails that `event` gives rise to, one for each person to be told.
    func entries(for event: DeskEvent, on supportCase: SupportCase, to recipients: [Person], at: Date) -> [OutboxEntry]
    /// The mail that alerts whoever is on call; `person` if the registry has them as an advisor, who can then answer.
    func alert(_ event: DeskEvent, on supportCase: SupportCase, to address: EmailAddress, _ person: Person?, at: Date)
        -> OutboxEntry?
    /// The mail that answers what somebody wrote on a case, for them alone.
    func entry(answering post: NewPost, with text: String, to person: Person, on supportCase: SupportCase, at: Date)
        -> OutboxEntry?
    /// The address that brings a person's answer to a case, where there is one.
    func replyAddress(of supportCase: SupportCase, for person: Person) -> EmailAddress?
    /// The mail that tells somebody what has gathered for them.
    func entry(of digest: NewsDigest, to person: Person, at: Date) -> OutboxEntry?
    /// The mail that tells a contact what was said about a notice.
    func entry(of update: ID<NoticeUpdate>, about notice: ID<Notice>, to person: Person, at: Date) -> OutboxEntry?
    /// The mail that asks a contact how a case went.
    func entry(asking survey: Survey, of supportCase: SupportCase, to person: Person, at: Date) -> OutboxEntry?
    /// The mail that answers a message which no case comes of.
    func entry(for answer: AutomaticAnswer, from mailbox: String, at: Date) -> OutboxEntry?
    /// The mail of that template that tells the operator how the desk itself is doing.
    func entry(of report: OperatorReport, as template: TemplateName, to address: EmailAddress, at: Date) -> OutboxEntry?
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
    /// What it says, where its template leaves that open.
    public var text: String?

    /// An answer from its parts.
    public init(
        _ template: TemplateName, to: EmailAddress, recipient: ID<Person>? = nil, challenge: ID<Challenge>? = nil,
        inReplyTo: MessageID? = nil, text: String? = nil
    ) {
        self.text = text
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
    public enum Kind: Sendable, Equatable {
        /// The case was opened; somebody posted.
        case opened, posted
        /// Its status or priority is another one; a resolution was given; it was closed.
        case moved, resolved, closed
        /// Somebody else has to look at it; the fix of its issue is in a release.
        case escalated, released
        /// The customer is asked to permit something; has answered.
        case permissionAsked, permissionAnswered
        /// Its contact is reminded that it waits.
        case reminded
        /// The time for the first answer runs out, or is over.
        case overdue
        /// Its contact says in a survey that they were not served well.
        case dissatisfied
    }

    /// What happened.
    public var kind: Kind
    /// The entry of the feed that says so.
    public var feedEntry: ID<FeedEntry>
    /// Who did it; `nil` for the desk itself.
    public var author: ID<Person>?
    /// Whether only the desk may know.
    public var isInternal: Bool
    /// The message that did it.
    public var messageID: MessageID?
    /// The conversation of that message, oldest first, itself left out.
    public var references: [MessageID]
    /// Whether the author gets no acknowledgement.
    public var isQuiet: Bool

    /// An event from its parts.
    public init(
        _ kind: Kind, feedEntry: ID<FeedEntry>, author: ID<Person>?, messageID: MessageID? = nil,
        references: [MessageID] = [], isQuiet: Bool = false, isInternal: Bool = false
    ) {
        self.isQuiet = isQuiet
        self.isInternal = isInternal
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
    /// What its opener wrote into fields, by their names.
    public var fields: [String: String]
    /// The day until which it must be solved, if it is time-sensitive.
    public var dueDate: CivilDate?
    /// The mailbox it is answered from.
    public var mailbox: String
    /// The closed case it continues.
    public var linkedCase: CaseNumber?
    /// Whom the mail that opens it was copied to.
    public var copies: [CopiedAddress] = []
    /// What its opener says.
    public var post: NewPost

    /// A case from its parts.
    public init(
        account: Account, contact: Person, isException: Bool = false, isQuiet: Bool = false, subject: String,
        type: String? = nil, priority: String? = nil, fields: [String: String] = [:], dueDate: CivilDate? = nil,
        mailbox: String, linkedCase: CaseNumber? = nil, post: NewPost
    ) {
        self.account = account
        self.contact = contact
        self.fields = fields
        self.dueDate = dueDate
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

/// The one door through which anything changes a case.
public struct Desk: Sendable {
    /// The rules of this desk.
    public let rules: CaseRules
    let planner: any NotificationPlanning
    let limits: DeskLimits
    let onCall: EmailAddress?
    let surveyTerms: SurveyTerms
    /// For so long news waits for more of the same case.
    private(set) var quietTime: TimeInterval

    /// The lists and numbers of this desk.
    public var preset: Preset { rules.preset }

    /// A desk with these rules, telling people as `planner` says, up to `limits`; `onCall` is alerted to urgent cases.
    ///
    /// Events on a case for one person become one mail that come within `quietTime` seconds; 0 tells each at once.
    public init(
        rules: CaseRules, planner: any NotificationPlanning, limits: DeskLimits = DeskLimits(),
        onCall: EmailAddress? = nil, surveys: SurveyTerms = SurveyTerms(), quietTime: TimeInterval = 0
    ) {
        surveyTerms = surveys
        self.quietTime = quietTime
        self.onCall = onCall
        self.rules = rules
        self.planner = planner
        self.limits = limits
    }

    /// The same, telling every event at once by a mail of its own.
    public var tellingAtOnce: Desk {
        var desk = self
        desk.quietTime = 0
        return desk
    }

    /// Opens a case with its first post, and acknowledges it.
    public func open(_ new: NewCase, in transaction: some CaseTransaction & AuditTransaction, at now: Date) throws
        -> CaseNumber
    {
        let opened = rules.opened(new, as: try transaction.nextCaseNumber(), at: now)
        try transaction.insert(opened.supportCase)
        let number = opened.supportCase.number
        try transaction.addRecipient(new.contact.id, to: number, because: "contact of the case", at: now)
        if let opener = new.post.author, opener.kind != .advisor, opener.id != new.contact.id {
            try transaction.addRecipient(
                opener.id, to: number, because: "opened it on behalf of the contact", at: now)
        }
        let post = try append(new.post, to: number, in: transaction, at: now)
        for line in opened.lines { _ = try transaction.append(line.entry, to: number, attachments: []) }
        if let opener = new.post.author {
            // The acknowledgement says who is not added.
            _ = try add(
                new.copies, to: number, by: opener, messageID: new.post.messageID, account: new.account.name,
                in: transaction, at: now)
        }
        let event = DeskEvent(
            .opened, feedEntry: post, author: new.post.author?.id, messageID: new.post.messageID,
            references: new.post.references, isQuiet: new.isQuiet)
        let alerted = Set([try alert(event, opened.supportCase, transaction, now)].compactMap(\.self))
        try tell(event, opened.supportCase, besides: alerted, transaction, now)
        try tellTeam(event, opened.supportCase, besides: alerted, transaction, now)
        return number
    }

    /// Refuses a case for an account that its opener may not write for, or whose contact is not of it.
    public func checkMayOpen(_ new: NewCase, by actor: Actor) throws(DeskRefusal) {
        let people = [new.contact] + (actor.isDesk ? [] : [actor.person].compactMap { $0 })
        for person in people where !person.mayWrite(for: new.account.id) {
            throw .mayNotWrite(person.address)
        }
    }

    /// Adds a post to a case and tells its recipients; a contact's post may change the status.
    public func post(
        _ post: NewPost, to number: CaseNumber, in transaction: some CaseTransaction & AuditTransaction, at now: Date
    ) throws {
        try perform([], with: post, on: number, by: Actor(post.author), via: post.channel, in: transaction, at: now)
    }

    /// Does things to a case in their order, all of them or none, with the post that goes with them.
    ///
    /// The recipients are told once about all of it. Throws a ``DeskRefusal`` before anything is written.
    @discardableResult
    public func perform(
        _ acts: [CaseAct], with post: NewPost? = nil, on number: CaseNumber, by actor: Actor, via channel: Channel,
        in transaction: some CaseTransaction & AuditTransaction, at now: Date
    ) throws -> SupportCase {
        let supportCase = try transaction.existingCase(number)
        var editor = CaseEditor(supportCase, by: actor, via: channel, rules: rules, at: now)
        try editor.note(post, with: acts)
        for act in acts { try editor.perform(act) }
        try write(editor.change, post, by: actor, in: transaction, at: now)
        try noteSurvey(of: editor.change.supportCase, was: supportCase.status, in: transaction, at: now)
        return editor.change.supportCase
    }

    /// Sends a mail that belongs to no case.
    public func send(
        _ answer: AutomaticAnswer, from mailbox: String, in transaction: some CaseTransaction & AuditTransaction,
        at now: Date
    ) throws {
        guard let entry = planner.entry(for: answer, from: mailbox, at: now) else { return }
        try transaction.enqueue([entry], at: now)
    }

    /// Answers somebody, and nobody else, what became of the commands in their mail.
    public func answer(
        _ post: NewPost, with text: String, to person: Person, on number: CaseNumber,
        in transaction: some CaseTransaction, at now: Date
    ) throws {
        guard let supportCase = try transaction.supportCase(number),
            let entry = planner.entry(answering: post, with: text, to: person, on: supportCase, at: now)
        else { return }
        try tell([entry], supportCase, transaction, now)
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

    /// Writes what became of a case, its post first, and tells its recipients the most telling part of it.
    private func write(
        _ change: CaseChange, _ post: NewPost?, by actor: Actor,
        in transaction: some CaseTransaction & AuditTransaction, at now: Date
    ) throws {
        let supportCase = change.supportCase
        try transaction.update(supportCase)
        var events: [DeskEvent] = []
        var arrival: DeskEvent?
        var alerted: Set<ID<Person>> = []
        if let post {
            events.append(
                DeskEvent(
                    .posted, feedEntry: try append(post, to: supportCase.number, in: transaction, at: now),
                    author: post.author?.id, messageID: post.messageID, references: post.references,
                    isInternal: post.visibility == .internal))
        }
        for line in change.lines {
            let id = try transaction.append(line.entry, to: supportCase.number, attachments: [])
            if line.entry.kind == .status { try audit(line.entry, of: supportCase.number, by: actor, in: transaction) }
            if line.entry.isArrival(of: supportCase) {
                arrival = DeskEvent(
                    .moved, feedEntry: id, author: actor.person?.id, messageID: post?.messageID,
                    references: post?.references ?? [])
            }
            guard let news = line.news else { continue }
            events.append(
                DeskEvent(
                    news, feedEntry: id, author: actor.person?.id, messageID: post?.messageID,
                    references: post?.references ?? []))
            if news == .overdue || becomesUrgent(line.entry), let event = events.last {
                try alert(event, supportCase, transaction, now).map { _ = alerted.insert($0) }
            }
        }
        for event in DeskEvent.worthTelling(events) {
            try tell(event, supportCase, besides: alerted, transaction, now)
        }
        guard let arrival else { return }
        if supportCase.assignee == nil {
            return try tellTeam(arrival, supportCase, besides: alerted, transaction, now)
        }
        if events.isEmpty { try tellAssignee(arrival, supportCase, transaction, now) }
    }

    func append(
        _ post: NewPost, to number: CaseNumber, in transaction: some CaseTransaction, at now: Date
    ) throws -> ID<FeedEntry> {
        let entry = FeedEntry(
            .post, at: now, author: post.author?.id, channel: post.channel, visibility: post.visibility,
            text: post.text, html: post.html, messageID: post.messageID)
        return try transaction.append(entry, to: number, attachments: post.attachments)
    }

    private func audit(
        _ entry: FeedEntry, of number: CaseNumber, by actor: Actor, in transaction: some AuditTransaction
    ) throws {
        try transaction.audit(
            AuditEvent(
                .statusChanged, of: "case \(number)", by: actor.name,
                detail: "\(entry.from ?? "") to \(entry.to ?? "")", at: entry.at))
    }

    /// Whether that line of a feed makes a case one to which whoever is on call is alerted.
    private func becomesUrgent(_ entry: FeedEntry) -> Bool {
        func alerts(_ name: String?) -> Bool { name.flatMap(preset.priority(named:))?.alertsOnCall ?? false }
        return entry.kind == .priority && alerts(entry.to) && !alerts(entry.from)
    }
}
