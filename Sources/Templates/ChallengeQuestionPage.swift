/// What `challenge-question` asks the person who followed the link of a challenge.
public struct ChallengeQuestionPage: Sendable, Equatable {
    /// A message that bears the person's address, as the page lists it.
    public struct Message: Sendable, Equatable {
        /// Its number, which the answer brings back.
        public var number: Int64
        /// When it came in, for people to read.
        public var receivedAt: String
        /// The address of the desk that it came to.
        public var mailbox: String
        /// Its subject, which anybody may have written; templates get its first 80 characters.
        public var subject: String

        /// A listed message from its parts.
        public init(number: Int64, receivedAt: String, mailbox: String, subject: String) {
            self.number = number
            self.receivedAt = receivedAt
            self.mailbox = mailbox
            self.subject = subject
        }
    }

    /// What all pages say.
    public var frame: FixedPage
    /// The address that was asked.
    public var address: String
    /// The messages that are asked about, oldest first.
    public var messages: [Message]
    /// How many more wait and are not asked about here.
    public var furtherMessages: Int
    /// Until when an answer counts, for people to read.
    public var expires: String

    /// A page from its parts.
    public init(frame: FixedPage, address: String, messages: [Message], furtherMessages: Int = 0, expires: String) {
        self.frame = frame
        self.address = address
        self.messages = messages
        self.furtherMessages = furtherMessages
        self.expires = expires
    }
}

/// What `challenge-confirmed` and `challenge-disowned` say about an answer that was taken.
public struct ChallengeResultPage: Sendable, Equatable {
    /// What all pages say.
    public var frame: FixedPage
    /// How many messages the answer was about.
    public var count: Int

    /// A page from its parts.
    public init(frame: FixedPage, count: Int) {
        self.frame = frame
        self.count = count
    }
}

extension ChallengeQuestionPage: TemplateData {
    static let variables = FixedPage.framed(\Self.frame).merging([
        "address": .line(\.address, limit: 320),
        "count": .line { "\($0.messages.count)" },
        "hasSeveral": .flag { $0.messages.count > 1 },
        "messages": .list(\.messages),
        "furtherMessages": .line { $0.furtherMessages > 0 ? "\($0.furtherMessages)" : "" },
        "expires": .line(\.expires),
    ])
}

extension ChallengeQuestionPage.Message: TemplateData {
    static let variables: TemplateVariables<Self> = [
        "number": .line { "\($0.number)" },
        "receivedAt": .line(\.receivedAt),
        "mailbox": .line(\.mailbox, limit: 320),
        "subject": .line(\.subject, limit: 80),
    ]
}

extension ChallengeResultPage: TemplateData {
    static let variables = FixedPage.framed(\Self.frame).merging([
        "count": .line { "\($0.count)" },
        "hasSeveral": .flag { $0.count > 1 },
    ])
}
