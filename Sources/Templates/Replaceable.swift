internal import Synchronization

/// A value that is in use, and in whose place another may be put meanwhile.
public final class Replaceable<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    /// Begins with that value.
    public init(_ value: Value) { self.value = Mutex(value) }

    /// The value that counts now.
    public var current: Value { value.withLock { $0 } }

    /// Puts another in its place; who has asked before goes on with the old one.
    public func replace(with fresh: Value) { value.withLock { $0 = fresh } }
}
