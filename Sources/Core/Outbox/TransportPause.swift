public import FoundationEssentials

/// Why nothing is handed to the outgoing server for a while: it refuses us, whatever the mail.
public struct TransportPause: Sendable, Equatable {
    /// When the first of these refusals in a row came.
    public var since: Date
    /// When one mail is tried again.
    public var until: Date
    /// What was refused, in the server's words.
    public var reason: String
    /// How many refusals in a row it were.
    public var count: Int

    /// A pause from its parts.
    public init(since: Date, until: Date, reason: String, count: Int) {
        self.since = since
        self.until = until
        self.reason = reason
        self.count = count
    }

    /// So long is waited after the first refusal in a row, the second, and so on; after more than these, the last.
    private static let steps: [TimeInterval] = [60, 300, 900, 3600]

    /// The pause after one more refusal.
    public static func after(_ earlier: TransportPause?, because reason: String, at now: Date) -> TransportPause {
        let count = (earlier?.count ?? 0) + 1
        let wait = steps[min(count, steps.count) - 1]
        return TransportPause(
            since: earlier?.since ?? now, until: now.addingTimeInterval(wait), reason: reason, count: count)
    }

    /// Whether nothing may be sent yet; not when the clock was set back since, which would make it last for ever.
    public func holds(at now: Date) -> Bool {
        let left = until.timeIntervalSince(now)
        return left > 0 && left <= Self.steps.reduce(0, max)
    }
}
