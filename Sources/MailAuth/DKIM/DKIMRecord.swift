/// The TXT record that a domain publishes so that signatures of one key can be verified (RFC 6376 section 3.6.1).
public struct DKIMRecord: Sendable, Equatable {
    /// A string of a TXT record has at most so many octets (RFC 1035 section 3.3).
    private static let stringLimit = 255

    /// The name to publish it under.
    public let name: String
    /// Its text, of ASCII characters.
    public let value: String

    /// The text cut into strings as the DNS needs it; readers join them without anything between.
    public var strings: [String] {
        var rest = value[...]
        var strings: [String] = []
        while !rest.isEmpty {
            strings.append(String(rest.prefix(Self.stringLimit)))
            rest = rest.dropFirst(Self.stringLimit)
        }
        return strings
    }

    /// The text as its strings in quotes.
    public var quoted: String { strings.map { "\"\($0)\"" }.joined(separator: " ") }

    /// The record as a line of a zone file (RFC 1035 section 5.1).
    public var zoneLine: String { "\(name). IN TXT ( \(quoted) )" }

    init(name: String, key: DKIMKey) {
        self.name = name
        value = "v=DKIM1; k=\(key.algorithm.keyType); p=\(key.publicKey)"
    }
}
