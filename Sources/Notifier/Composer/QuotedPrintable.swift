internal import Core

/// The encoding of text that leaves ASCII readable (RFC 2045 section 6.7).
enum QuotedPrintable {
    /// Encodes lines of text; what comes of them are lines of at most 76 octets, each with CRLF behind it.
    static func encode(_ lines: [UnsafeBufferPointer<UInt8>]) -> [UInt8] {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(lines.mailLength * 5 / 4)
        for line in lines {
            append(line, to: &encoded)
            encoded += HeaderWriter.lineEnd
        }
        return encoded
    }

    private static func append(_ line: UnsafeBufferPointer<UInt8>, to encoded: inout [UInt8]) {
        let isPrintable = line.isPrintable
        var index = 0
        var column = 0
        while index < line.count {
            // The last octet of a line is looked at by itself.
            let next = UnsafeBufferPointer(rebasing: line[index..<min(index + 75 - column, line.count - 1)])
            let plain = isPrintable ? next.firstOffset(of: equalsSign) ?? next.count : next.plainPrefix
            if plain > 0 {
                encoded.append(contentsOf: UnsafeBufferPointer(rebasing: next[..<plain]))
                index += plain
                column += plain
                continue
            }
            let (byte, isLast) = (line[index], index + 1 == line.count)
            let isPlain = byte.isPlain && !(isLast && byte.isWhiteSpace)
            let width = isPlain ? 1 : 3
            // The last octet of a line needs no room for the mark of a soft line end behind it.
            if column + width > (isLast ? 76 : 75) {
                encoded += softLineEnd
                column = 0
            }
            if isPlain { encoded.append(byte) } else { encoded.append(escaped: byte) }
            index += 1
            column += width
        }
    }

    private static let equalsSign = UInt8(ascii: "=")
    private static let softLineEnd = Array("=\r\n".utf8)
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether it is printable ASCII; asked without a way out, which goes by many octets at a time.
    fileprivate var isPrintable: Bool { reduce(0) { $0 | ($1 &- 0x20 < 0x5F ? 0 : 1) } == 0 as UInt8 }

    /// How many octets stand for themselves until the first that does not.
    fileprivate var plainPrefix: Int { firstIndex { !$0.isPlain } ?? count }
}

extension UInt8 {
    /// Printable ASCII, the space and the tab but for the equals sign.
    fileprivate var isPlain: Bool { (self &- 0x20 < 0x5F && self != UInt8(ascii: "=")) || self == 0x09 }

    /// What would not survive transport at the end of a line.
    fileprivate var isWhiteSpace: Bool { self == 0x20 || self == 0x09 }

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
