/// What `case-acknowledgement` says to somebody whose message opened a case.
public struct CaseAcknowledgement: Sendable, Equatable {
    /// The desk, as people call it.
    public var siteName: String
    /// Given name of the one it goes to; may be empty.
    public var recipientName: String
    /// The number of the case.
    public var caseNumber: String
    /// The account that the case is for, so that a mistake shows.
    public var account: String
    /// The subject as it is stored; templates get its first 80 characters and nothing else that the sender wrote.
    public var subject: String
    /// The name of its priority.
    public var priority: String
    /// The name of its type.
    public var type: String
    /// When the message came in, for people to read.
    public var receivedAt: String
    /// The time in which an advisor is to answer, as in "4 business hours"; `nil` says nothing about it.
    public var responseTarget: String?
    /// The number of the closed case that this one continues; `nil` if it continues none.
    public var continuedCase: String?
    /// Why the priority is another one than was asked for; `nil` where it is not.
    public var priorityLimit: String?
    /// Fields that the type of the case needs and that are not filled in, in the order of the form.
    public var missingFields: [MissingField] = []
    /// Files that were left out of the case.
    public var omittedAttachments: [OmittedAttachment]
    /// Whom the message was copied to without being told about the case for that; the first few.
    public var refusedCopies: [RefusedCopy] = []
    /// Whether there are more of them.
    public var hasMoreRefusedCopies = false
    /// The incidents that are open.
    public var incidents = OpenIncidents()
    /// How many files were left out, where their names are not to be in mail; 0 otherwise.
    public var omittedCount = 0
    /// Where the rest is, if this is not all.
    public var page: PageLink?

    /// An acknowledgement from its parts.
    public init(
        siteName: String, recipientName: String, caseNumber: String, account: String, subject: String,
        priority: String, type: String, receivedAt: String, responseTarget: String? = nil,
        continuedCase: String? = nil, omittedAttachments: [OmittedAttachment] = []
    ) {
        self.siteName = siteName
        self.recipientName = recipientName
        self.caseNumber = caseNumber
        self.account = account
        self.subject = subject
        self.priority = priority
        self.type = type
        self.receivedAt = receivedAt
        self.responseTarget = responseTarget
        self.continuedCase = continuedCase
        self.omittedAttachments = omittedAttachments
    }
}

extension CaseAcknowledgement: TemplateData {
    static let variables: TemplateVariables<Self> = PageLink.variables(\.page).merging(
        OpenIncidents.variables(\.incidents)
    )
    .merging([
        "siteName": .line(\.siteName),
        "recipientName": .line(\.recipientName),
        "caseNumber": .line(\.caseNumber),
        "account": .line(\.account),
        "subject": .line(\.subject, limit: 80),
        "priority": .line(\.priority),
        "type": .line(\.type),
        "receivedAt": .line(\.receivedAt),
        "responseTarget": .line { $0.responseTarget ?? "" },
        "continuedCase": .line { $0.continuedCase ?? "" },
        "priorityLimit": .line { $0.priorityLimit ?? "" },
        "hasMissingFields": .flag { !$0.missingFields.isEmpty },
        "missingFields": .list(\.missingFields),
        "hasOmittedAttachments": .flag { !$0.omittedAttachments.isEmpty },
        "omittedAttachments": .list(\.omittedAttachments),
        "hasRefusedCopies": .flag { !$0.refusedCopies.isEmpty },
        "refusedCopies": .list(\.refusedCopies),
        "hasMoreRefusedCopies": .flag(\.hasMoreRefusedCopies),
        "omittedCount": .count(\.omittedCount),
    ])
}

/// An address that a message was copied to in vain, as a mail lists it.
public struct RefusedCopy: Sendable, Equatable {
    /// The address.
    public var address: String
    /// Why, as what follows "address:".
    public var reason: String

    /// An address to be listed.
    public init(address: String, reason: String) {
        self.address = address
        self.reason = reason
    }
}

extension RefusedCopy: TemplateData {
    static let variables: TemplateVariables<Self> = ["address": .line(\.address), "reason": .line(\.reason)]
}
