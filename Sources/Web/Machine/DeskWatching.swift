public import Core
public import FoundationEssentials

/// What those who watch the desk from outside want to know of it.
public protocol DeskWatching: Sendable {
    /// How the desk's workers are doing, in an order that stays.
    func workers() -> [WorkerReport]
    /// What keeps the database from being read and written, in plain words without a path or an address.
    func databaseComplaint() async -> String?
    /// What the desk is made up of, and what became of the messages that came in since the start.
    func figures() async throws -> (desk: DeskFigures, messages: [InboundOutcome: Int])
}

/// How one of the desk's workers is doing.
public struct WorkerReport: Sendable, Equatable {
    /// As in `mailbox support`.
    public var name: String
    /// Why it does not seem to work any more; `nil` while it does.
    public var complaint: String?
    /// What it could not do the last time, where it tries again; `nil` where it did it.
    public var trouble: String?
    /// When it last did all that there was to do.
    public var lastSuccess: Date?
    /// How often it could not since the start.
    public var failures: Int

    /// A report from its parts.
    public init(
        name: String, complaint: String? = nil, trouble: String? = nil, lastSuccess: Date? = nil, failures: Int = 0
    ) {
        self.name = name
        self.complaint = complaint
        self.trouble = trouble
        self.lastSuccess = lastSuccess
        self.failures = failures
    }
}
