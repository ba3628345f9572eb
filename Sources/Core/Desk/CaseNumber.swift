/// The number by which people know a case: digits, in the subject of every mail about it.
public struct CaseNumber: Hashable, Sendable, CustomStringConvertible {
    /// The number itself.
    public let rawValue: Int64

    /// The case of that number.
    public init(_ rawValue: Int64) { self.rawValue = rawValue }

    /// Reads digits as people type them, with or without a `#` before; `nil` for anything else.
    public init?(_ text: String) {
        let digits = text.hasPrefix("#") ? text.dropFirst() : Substring(text)
        guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let number = Int64(digits) else {
            return nil
        }
        rawValue = number
    }

    /// The digits.
    public var description: String { String(rawValue) }
}
