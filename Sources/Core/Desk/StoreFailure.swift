/// A failure of the database or its files.
public struct StoreFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What failed, as far as it decides what to do.
    public enum Kind: String, Sendable, CaseIterable {
        /// No room on the device: intake pauses.
        case full
        /// Somebody else holds the database: try again.
        case busy
        /// Octets could not be made durable: the process must end, since a second try may lie.
        case unsafe
        case missing, permission, corrupt, other
        /// A later version made it: only that one may open it.
        case newer
    }

    /// What failed.
    public var kind: Kind
    /// What the operator needs: the database's own words.
    public var detail: String
    /// One sentence that says what to do.
    public var advice: String

    /// A failure from its parts.
    public init(_ kind: Kind, detail: String, advice: String) {
        self.kind = kind
        self.detail = detail
        self.advice = advice
    }

    /// Octets could not be made durable.
    public init(unsafe detail: String) {
        self.init(
            .unsafe, detail: detail,
            advice: "The disk failed to make data durable: check it (dmesg), then start again.")
    }

    /// Whether nothing may be written after it.
    public var endsProcess: Bool { kind == .unsafe || kind == .corrupt }

    /// Whether the same may succeed later without anybody doing anything to the desk itself.
    public var isTransient: Bool { kind == .full || kind == .busy }

    /// What happened and what to do.
    public var description: String { "\(detail). \(advice)" }
}
