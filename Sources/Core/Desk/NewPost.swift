/// A post that somebody makes, before it is on a case.
public struct NewPost: Sendable {
    /// Who says it; `nil` for whoever works on the machine itself.
    public var author: Person?
    /// Who may see it.
    public var visibility: FeedEntry.Visibility
    /// The way it came.
    public var channel: Channel
    /// What they newly wrote.
    public var text: String
    /// The sanitised HTML of it.
    public var html: String?
    /// The message that brought it.
    public var messageID: MessageID?
    /// The conversation that the message belongs to, oldest first.
    public var references: [MessageID]
    /// Files that came with it, and those that were left out.
    public var attachments: [NewAttachment]

    /// A post from its parts.
    public init(
        author: Person?, channel: Channel, visibility: FeedEntry.Visibility = .public, text: String,
        html: String? = nil, messageID: MessageID? = nil, references: [MessageID] = [],
        attachments: [NewAttachment] = []
    ) {
        self.author = author
        self.visibility = visibility
        self.channel = channel
        self.text = text
        self.html = html
        self.messageID = messageID
        self.references = references
        self.attachments = attachments
    }
}

/// A file that comes with a post.
public struct NewAttachment: Sendable {
    /// The sender's name for it, for display.
    public var filename: String
    /// `type/subtype`.
    public var contentType: String
    /// Its Content-ID, if the text shows it.
    public var contentID: String?
    /// Number of octets.
    public var size: Int
    /// What became of it.
    public var body: Body

    /// Hands out octets piece by piece, whenever it is called.
    public typealias Pieces = @Sendable (_ take: (UnsafeRawBufferPointer) throws -> Void) throws -> Void

    /// What became of a file.
    public enum Body: Sendable {
        case kept([UInt8], sha256: String)
        /// Kept, and too large to be in memory until then: it is read from the message when it is written.
        case streamed(Pieces, sha256: String)
        /// Left out of the case, because of that; the raw message still has it.
        case omitted(reason: String)
    }

    /// A file from its parts.
    public init(filename: String, contentType: String, contentID: String? = nil, size: Int, body: Body) {
        self.filename = filename
        self.contentType = contentType
        self.contentID = contentID
        self.size = size
        self.body = body
    }
}

/// How much may come with one post.
public struct AttachmentLimits: Sendable, Equatable {
    /// Number of files.
    public var count = 10
    /// Octets of each, decoded.
    public var size = 15 * 1_048_576

    /// The desk's published limits: 10 files of 15 MB.
    public init() {}

    /// Why a file of that size may not come in after `kept` others did, or `nil` if it may.
    public func refusal(ofSize size: Int, after kept: Int) -> String? {
        if size > self.size { return "it is larger than \(self.size / 1_048_576) MB" }
        if kept >= count { return "a message may bring \(count) files" }
        return nil
    }
}
