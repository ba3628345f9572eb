/// The encoding of text that leaves ASCII readable (RFC 2045 section 6.7).
enum QuotedPrintable {
    /// Encodes text whose line ends are CRLF; lines get at most 76 octets.
    static func encode(_ text: [UInt8]) -> [UInt8] {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.count * 5 / 4)
        var column = 0
        text.withUnsafeBufferPointer { text in
            var index = 0
            while index < text.count {
                let plain = text.plainRun(from: index, atMost: 75 - column)
                if plain > 0 {
                    encoded.append(contentsOf: text[index..<index + plain])
                    index += plain
                    column += plain
                } else {
                    column = append(text, at: index, column, to: &encoded)
                    index += 1
                }
            }
        }
        return encoded
    }

    /// Appends one octet, whatever it is; the column behind it.
    private static func append(
        _ text: UnsafeBufferPointer<UInt8>, at index: Int, _ column: Int, to encoded: inout [UInt8]
    ) -> Int {
        let byte = text[index]
        if byte == 0x0D || byte == 0x0A {
            encoded.append(byte)
            return 0
        }
        let isLast = index + 1 == text.count || text[index + 1] == 0x0D
        let isPlain = byte.isPlain(atLineEnd: isLast)
        let width = isPlain ? 1 : 3
        var column = column
        // The last octet of a line needs no room for the mark of a soft line end behind it.
        if column + width > (isLast ? 76 : 75) {
            encoded += softLineEnd
            column = 0
        }
        if isPlain { encoded.append(byte) } else { encoded.append(escaped: byte) }
        return column + width
    }

    private static let softLineEnd = Array("=\r\n".utf8)
}

extension UnsafeBufferPointer<UInt8> {
    /// How many octets from `start` on stand for themselves wherever they are, up to that many; white space before the end
    /// of a line is not counted.
    fileprivate func plainRun(from start: Int, atMost limit: Int) -> Int {
        let end = Swift.min(start + Swift.max(limit, 0), count)
        var index = start
        while index < end, self[index].isPlain(atLineEnd: false) { index += 1 }
        if index > start, index == count || self[index] == 0x0D { index -= 1 }
        return index - start
    }
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
