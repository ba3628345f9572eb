/// The header fields of a message in their order, as they were received (RFC 5322 section 2.2).
public struct HeaderSection: Sendable, Equatable {
    /// One header field.
    public struct Field: Sendable, Equatable {
        /// The name as written, without trailing white space.
        public var name: String
        /// The octets after the colon, folds and all, without the final line end.
        public var rawBody: [UInt8]

        /// A field from its parts.
        public init(name: String, rawBody: [UInt8]) {
            self.name = name
            self.rawBody = rawBody
        }

        /// The body unfolded (RFC 5322 section 2.2.3), without white space at either end; octets that are no UTF-8 become U+FFFD.
        public var body: String {
            let unfolded = rawBody.filter { $0 != 0x0D && $0 != 0x0A }
            let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
            guard let first = unfolded.firstIndex(where: { !isSpace($0) }),
                let last = unfolded.lastIndex(where: { !isSpace($0) })
            else { return "" }
            return String(decoding: unfolded[first...last], as: UTF8.self)
        }
    }

    /// All fields, topmost first.
    public var fields: [Field]

    /// A header section of these fields.
    public init(fields: [Field] = []) { self.fields = fields }

    /// The fields of that name, topmost first; names are compared without regard to case.
    public subscript(_ name: String) -> [Field] {
        fields.filter { $0.name.utf8.count == name.utf8.count && $0.name.lowercased() == name.lowercased() }
    }

    /// The unfolded body of the topmost field of that name.
    public func first(_ name: String) -> String? { self[name].first?.body }
}
