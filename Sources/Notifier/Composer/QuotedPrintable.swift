/// The encoding of text that leaves ASCII readable (RFC 2045 section 6.7).
enum QuotedPrintable {
    /// Encodes text whose line ends are CRLF; lines get at most 76 octets.
    static func encode(_ text: [UInt8]) -> [UInt8] {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.count * 5 / 4)
        var column = 0
        for (index, byte) in text.enumerated() {
            if byte == 0x0D || byte == 0x0A {
                encoded.append(byte)
                column = 0
                continue
            }
            let isLast = index + 1 == text.count || text[index + 1] == 0x0D
            let isPlain = byte.isPlain(atLineEnd: isLast)
            let width = isPlain ? 1 : 3
            // The last octet of a line needs no room for the mark of a soft line end behind it.
            if column + width > (isLast ? 76 : 75) {
                encoded += softLineEnd
                column = 0
            }
            if isPlain { encoded.append(byte) } else { encoded.append(escaped: byte) }
            column += width
        }
        return encoded
    }

    private static let softLineEnd = Array("=\r\n".utf8)
}

extension UInt8 {
    /// White space at the end of a line would not survive transport.
    fileprivate func isPlain(atLineEnd isLast: Bool) -> Bool {
        switch self {
        case 0x09, 0x20: !isLast
        case UInt8(ascii: "="): false
        default: self > 0x20 && self < 0x7F
        }
    }

    fileprivate var asHexDigit: UInt8 { self < 10 ? UInt8(ascii: "0") + self : UInt8(ascii: "A") + self - 10 }
}

extension [UInt8] {
    /// Appends `=` and two capital hexadecimal digits, for this encoding and for Q of encoded words.
    mutating func append(escaped byte: UInt8) {
        append(UInt8(ascii: "="))
        append((byte >> 4).asHexDigit)
        append((byte & 0xF).asHexDigit)
    }
}
