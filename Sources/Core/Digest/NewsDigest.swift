/// What one digest says; settled when it is put into the outbox, so that each attempt sends the same.
public struct NewsDigest: Sendable, Equatable, Codable {
    /// What a section is about, the most urgent first.
    public enum Topic: String, Sendable, Codable, CaseIterable {
        /// A case that should have been answered or solved by now.
        case missed
        /// A case whose time runs out before the next digest.
        case dueSoon
        /// A case of theirs that waits for the desk.
        case waiting
        /// A case of their teams that nobody has.
        case queue
        /// Something else happened on a case of theirs.
        case news
        /// A contact answered the survey of a closed case.
        case rating
        /// A mail about a case could not be delivered.
        case undelivered
        /// A message waits for somebody to let it in.
        case held
        /// Nothing was heard of a contact for long.
        case flagged
    }

    /// One line of a section.
    public struct Item: Sendable, Equatable, Codable {
        /// The number of the case, or of the held message; empty where it is neither.
        public var number: String
        /// The subject of the case or message, or who the contact is.
        public var subject: String
        /// Name of the account; empty where there is none.
        public var account: String
        /// The case's priority; empty where it is no case.
        public var priority: String
        /// Why it stands there.
        public var why: String
        /// The address that brings an answer to the case.
        public var replyTo: String?
        /// Whether the subject is not to be in mail; the choice of an account, which counts when a mail is made.
        public var isSubjectHidden = false
        /// What others wrote on the case since the last digest, newest first; `nil` where digests have no posts.
        public var posts: [Post]?

        private enum CodingKeys: String, CodingKey { case number, subject, account, priority, why, replyTo, posts }

        /// A line from its parts.
        public init(
            number: String = "", subject: String, account: String = "", priority: String = "", why: String,
            replyTo: String? = nil, posts: [Post]? = nil
        ) {
            self.number = number
            self.subject = subject
            self.account = account
            self.priority = priority
            self.why = why
            self.replyTo = replyTo
            self.posts = posts
        }
    }

    /// One post of a case.
    public struct Post: Sendable, Equatable, Codable {
        /// The author's name.
        public var authorName: String
        /// Whether the author is an advisor.
        public var isAdvisor: Bool
        /// When it was made, as the reader's clocks show it.
        public var at: String
        /// What it says, as plain text.
        public var text: String

        /// A post from its parts.
        public init(authorName: String, isAdvisor: Bool, at: String, text: String) {
            self.authorName = authorName
            self.isAdvisor = isAdvisor
            self.at = at
            self.text = text
        }
    }

    /// The lines about one topic.
    public struct Section: Sendable, Equatable, Codable {
        /// What they are about.
        public var topic: Topic
        /// The most urgent of them.
        public var items: [Item]
        /// How many there are in all.
        public var count: Int

        /// A section from its parts.
        public init(_ topic: Topic, items: [Item], count: Int) {
            self.topic = topic
            self.items = items
            self.count = count
        }
    }

    /// The sections that have something in them, the most urgent first.
    public var sections: [Section]
    /// The time zone in which times are told.
    public var timeZone: String
    /// What its reader had chosen, as the registry has it; of old digests it is not known.
    public var schedule: String?

    /// A digest from its parts.
    public init(sections: [Section], timeZone: String, schedule: DigestSchedule? = nil) {
        self.sections = sections
        self.timeZone = timeZone
        self.schedule = schedule?.description
    }
}
