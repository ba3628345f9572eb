public import Core

/// What a run of the outbox came to.
public struct OutboxReport: Sendable, Equatable {
    /// Mails that were taken.
    public var sent = 0
    /// Mails that will be tried again.
    public var deferred = 0
    /// Mails that were refused for good.
    public var failed = 0
    /// Why nothing more is sent though more is due, and until when: the server refuses us, and an administrator must act.
    public var pause: TransportPause?
    /// Why the run ended early: no connection held; the next run tries again.
    public var lostConnection: String?
    /// Whether the run ended because the rate was reached.
    public var hasReachedRate = false

    /// Nothing yet.
    public init() {}
}
