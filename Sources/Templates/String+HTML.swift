extension String {
    /// The text as it stands in HTML, between tags and in quoted attributes.
    ///
    /// It goes by octets: by characters, a `<` with an accent on it would stay as it is.
    public var escapedForHTML: String {
        var text = self
        return text.withUTF8 { bytes in
            guard bytes.contains(where: \.isMarkup) else { return self }
            var escaped: [UInt8] = []
            escaped.reserveCapacity(bytes.count * 9 / 8 + 16)
            var start = 0
            for (index, byte) in bytes.enumerated() where byte.isMarkup {
                escaped.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
                escaped += byte.escapeForHTML ?? "".utf8
                start = index + 1
            }
            escaped.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
            return String(decoding: escaped, as: UTF8.self)
        }
    }
}

extension UInt8 {
    /// Whether it has an ``escapeForHTML``, of which all lie close together.
    fileprivate var isMarkup: Bool { self <= UInt8(ascii: ">") && escapeForHTML != nil }

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
