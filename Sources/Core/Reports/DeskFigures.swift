public import FoundationEssentials

/// What a desk is made up of at a moment, in numbers that cost the same however large it is.
public struct DeskFigures: Sendable, Equatable {
    /// Cases that were ever opened.
    public var casesOpened = 0
    /// Cases by where they stand; what is missing has none.
    public var cases: [CaseStatus: Int] = [:]
    /// Mails by where they are; what is missing has none.
    public var mails: [OutboxState: Int] = [:]
    /// When the mail was queued that waits longest, whatever it waits for.
    public var oldestWaitingMail: Date?
    /// Messages that wait for a person to decide.
    public var heldMessages = 0
    /// When the message came in that is held longest.
    public var oldestHeldMessage: Date?
    /// Messages that are kept and not decided about yet.
    public var unfinishedMessages = 0
    /// Octets of the database, without what large messages and files take beside it.
    public var databaseSize = 0

    /// The figures of an empty desk.
    public init() {}
}
