public import FoundationEssentials

/// The time from one instant to another.
public struct Period: Sendable, Equatable {
    /// When it begins.
    public var start: Date
    /// When it ends; that instant is no part of it.
    public var end: Date

    /// A period from its ends.
    public init(start: Date, end: Date) {
        self.start = start
        self.end = end
    }

    /// How long it is, in seconds.
    public var duration: TimeInterval { end.timeIntervalSince(start) }
}
