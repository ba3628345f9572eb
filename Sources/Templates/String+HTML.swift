extension String {
    /// The text as it stands in HTML, between tags and in quoted attributes.
    ///
    /// It goes by octets: by characters, a `<` with an accent on it would stay as it is.
    public var escapedForHTML: String {
        guard utf8.contains(where: { $0.escapeForHTML != nil }) else { return self }
        var escaped: [UInt8] = []
        escaped.reserveCapacity(utf8.count * 9 / 8 + 16)
        for byte in utf8 {
            if let escape = byte.escapeForHTML {
                for byte in escape { escaped.append(byte) }
            } else {
                escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var escapeForHTML: String.UTF8View? {
        switch self {
        case UInt8(ascii: "<"): "&lt;".utf8
        case UInt8(ascii: ">"): "&gt;".utf8
        case UInt8(ascii: "&"): "&amp;".utf8
        case UInt8(ascii: "\""): "&quot;".utf8
        case UInt8(ascii: "'"): "&#39;".utf8
        default: nil
        }
    }
}
