public import FoundationEssentials

/// One thing said or changed on a case.
public struct FeedEntry: Sendable, Equatable {
    /// What sort of thing.
    public enum Kind: String, Sendable, CaseIterable {
        case post, status, priority, assignment, recipient, escalation, permission, attachment, merge, note
    }

    /// Who may see it.
    public enum Visibility: String, Sendable, CaseIterable {
        case `public`, `internal`
    }

    /// What sort of thing.
    public var kind: Kind
    /// When.
    public var at: Date
    /// Who did it; `nil` for the desk itself.
    public var author: ID<Person>?
    /// The way it came.
    public var channel: Channel
    /// Who may see it.
    public var visibility: Visibility
    /// What was said, or why it was changed.
    public var text: String
    /// The sanitised HTML of a post.
    public var html: String?
    /// The value before a change.
    public var from: String?
    /// The value after a change.
    public var to: String?
    /// The message that brought it.
    public var messageID: MessageID?

    /// An entry from its parts.
    public init(
        _ kind: Kind, at: Date, author: ID<Person>?, channel: Channel, visibility: Visibility = .public,
        text: String = "", html: String? = nil, from: String? = nil, to: String? = nil, messageID: MessageID? = nil
    ) {
        self.kind = kind
        self.at = at
        self.author = author
        self.channel = channel
        self.visibility = visibility
        self.text = text
        self.html = html
        self.from = from
        self.to = to
        self.messageID = messageID
    }
}
