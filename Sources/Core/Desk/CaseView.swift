public import FoundationEssentials

/// A case as the recipient of one mail may see it.
public struct CaseView: Sendable {
    /// A post that everybody on the case may read.
    public struct Post: Sendable {
        /// The post.
        public var entry: FeedEntry
        /// Who wrote it.
        public var author: Person?
        /// Names and sizes of its files, with the reason why one was left out.
        public var attachments: [(filename: String, size: Int, omitted: String?)]

        /// A post from its parts.
        public init(
            entry: FeedEntry, author: Person?, attachments: [(filename: String, size: Int, omitted: String?)]
        ) {
            self.entry = entry
            self.author = author
            self.attachments = attachments
        }
    }

    /// A page shows so many posts, the latest.
    public static let longestFeed = 200
    /// So long a link to it is good.
    public static let lifetime: TimeInterval = 30 * 86_400

    /// When the mail was made that links to it.
    public var mailed: Date
    /// The case as it is now, with the name of its account; `nil` where the mail was about none.
    public var supportCase: (item: SupportCase, accountName: String)?
    /// What the mail would have answered.
    public var answer: String?
    /// What the mail would have told, where that is no post.
    public var news: FeedEntry?
    /// Its public posts, newest first.
    public var posts: [Post] = []
    /// How many older ones there are.
    public var olderPosts = 0

    /// What a mail of that time links to.
    public init(mailed: Date) { self.mailed = mailed }

    /// When links to it end.
    public var expires: Date { mailed.addingTimeInterval(Self.lifetime) }
}

/// Where cases are looked at by the links of mails; looking changes nothing.
public protocol CaseViewing: Sendable {
    /// What the recipient of that mail may see; `nil` where there is no such mail, or they may see nothing any more.
    func view(by mail: ID<OutboxEntry>) async throws -> CaseView?
}

/// The cases of a desk's database.
public struct StoredCaseViews<Storage: DeskStorage>: CaseViewing {
    private let storage: Storage

    /// The cases in `storage`.
    public init(storage: Storage) { self.storage = storage }

    /// What the recipient of that mail may see; `nil` where there is no such mail, or they may see nothing any more.
    public func view(by mail: ID<OutboxEntry>) async throws -> CaseView? {
        try await storage.read { try $0.caseView(by: mail) }
    }
}
