public import FoundationEssentials

/// The matter that an account has with the desk.
public struct SupportCase: Sendable, Equatable {
    /// The number people quote.
    public var number: CaseNumber
    /// Whose case it is.
    public var account: ID<Account>
    /// The contact whom it concerns.
    public var contact: ID<Person>
    /// One line, as its opener wrote it.
    public var subject: String
    /// The name of its type in the preset.
    public var type: String
    /// The name of its priority in the preset.
    public var priority: String
    /// Where it stands.
    public var status: CaseStatus
    /// The queue it waits in.
    public var team: String
    /// The advisor who has it.
    public var assignee: ID<Person>?
    /// The way it came.
    public var channel: Channel
    /// The name of the mailbox it is answered from.
    public var mailbox: String
    /// The earlier case it continues.
    public var linkedCase: CaseNumber?
    /// Whether a guest opened it on an exception, and it waits to be given to an authorized contact.
    public var isException: Bool
    /// Counted up, from 0 to 15, to make all reply addresses of the case worthless.
    public var tokenEpoch: UInt8
    /// The values of its fields by their names, as the preset spells them; Module among them.
    public var fields: [String: String] = [:]
    /// The day until which it must be solved, if it is time-sensitive.
    public var dueDate: CivilDate?
    /// How it was solved.
    public var resolution: String?
    /// The development issue that it waits for.
    public var issue: String?
    /// The release that has the fix of its issue.
    public var release: String?
    /// The day on which work on it goes on, while it is scheduled.
    public var scheduledFor: CivilDate?
    /// When that day begins for the desk.
    public var wakes: Date?
    /// The wait for its contact, while there is one.
    public var wait: ContactWait?
    /// How soon it must be answered, and whether it was.
    public var response = ResponseRecord()
    /// The permission that was last asked for.
    public var permission: Permission?
    /// The case that it became a part of.
    public var mergedInto: CaseNumber?
    /// When it was opened.
    public var created: Date
    /// When anything last happened to it.
    public var lastModified: Date
    /// When it was closed, if it is.
    public var closed: Date?

    /// A case from its parts.
    public init(
        number: CaseNumber, account: ID<Account>, contact: ID<Person>, subject: String, type: String, priority: String,
        status: CaseStatus, team: String, assignee: ID<Person>? = nil, channel: Channel, mailbox: String,
        linkedCase: CaseNumber? = nil, isException: Bool = false, tokenEpoch: UInt8 = 0, created: Date,
        lastModified: Date, closed: Date? = nil
    ) {
        self.number = number
        self.account = account
        self.contact = contact
        self.subject = subject
        self.type = type
        self.priority = priority
        self.status = status
        self.team = team
        self.assignee = assignee
        self.channel = channel
        self.mailbox = mailbox
        self.linkedCase = linkedCase
        self.isException = isException
        self.tokenEpoch = tokenEpoch
        self.created = created
        self.lastModified = lastModified
        self.closed = closed
    }
}

extension SupportCase {
    /// The part of the product that it is about.
    public var module: String? { fields["Module"] }

    /// When something is to be done about it by itself.
    public var nextDue: Date? { [wait?.next, wakes, response.nextWarning].compactMap { $0 }.min() }

    /// Whether a contact's post still belongs to it: it is open, or was closed no more than `days` days ago.
    public func acceptsPost(at now: Date, reopenDays days: Int) -> Bool {
        guard let closed else { return true }
        return now.timeIntervalSince(closed) <= Double(days) * 86_400
    }
}

/// The way something reached the desk.
public enum Channel: String, Sendable, CaseIterable {
    case email, web, cli, phone, system
}
