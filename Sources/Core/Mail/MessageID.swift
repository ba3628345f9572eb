/// A message identifier without its angle brackets (RFC 5322 section 3.6.4).
public struct MessageID: Hashable, Sendable, CustomStringConvertible {
    /// What stands between the brackets.
    public let rawValue: String

    /// Takes an identifier as it stands between the brackets.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The identifier in its brackets.
    public var description: String { "<\(rawValue)>" }

    /// Whether it may be written into a header field of ours: printable ASCII without spaces and brackets, one `@`, at most 250 octets.
    public var isWellFormed: Bool {
        var text = rawValue
        return text.withUTF8 { bytes in
            guard bytes.count <= 250, let at = bytes.firstOffset(of: UInt8(ascii: "@")) else { return false }
            return at > 0 && at < bytes.count - 1 && bytes[..<at].allSatisfy(\.standsInIdentifier)
                && bytes[(at + 1)...].allSatisfy(\.standsInIdentifier)
        }
    }
}

extension UInt8 {
    fileprivate var standsInIdentifier: Bool {
        self > 0x20 && self < 0x7F && ![UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "@")].contains(self)
    }
}
