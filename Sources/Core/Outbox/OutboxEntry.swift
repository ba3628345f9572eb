public import FoundationEssentials

/// One mail to one recipient that has been decided upon; everything that fixes its octets is settled here.
public struct OutboxEntry: Sendable, Equatable {
    /// Which template renders it.
    public var template: TemplateName
    /// What it is about.
    public var topic: Topic
    /// Whom it tells; `nil` for somebody whom the registry does not have.
    public var recipient: ID<Person>?
    /// Where it goes.
    public var to: EmailAddress
    /// The mailbox of ours that it comes from, by its name in the settings.
    public var mailbox: String
    /// Its Message-ID: the same at every attempt.
    public var messageID: MessageID
    /// Its Date: the same at every attempt.
    public var date: Date
    /// The address that brings an answer to the case; none where nobody reads an answer.
    public var replyTo: EmailAddress?
    /// The message it answers.
    public var inReplyTo: MessageID?
    /// The conversation it belongs to, oldest first.
    public var references: [MessageID]
    /// Why it is not to be sent, if so; it is kept all the same, for people to see.
    public var suppression: String?
    /// Whether its recipient is told later what it would have said.
    public private(set) var isToldLater = false
    /// When it may go out; at once where it is `nil`.
    public var earliest: Date?

    /// What a mail is about.
    public enum Topic: Sendable, Equatable {
        /// An entry of a case's feed.
        case feed(CaseNumber, ID<FeedEntry>)
        /// Words for one person, about a case or about none, which stand on no feed.
        case answer(CaseNumber?, String)
        /// What has gathered for one person, about as many cases as it may be.
        case digest(NewsDigest)
        /// What was said about a notice.
        case notice(ID<Notice>, ID<NoticeUpdate>)
        /// How the desk itself is doing, for its operator.
        case report(OperatorReport)
        /// The question how a case went.
        case survey(CaseNumber, ID<Survey>)
        /// A question to a person.
        case challenge(ID<Challenge>)
        /// Only what its template says.
        case nothing
    }

    /// An entry from its parts.
    public init(
        template: TemplateName, topic: Topic, recipient: ID<Person>?, to: EmailAddress, mailbox: String,
        messageID: MessageID, date: Date, replyTo: EmailAddress?, inReplyTo: MessageID? = nil,
        references: [MessageID] = []
    ) {
        self.template = template
        self.topic = topic
        self.recipient = recipient
        self.to = to
        self.mailbox = mailbox
        self.messageID = messageID
        self.date = date
        self.replyTo = replyTo
        self.inReplyTo = inReplyTo
        self.references = references
    }
}

extension OutboxEntry {
    /// The case it is about, if it is about one.
    public var caseNumber: CaseNumber? {
        switch topic {
        case .feed(let number, _): number
        case .answer(let number, _): number
        case .survey(let number, _): number
        case .digest, .notice, .report, .challenge, .nothing: nil
        }
    }

    /// The same, not to be sent.
    public func suppressed(because why: String) -> OutboxEntry {
        var entry = self
        entry.suppression = why
        return entry
    }

    /// The same, not to be sent; what it would have said is told later, together with the rest.
    public func keptBack(because why: String) -> OutboxEntry {
        var entry = suppressed(because: why)
        entry.isToldLater = true
        return entry
    }

    /// The same, not to be sent before that time.
    public func waiting(until time: Date) -> OutboxEntry {
        var entry = self
        entry.earliest = time
        return entry
    }
}

/// A mail of the outbox whose turn it is.
public struct ClaimedMail: Sendable {
    /// Its number in the outbox.
    public var id: ID<OutboxEntry>
    /// What to send.
    public var entry: OutboxEntry
    /// How often it was tried, this time included.
    public var attempts: Int
    /// When it was tried first; pauses of the transport before that do not count against it.
    public var firstTried: Date

    /// A claimed mail from its parts.
    public init(id: ID<OutboxEntry>, entry: OutboxEntry, attempts: Int, firstTried: Date) {
        self.id = id
        self.entry = entry
        self.attempts = attempts
        self.firstTried = firstTried
    }
}

/// What an attempt to send came to.
public enum DeliveryResult: Sendable, Equatable {
    /// The server took it; its own words.
    case sent(reply: String)
    /// To be tried again at that time, because of that; the server may have it all the same.
    case retry(at: Date, error: String, mayBeDuplicate: Bool = false)
    /// Kept as if it had not been tried: what was refused is us, not the mail.
    case keptBack(error: String, mayBeDuplicate: Bool = false)
    /// Never to be tried again, because of that.
    case failed(error: String)
}
