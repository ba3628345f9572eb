/// Local part and domain of an address (addr-spec, RFC 5322 section 3.4.1), read strictly.
///
/// Equality follows the desk's rule of identity: the local part is compared without regard to ASCII case and
/// otherwise byte for byte (no dots or plus-tags are folded), the domain as its A-label (``DomainName``).
public struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// The local part as it was written; quoted strings keep their quotes.
    public let localPart: String
    /// The domain in lower case.
    public let domain: String

    /// Reads an addr-spec; `nil` for anything that is not plainly one.
    ///
    /// Comments, folding, routes, domain literals and quoted local parts are refused: an identity that needs them
    /// is not one that a person can check. Limits are those of RFC 5321 section 4.5.3.1: 64 and 255 octets.
    public init?(_ text: some StringProtocol) {
        var text = String(text)
        let parts = text.withUTF8 { text -> (String, String)? in
            guard let at = text.firstIndex(of: UInt8(ascii: "@")) else { return nil }
            // A second one stands in no domain.
            let (local, domain) = (text[..<at], text[(at + 1)...])
            guard Self.isDotAtom(local), local.count <= 64 else { return nil }
            guard Self.isDomain(domain), domain.count <= 255 else { return nil }
            return (String(decoding: local, as: UTF8.self), String(decoding: domain, as: UTF8.self).lowercased())
        }
        guard let parts else { return nil }
        (localPart, domain) = parts
    }

    /// The address as written, with its domain in lower case.
    public var description: String { "\(localPart)@\(domain)" }

    /// The form in which two equal addresses are the same string; what a database indexes.
    ///
    /// The domain stands in it as its A-label; one that has none, as it was written.
    public var key: String {
        let isPlain = domain.utf8.allSatisfy { $0 < 0x80 }
        let domain = isPlain ? domain : DomainName.ascii(domain) ?? domain
        return String(decoding: localPart.utf8.map(\.asciiLowercased), as: UTF8.self) + "@" + domain
    }

    /// Whether both are the same mailbox by the desk's rule.
    public static func == (left: Self, right: Self) -> Bool { left.key == right.key }

    /// Hashes the ``key``.
    public func hash(into hasher: inout Hasher) { hasher.combine(key) }

    /// RFC 5322 section 3.2.3, with RFC 6532's UTF-8.
    private static func isDotAtom(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let first = bytes.first, let last = bytes.last, first != .dot, last != .dot else { return false }
        var previous: UInt8 = 0
        for byte in bytes {
            if byte == .dot, previous == .dot { return false }
            guard byte == .dot || byte.isAtomText else { return false }
            previous = byte
        }
        return true
    }

    private static func isDomain(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        isDotAtom(bytes) && bytes.allSatisfy { $0 == .dot || $0.isDomainText }
    }
}

extension UInt8 {
    static let dot = UInt8(ascii: ".")

    /// The byte with an ASCII capital made small.
    public var asciiLowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }

    fileprivate var isASCIIAlphanumeric: Bool {
        (self >= 0x30 && self <= 0x39) || (asciiLowercased >= 0x61 && asciiLowercased <= 0x7A)
    }

    fileprivate var isAtomText: Bool {
        isASCIIAlphanumeric || self >= 0x80 || "!#$%&'*+-/=?^_`{|}~".utf8.contains(self)
    }

    fileprivate var isDomainText: Bool {
        isASCIIAlphanumeric || self >= 0x80 || self == UInt8(ascii: "-") || self == UInt8(ascii: "_")
    }
}
