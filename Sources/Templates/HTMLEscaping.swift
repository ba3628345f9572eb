import Mustache

/// Escapes values for HTML octet by octet: swift-mustache itself goes by characters, which is slow, and leaves a `<` with an
/// accent on it as it is.
struct HTMLEscaping: MustacheContentType {
    /// What begins a template whose values are escaped so.
    static let pragma: String = {
        MustacheContentTypes.register(HTMLEscaping(), named: "ESCAPED")
        return "{{% CONTENT_TYPE:ESCAPED}}\n"
    }()

    func escapeText(_ text: String) -> String {
        guard text.utf8.contains(where: { Self.replacement(of: $0) != nil }) else { return text }
        var escaped: [UInt8] = []
        escaped.reserveCapacity(text.utf8.count * 9 / 8 + 16)
        for byte in text.utf8 {
            if let replacement = Self.replacement(of: byte) {
                for byte in replacement { escaped.append(byte) }
            } else {
                escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    private static func replacement(of byte: UInt8) -> String.UTF8View? {
        switch byte {
        case UInt8(ascii: "<"): "&lt;".utf8
        case UInt8(ascii: ">"): "&gt;".utf8
        case UInt8(ascii: "&"): "&amp;".utf8
        case UInt8(ascii: "\""): "&quot;".utf8
        case UInt8(ascii: "'"): "&#39;".utf8
        default: nil
        }
    }
}
