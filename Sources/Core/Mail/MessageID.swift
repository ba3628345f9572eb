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
        let bytes = rawValue.utf8
        return bytes.count <= 250 && bytes.count { $0 == UInt8(ascii: "@") } == 1
            && bytes.first != UInt8(ascii: "@") && bytes.last != UInt8(ascii: "@")
            && bytes.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
    }
}
