/// What `case-news` tells somebody about several things that happened on a case.
public struct CaseBurst: Sendable, Equatable {
    /// One thing that happened.
    public struct Event: Sendable, Equatable {
        /// What sort of thing.
        public enum Kind: Sendable, Equatable {
            /// The case was opened; somebody wrote.
            case opening, post
            /// The status or the priority is another one; somebody else is to look at it.
            case status, priority, escalation
            /// Whatever else its words say.
            case other
        }

        /// What sort of thing.
        public var kind: Kind
        /// Whether only the desk may know.
        public var isInternal: Bool
        /// Who did it; empty for the desk itself.
        public var authorName: String
        /// Whether that is an advisor of the desk; a contact otherwise.
        public var isAdvisor: Bool
        /// When, for people to read.
        public var happenedAt: String
        /// What was written, or why it was changed; may be empty.
        public var text: String
        /// The value before a change; may be empty.
        public var oldValue: String
        /// The value after a change; may be empty.
        public var newValue: String
        /// Files that are on the case with it.
        public var attachments: [ListedAttachment]
        /// Files that came with it and were left out of the case.
        public var omittedAttachments: [OmittedAttachment]
        /// How many files came with it, where their names are not to be in mail; 0 otherwise.
        public var attachmentCount = 0
        /// How many files were left out, where their names are not to be in mail; 0 otherwise.
        public var omittedCount = 0

        /// An event from its parts.
        public init(
            _ kind: Kind, isInternal: Bool = false, authorName: String, isAdvisor: Bool, happenedAt: String,
            text: String, oldValue: String = "", newValue: String = "", attachments: [ListedAttachment] = [],
            omittedAttachments: [OmittedAttachment] = []
        ) {
            self.kind = kind
            self.isInternal = isInternal
            self.authorName = authorName
            self.isAdvisor = isAdvisor
            self.happenedAt = happenedAt
            self.text = text
            self.oldValue = oldValue
            self.newValue = newValue
            self.attachments = attachments
            self.omittedAttachments = omittedAttachments
        }
    }

    /// The case as it is now, and what its contact is to do.
    public var news: CaseNews
    /// What happened, newest first.
    public var events: [Event]
    /// Whether there was more, which is only on the case.
    public var hasMore: Bool
    /// Whether the case is closed now.
    public var isClosed: Bool

    /// A mail about several events from its parts.
    public init(news: CaseNews, events: [Event], hasMore: Bool = false, isClosed: Bool = false) {
        self.news = news
        self.events = events
        self.hasMore = hasMore
        self.isClosed = isClosed
    }
}

extension CaseBurst: TemplateData {
    static let variables: TemplateVariables<Self> = PageLink.variables(\.news.page).merging([
        "siteName": .line(\.news.siteName),
        "recipientName": .line(\.news.recipientName),
        "caseNumber": .line(\.news.caseNumber),
        "account": .line(\.news.account),
        "subject": .line(\.news.subject),
        "status": .line(\.news.status),
        "priority": .line(\.news.priority),
        "type": .line(\.news.type),
        "count": .line { String($0.events.count) },
        "excerpt": .line(\.excerpt, limit: 140),
        "events": .list(\.events),
        "hasMore": .flag(\.hasMore),
        "isClosed": .flag(\.isClosed),
        "awaitsContact": .flag { $0.news.awaits != nil },
        "awaitsInput": .flag { $0.news.awaits == .input },
        "awaitsVerification": .flag { $0.news.awaits == .verification },
        "resolution": .text { $0.news.resolution ?? "" },
        "resolutionParagraphs": .list { TextParagraph.all(in: $0.news.resolution ?? "") },
        "closesOn": .line { $0.news.closesOn ?? "" },
        "reopenDays": .line { String($0.news.reopenDays) },
        "hasEarlierPosts": .flag { !$0.news.earlierPosts.isEmpty },
        "earlierPosts": .list(\.news.earlierPosts),
    ])

    /// The newest words, in one line.
    private var excerpt: String { events.first { !$0.text.isEmpty }?.text ?? "" }
}

extension CaseBurst.Event: TemplateData {
    /// What differs by the kind of an event is asked with `is…`; where none of them is, its text says it all.
    static let variables: TemplateVariables<Self> = [
        "isOpening": .flag { $0.kind == .opening },
        "isPost": .flag { $0.kind == .post },
        "isStatus": .flag { $0.kind == .status },
        "isPriority": .flag { $0.kind == .priority },
        "isEscalation": .flag { $0.kind == .escalation },
        "isOther": .flag { $0.kind == .other },
        "isInternal": .flag(\.isInternal),
        "authorName": .line(\.authorName),
        "isAdvisor": .flag(\.isAdvisor),
        "happenedAt": .line(\.happenedAt),
        "text": .text(\.text),
        "why": .line(\.text),
        "paragraphs": .list { TextParagraph.all(in: $0.text) },
        "oldValue": .line(\.oldValue),
        "newValue": .line(\.newValue),
        "hasAttachments": .flag { !$0.attachments.isEmpty },
        "attachments": .list(\.attachments),
        "hasOmittedAttachments": .flag { !$0.omittedAttachments.isEmpty },
        "omittedAttachments": .list(\.omittedAttachments),
        "attachmentCount": .count(\.attachmentCount),
        "omittedCount": .count(\.omittedCount),
    ]
}
