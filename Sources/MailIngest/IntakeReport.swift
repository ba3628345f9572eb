public import Core

/// How many messages became what.
public struct IntakeReport: Sendable, Equatable {
    /// Counts by outcome; an outcome that did not occur is absent.
    public private(set) var counts: [InboundOutcome: Int] = [:]

    /// Nothing yet.
    public init() {}

    /// How many messages had that outcome.
    public subscript(_ outcome: InboundOutcome) -> Int { counts[outcome] ?? 0 }

    /// How many messages there were in all.
    public var total: Int { counts.values.reduce(0, +) }

    /// Counts one message.
    public mutating func add(_ outcome: InboundOutcome) { counts[outcome, default: 0] += 1 }

    /// Counts all that another report counted.
    public mutating func add(_ other: IntakeReport) { counts.merge(other.counts, uniquingKeysWith: +) }
}
