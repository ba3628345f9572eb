import Core

/// Reads the addresses of a report: `rfc822; ann@example.org`, `utf-8; …` with its escapes, and what stands bare.
enum ReportAddress {
    /// The address of a typed field (RFC 3464 section 2.1.2, RFC 6533 section 3); `nil` where there is none.
    static func read(_ field: String) -> String? {
        let bytes = Array(field.utf8)
        guard let semicolon = bytes.firstIndex(of: UInt8(ascii: ";")) else { return clean(bytes[...]) }
        let type = bytes[..<semicolon].lowercasedASCII.trimmingBlanks
        let value = bytes[(semicolon + 1)...]
        return clean(type == "utf-8" ? unescaped(value)[...] : value)
    }

    /// What stands between brackets, else the first word, quoted string included.
    static func clean(_ text: ArraySlice<UInt8>) -> String? {
        var text = text
        if let open = text.firstIndex(of: UInt8(ascii: "<")),
            let close = text[open...].firstIndex(of: UInt8(ascii: ">"))
        {
            text = text[(open + 1)..<close]
        }
        text = text.drop { $0.isWhiteSpace || $0 == UInt8(ascii: "'") }
        var isQuoted = false
        let word = text.prefix { byte in
            if byte == .quote { isQuoted.toggle() }
            return isQuoted || !byte.isWhiteSpace && byte != UInt8(ascii: ",")
        }
        let trimmed = word.last.map { "';".utf8.contains($0) } ?? false ? word.dropLast() : word
        return trimmed.isEmpty ? nil : String(decoding: trimmed, as: UTF8.self)
    }

    /// Decodes `\x{…}` (utf-8-addr-xtext and -unitext, RFC 6533 section 3), and `+2B` as it stands in `rfc822;` forms.
    private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var place = text.startIndex
        while place < text.endIndex {
            if let (scalar, next) = escape(in: text, at: place) {
                result += Array(String(scalar).utf8)
                place = next
            } else {
                result.append(text[place])
                place += 1
            }
        }
        return result
    }

    private static func escape(in text: ArraySlice<UInt8>, at place: Int) -> (Unicode.Scalar, Int)? {
        guard text[place...].starts(with: Array("\\x{".utf8)) else { return nil }
        let digits = text[(place + 3)...].prefix(7).prefix { $0.hexadecimalValue != nil }
        let end = digits.endIndex
        guard !digits.isEmpty, digits.count <= 6, end < text.endIndex, text[end] == UInt8(ascii: "}") else {
            return nil
        }
        let value = digits.reduce(UInt32(0)) { $0 << 4 | UInt32($1.hexadecimalValue ?? 0) }
        return Unicode.Scalar(value).map { ($0, end + 1) }
    }

    /// Whether a text looks like an address: something on either side of an `@`.
    static func isAddress(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { return false }
        return at > bytes.startIndex && bytes.index(after: at) < bytes.endIndex
    }
}
