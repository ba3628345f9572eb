/// What `case-post` tells the recipients of a case about a new post on it.
public struct CasePost: Sendable, Equatable {
    /// One post: who wrote what, and when.
    public struct Post: Sendable, Equatable {
        /// The author's name.
        public var authorName: String
        /// Whether the author is an advisor of the desk; a contact otherwise.
        public var isAdvisor: Bool
        /// When it was made, for people to read.
        public var postedAt: String
        /// What the author wrote, as plain text.
        public var text: String

        /// A post from its parts.
        public init(authorName: String, isAdvisor: Bool, postedAt: String, text: String) {
            self.authorName = authorName
            self.isAdvisor = isAdvisor
            self.postedAt = postedAt
            self.text = text
        }
    }

    /// The desk, as people call it.
    public var siteName: String
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
    /// Whether this post opened the case.
    public var opensCase: Bool
    /// The new post.
    public var post: Post
    /// Files that are on the case with it.
    public var attachments: [ListedAttachment]
    /// Files that came with it and were left out of the case.
    public var omittedAttachments: [OmittedAttachment]
    /// What was said before, newest first; as much of it as the account wants in mail.
    public var earlierPosts: [Post]
    /// How many files are on the case with the post, where their names are not to be in mail; 0 otherwise.
    public var attachmentCount = 0
    /// How many were left out, where their names are not to be in mail; 0 otherwise.
    public var omittedCount = 0
    /// Where the rest is, if this is not all.
    public var page: PageLink?

    /// A mail about a post from its parts.
    public init(
        siteName: String, caseNumber: String, account: String, subject: String, status: String, priority: String,
        type: String, opensCase: Bool = false, post: Post, attachments: [ListedAttachment] = [],
        omittedAttachments: [OmittedAttachment] = [], earlierPosts: [Post] = []
    ) {
        self.siteName = siteName
        self.caseNumber = caseNumber
        self.account = account
        self.subject = subject
        self.status = status
        self.priority = priority
        self.type = type
        self.opensCase = opensCase
        self.post = post
        self.attachments = attachments
        self.omittedAttachments = omittedAttachments
        self.earlierPosts = earlierPosts
    }
}

extension CasePost: TemplateData {
    static let variables: TemplateVariables<Self> = PageLink.variables(\.page).merging([
        "siteName": .line(\.siteName),
        "caseNumber": .line(\.caseNumber),
        "account": .line(\.account),
        "subject": .line(\.subject),
        "status": .line(\.status),
        "priority": .line(\.priority),
        "type": .line(\.type),
        "opensCase": .flag(\.opensCase),
        "authorName": .line(\.post.authorName),
        "isAdvisor": .flag(\.post.isAdvisor),
        "postedAt": .line(\.post.postedAt),
        "text": .text(\.post.text),
        "excerpt": .line(\.post.text, limit: 140),
        "paragraphs": .list { TextParagraph.all(in: $0.post.text) },
        "hasAttachments": .flag { !$0.attachments.isEmpty },
        "attachments": .list(\.attachments),
        "hasOmittedAttachments": .flag { !$0.omittedAttachments.isEmpty },
        "omittedAttachments": .list(\.omittedAttachments),
        "hasEarlierPosts": .flag { !$0.earlierPosts.isEmpty },
        "earlierPosts": .list(\.earlierPosts),
        "attachmentCount": .count(\.attachmentCount),
        "omittedCount": .count(\.omittedCount),
    ])
}

extension CasePost.Post: TemplateData {
    static let isAskedRepeatedly = true

    /// The same names as those of the new post: inside its section an earlier post's own values are meant.
    static let variables: TemplateVariables<Self> = [
        "authorName": .line(\.authorName),
        "isAdvisor": .flag(\.isAdvisor),
        "postedAt": .line(\.postedAt),
        "text": .text(\.text),
        "paragraphs": .list { TextParagraph.all(in: $0.text) },
    ]
}
