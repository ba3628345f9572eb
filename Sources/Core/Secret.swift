/// A password or token that prints as dots, so that no log line or error text can carry it.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: String

    /// Wraps `value`.
    public init(_ value: String) {
        self.value = value
    }

    /// The secret itself; for the one place that hands it to its receiver.
    public func reveal() -> String { value }

    /// A mask that does not show the length.
    public var description: String { "••••" }
    /// The same mask.
    public var debugDescription: String { description }
    /// Shows nothing to `dump` and to reflection in general.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
