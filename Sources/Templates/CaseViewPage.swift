/// What `case-view` shows to the reader of a mail that leaves the text of a case out.
public struct CaseViewPage: Sendable, Equatable {
    /// A post, with its files.
    public struct Post: Sendable, Equatable {
        /// Who wrote what, and when.
        public var post: CasePost.Post
        /// Files that are on the case with it.
        public var attachments: [ListedAttachment]
        /// Files that came with it and were left out.
        public var omittedAttachments: [OmittedAttachment]

        /// A post from its parts.
        public init(
            post: CasePost.Post, attachments: [ListedAttachment] = [], omittedAttachments: [OmittedAttachment] = []
        ) {
            self.post = post
            self.attachments = attachments
            self.omittedAttachments = omittedAttachments
        }
    }

    /// What is known of the case.
    public struct Facts: Sendable, Equatable {
        /// Its number.
        public var number: String
        /// Its subject, as it is stored.
        public var subject: String
        /// Where it stands now.
        public var status: String
        /// The name of its priority.
        public var priority: String
        /// The name of its type.
        public var type: String
        /// The account that it is for.
        public var account: String

        /// Facts from their parts.
        public init(
            number: String, subject: String, status: String, priority: String, type: String, account: String
        ) {
            self.number = number
            self.subject = subject
            self.status = status
            self.priority = priority
            self.type = type
            self.account = account
        }
    }

    /// What all pages say.
    public var frame: FixedPage
    /// The case; `nil` where the mail was about none.
    public var facts: Facts?
    /// What the mail would have answered.
    public var answer: String?
    /// Why what the mail told was done; may be empty.
    public var why = ""
    /// How the case was solved.
    public var resolution: String?
    /// What the customer is asked to permit, word for word.
    public var permission: String?
    /// The public posts, newest first.
    public var posts: [Post] = []
    /// How many older ones are not shown.
    public var olderPosts = 0
    /// Until when the link is good, for people to read.
    public var expires: String

    /// A page; what is not always there is set one by one.
    public init(frame: FixedPage, facts: Facts?, expires: String) {
        self.frame = frame
        self.facts = facts
        self.expires = expires
    }
}

extension CaseViewPage: TemplateData {
    static let variables = FixedPage.framed(\Self.frame).merging([
        "caseNumber": .line { $0.facts?.number ?? "" },
        "subject": .line { $0.facts?.subject ?? "" },
        "status": .line { $0.facts?.status ?? "" },
        "priority": .line { $0.facts?.priority ?? "" },
        "type": .line { $0.facts?.type ?? "" },
        "account": .line { $0.facts?.account ?? "" },
        "answer": .text { $0.answer ?? "" },
        "why": .line(\.why),
        "resolution": .text { $0.resolution ?? "" },
        "resolutionParagraphs": .list { TextParagraph.all(in: $0.resolution ?? "") },
        "permission": .text { $0.permission ?? "" },
        "permissionParagraphs": .list { TextParagraph.all(in: $0.permission ?? "") },
        "hasPosts": .flag { !$0.posts.isEmpty },
        "posts": .list(\.posts),
        "olderPosts": .count(\.olderPosts),
        "expires": .line(\.expires),
    ])
}

extension CaseViewPage.Post: TemplateData {
    static let variables: TemplateVariables<Self> = [
        "authorName": .line(\.post.authorName),
        "isAdvisor": .flag(\.post.isAdvisor),
        "postedAt": .line(\.post.postedAt),
        "text": .text(\.post.text),
        "paragraphs": .list { TextParagraph.all(in: $0.post.text) },
        "hasAttachments": .flag { !$0.attachments.isEmpty },
        "attachments": .list(\.attachments),
        "hasOmittedAttachments": .flag { !$0.omittedAttachments.isEmpty },
        "omittedAttachments": .list(\.omittedAttachments),
    ]
}
