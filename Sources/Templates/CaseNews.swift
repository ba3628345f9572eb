/// What is told about a change of a case: `case-status`, `case-closed`, `case-follow-up`, `case-escalated`,
/// `case-released`, `permission-request`, `response-warning` and `on-call` all know the same.
public struct CaseNews: Sendable, Equatable {
    /// The desk, as people call it.
    public var siteName: String
    /// Given name of the one it goes to; may be empty.
    public var recipientName: String
    /// The number of the case.
    public var caseNumber: String
    /// The account that the case is for.
    public var account: String
    /// The subject as it is stored.
    public var subject: String
    /// Where the case stands now.
    public var status: String
    /// The name of its priority.
    public var priority: String
    /// The name of its type.
    public var type: String
    /// What changed.
    public var change: Change
    /// What the contact is to do about it, if anything.
    public var awaits: Awaited?
    /// How the case was solved; `nil` as long as nobody has said.
    public var resolution: String?
    /// What the customer is asked to permit, word for word.
    public var permission: String?
    /// The development issue that it waits for.
    public var issue: String?
    /// The release that has the fix.
    public var release: String?
    /// The day at whose end the case is closed unless the contact answers.
    public var closesOn: String?
    /// Whether no other reminder follows.
    public var isLastReminder: Bool
    /// For how many days after closing an answer opens the case again.
    public var reopenDays: Int
    /// When the first answer is due, and the target that says so.
    public var response: Response?
    /// Whether it is said again, since nobody has answered yet.
    public var isReminder = false
    /// Whether the one it goes to can answer by mail.
    public var mayAnswer = true
    /// How to reach the contact of the case; `nil` where the mail does not say.
    public var contact: Contact?
    /// What was said before, newest first; as much of it as the account wants in mail.
    public var earlierPosts: [CasePost.Post]
    /// Where the rest is, if this is not all.
    public var page: PageLink?

    /// Somebody to call.
    public struct Contact: Sendable, Equatable {
        /// First and last name.
        public var name: String
        /// Their address.
        public var address: String
        /// Their telephone numbers, on one line; may be empty.
        public var phones: String

        /// A contact from its parts.
        public init(name: String, address: String, phones: String) {
            self.name = name
            self.address = address
            self.phones = phones
        }
    }

    /// The first answer that is owed.
    public struct Response: Sendable, Equatable {
        /// When it is due, for people to read.
        public var due: String
        /// The time that it may take, as in "4 business hours".
        public var target: String
        /// Whether that is over.
        public var isMissed: Bool

        /// A promise from its parts.
        public init(due: String, target: String, isMissed: Bool) {
            self.due = due
            self.target = target
            self.isMissed = isMissed
        }
    }

    /// What the contact is to do.
    public enum Awaited: Sendable, Equatable { case input, verification }

    /// One change.
    public struct Change: Sendable, Equatable {
        /// Whether it is the priority that is another one; the status otherwise.
        public var isPriority: Bool
        /// The value before, for people to read; may be empty.
        public var oldValue: String
        /// The value after, for people to read; may be empty.
        public var newValue: String
        /// Why; may be empty.
        public var why: String
        /// Who did it; empty for the desk itself.
        public var authorName: String

        /// A change from its parts.
        public init(
            isPriority: Bool = false, oldValue: String = "", newValue: String = "", why: String = "",
            authorName: String = ""
        ) {
            self.isPriority = isPriority
            self.oldValue = oldValue
            self.newValue = newValue
            self.why = why
            self.authorName = authorName
        }
    }

    /// News of a case; what is not always there is set one by one.
    public init(
        siteName: String, recipientName: String, caseNumber: String, account: String, subject: String,
        status: String, priority: String, type: String, change: Change, reopenDays: Int,
        earlierPosts: [CasePost.Post] = []
    ) {
        self.siteName = siteName
        self.recipientName = recipientName
        self.caseNumber = caseNumber
        self.account = account
        self.subject = subject
        self.status = status
        self.priority = priority
        self.type = type
        self.change = change
        self.reopenDays = reopenDays
        self.isLastReminder = false
        self.earlierPosts = earlierPosts
    }
}

extension CaseNews: TemplateData {
    static let variables: TemplateVariables<Self> = PageLink.variables(\.page).merging([
        "siteName": .line(\.siteName),
        "recipientName": .line(\.recipientName),
        "caseNumber": .line(\.caseNumber),
        "account": .line(\.account),
        "subject": .line(\.subject),
        "status": .line(\.status),
        "priority": .line(\.priority),
        "type": .line(\.type),
        "isPriority": .flag(\.change.isPriority),
        "oldValue": .line(\.change.oldValue),
        "newValue": .line(\.change.newValue),
        "why": .line(\.change.why),
        "authorName": .line(\.change.authorName),
        "awaitsContact": .flag { $0.awaits != nil },
        "awaitsInput": .flag { $0.awaits == .input },
        "awaitsVerification": .flag { $0.awaits == .verification },
        "resolution": .text { $0.resolution ?? "" },
        "resolutionParagraphs": .list { TextParagraph.all(in: $0.resolution ?? "") },
        "permission": .text { $0.permission ?? "" },
        "permissionParagraphs": .list { TextParagraph.all(in: $0.permission ?? "") },
        "issue": .line { $0.issue ?? "" },
        "release": .line { $0.release ?? "" },
        "closesOn": .line { $0.closesOn ?? "" },
        "isLast": .flag(\.isLastReminder),
        "reopenDays": .line { String($0.reopenDays) },
        "isMissed": .flag { $0.response?.isMissed ?? false },
        "responseDue": .line { $0.response?.due ?? "" },
        "responseTarget": .line { $0.response?.target ?? "" },
        "isReminder": .flag(\.isReminder),
        "mayAnswer": .flag(\.mayAnswer),
        "contactName": .line { $0.contact?.name ?? "" },
        "contactAddress": .line { $0.contact?.address ?? "" },
        "contactPhones": .line { $0.contact?.phones ?? "" },
        "hasEarlierPosts": .flag { !$0.earlierPosts.isEmpty },
        "earlierPosts": .list(\.earlierPosts),
    ])
}
