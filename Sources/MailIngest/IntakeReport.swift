public import Core
public import MailTransport

/// How many messages became what.
public struct IntakeReport: Sendable, Equatable {
    /// Counts by outcome; an outcome that did not occur is absent.
    public private(set) var counts: [InboundOutcome: Int] = [:]

    /// What the mailbox's server refused first of what is done there with messages that are safely stored.
    public internal(set) var refusal: TransportFailure?

    /// Nothing yet.
    public init() {}

    /// How many messages had that outcome.
    public subscript(_ outcome: InboundOutcome) -> Int { counts[outcome] ?? 0 }

    /// How many messages there were in all.
    public var total: Int { counts.values.reduce(0, +) }

    /// Counts one message.
    public mutating func add(_ outcome: InboundOutcome) { counts[outcome, default: 0] += 1 }

    /// Counts all that another report counted.
    public mutating func add(_ other: IntakeReport) {
        counts.merge(other.counts, uniquingKeysWith: +)
        refusal = refusal ?? other.refusal
    }
}
