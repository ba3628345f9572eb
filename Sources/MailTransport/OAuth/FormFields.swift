public import Core

/// The fields of a request, in their order, as `application/x-www-form-urlencoded`.
///
/// Some values are secrets; nothing but ``encoded`` shows them.
public struct FormFields: Sendable {
    private var fields: [(name: String, value: String)] = []
    /// The values that no error text may carry.
    private(set) var secrets: [Secret] = []

    /// No fields.
    public init() {}

    /// Adds a field.
    public mutating func add(_ name: String, _ value: String) { fields.append((name, value)) }

    /// Adds a field whose value is a secret.
    public mutating func add(_ name: String, _ value: Secret) {
        fields.append((name, value.reveal()))
        secrets.append(value)
    }

    /// `name=value&…`; also the query of an address.
    public var encoded: String {
        fields.map { "\(Self.encode($0.name))=\(Self.encode($0.value))" }.joined(separator: "&")
    }

    /// A text with all but the unreserved characters of RFC 3986 section 2.3 escaped.
    static func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
        return encoded
    }
}
