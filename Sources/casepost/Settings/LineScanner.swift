/// Walks over the tokens of a TOML document and counts its lines.
struct LineScanner {
    private let bytes: [UInt8]
    private var position = 0
    /// The line of the next octet, counted from 1.
    private(set) var line = 1

    init(_ text: String) {
        bytes = Array(text.utf8)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The next octet; `nil` at the end.
    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func advance() {
        if peek == UInt8(ascii: "\n") { line += 1 }
        position += 1
    }

    /// Passes that octet if it is next.
    mutating func skip(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        advance()
        return true
    }

    mutating func skipSpaces() { skip { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } }

    mutating func skipLine() { skip { $0 != UInt8(ascii: "\n") } }

    /// Passes white space, line ends and comments; whether anything is left.
    mutating func skipTrivia() -> Bool {
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "#"): skipLine()
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): advance()
            default: return true
            }
        }
        return false
    }

    /// Passes a number, date or word; at least one octet, so that every loop over values ends.
    mutating func skipBareValue() {
        advance()
        skip { !",]}#\r\n".utf8.contains($0) }
    }

    /// Passes a string of any of the four kinds.
    mutating func skipString() {
        guard let quote = peek else { return }
        let isLong = bytes[position...].prefix(3).elementsEqual([quote, quote, quote])
        for _ in 0..<(isLong ? 3 : 1) { advance() }
        while let byte = peek {
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                advance()
                advance()
            } else if byte != quote {
                advance()
            } else if closes(quote, isLong) {
                return
            }
        }
    }

    /// Passes quotes; a long string may have up to two of its own before the closing three.
    private mutating func closes(_ quote: UInt8, _ isLong: Bool) -> Bool {
        var count = 0
        while count < (isLong ? 5 : 1), skip(quote) { count += 1 }
        return !isLong || count >= 3
    }

    /// The parts of a dotted key, up to `=` or `]`.
    mutating func keys() -> [String] {
        var keys: [String] = []
        repeat {
            skipSpaces()
            keys.append(key())
            skipSpaces()
        } while skip(UInt8(ascii: "."))
        return keys
    }

    private mutating func key() -> String {
        let start = position
        if peek == UInt8(ascii: "\"") || peek == UInt8(ascii: "'") {
            skipString()
            return unquoted(bytes[start..<min(position, bytes.count)])
        }
        skip { !" \t.=]\r\n".utf8.contains($0) }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private func unquoted(_ quoted: ArraySlice<UInt8>) -> String {
        var key: [UInt8] = []
        var isEscaped = false
        for byte in quoted.dropFirst().dropLast() {
            isEscaped = byte == UInt8(ascii: "\\") && quoted.first == UInt8(ascii: "\"") && !isEscaped
            if !isEscaped { key.append(byte) }
        }
        return String(decoding: key, as: UTF8.self)
    }

    private mutating func skip(while condition: (UInt8) -> Bool) {
        while let byte = peek, condition(byte) { advance() }
    }
}
