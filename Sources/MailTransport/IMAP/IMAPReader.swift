import Core

/// Applies the grammar of RFC 9051 section 9 to one complete response.
///
/// Strict where a mistake would cost mail (literals, numbers, lists), lenient about spaces.
struct IMAPReader {
    /// The body of a message that was taken out of the bytes, and where.
    struct Removed {
        var position: Int
        var body: IMAPFetchData.Body
    }

    /// What stands in the way of reading on; the response is then malformed.
    struct SyntaxError: Error {}

    private let bytes: ArraySlice<UInt8>
    private let removed: Removed?
    private var position = 0

    /// Reads a whole response, whose last line end may still be there.
    static func response(of bytes: [UInt8], removed: Removed? = nil) -> IMAPResponse {
        var reader = IMAPReader(bytes: bytes.droppingLineEnd, removed: removed)
        do {
            return try reader.response()
        } catch {
            return .malformed(Array(bytes.prefix(100)))
        }
    }

    private init(bytes: ArraySlice<UInt8>, removed: Removed?) {
        self.bytes = bytes
        self.removed = removed
    }

    // MARK: Tokens

    var next: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    /// Takes `character` if it comes next.
    mutating func takes(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ character: Unicode.Scalar) throws(SyntaxError) {
        guard takes(character) else { throw SyntaxError() }
    }

    mutating func skipSpaces() {
        while takes(" ") {}
    }

    /// Everything up to a byte for which `ends` holds.
    mutating func bytes(until ends: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let start = position
        while let byte = next, !ends(byte) { position += 1 }
        return bytes[start..<position]
    }

    /// An atom, or whatever stands for one between spaces, parentheses and brackets; may be empty.
    mutating func word() -> String {
        String(decoding: bytes { " ()[]\"".utf8.contains($0) }, as: UTF8.self)
    }

    /// All words up to `end`, which is taken.
    mutating func words(until end: Unicode.Scalar) throws(SyntaxError) -> Set<String> {
        var words: Set<String> = []
        skipSpaces()
        while !takes(end) {
            let word = word()
            guard !word.isEmpty else { throw SyntaxError() }
            words.insert(word)
            skipSpaces()
        }
        return words
    }

    mutating func number<Number: FixedWidthInteger>() throws(SyntaxError) -> Number {
        let digits = bytes { !$0.isDigit }
        var value: Number = 0
        for digit in digits {
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, alsoOverflows) = product.addingReportingOverflow(Number(digit - 0x30))
            guard !overflows, !alsoOverflows else { throw SyntaxError() }
            value = sum
        }
        guard !digits.isEmpty else { throw SyntaxError() }
        return value
    }

    /// The rest of the response as text for people.
    mutating func rest() -> String {
        String(decoding: bytes { _ in false }, as: UTF8.self)
    }

    // MARK: Strings

    /// A quoted string, a literal, or NIL; a body that was taken out is given as that.
    mutating func nstring() throws(SyntaxError) -> IMAPFetchData.Body {
        switch next {
        case UInt8(ascii: "\""): return .bytes(try quoted())
        case UInt8(ascii: "{"), UInt8(ascii: "~"): return try literal()
        default:
            guard word().uppercased() == "NIL" else { throw SyntaxError() }
            return .none
        }
    }

    /// A quoted string, a literal, or an atom; `nil` for NIL.
    mutating func text() throws(SyntaxError) -> String? {
        switch next {
        case UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "~"):
            guard case .bytes(let bytes) = try nstring() else { throw SyntaxError() }
            return String(decoding: bytes, as: UTF8.self)
        default:
            let word = word()
            guard !word.isEmpty else { throw SyntaxError() }
            return word.uppercased() == "NIL" ? nil : word
        }
    }

    mutating func quoted() throws(SyntaxError) -> [UInt8] {
        try expect("\"")
        var content: [UInt8] = []
        while !takes("\"") {
            if takes("\\"), next == nil { throw SyntaxError() }
            guard let byte = next, byte != 0x0A, byte != 0x0D else { throw SyntaxError() }
            content.append(byte)
            position += 1
        }
        return content
    }

    private mutating func literal() throws(SyntaxError) -> IMAPFetchData.Body {
        _ = takes("~")
        try expect("{")
        let size: Int = try number()
        try expect("}")
        _ = takes("\r")
        try expect("\n")
        if let removed, removed.position == position { return removed.body }
        guard size <= bytes.endIndex - position else { throw SyntaxError() }
        defer { position += size }
        return .bytes(Array(bytes[position..<(position + size)]))
    }

    /// Passes over one value, or a list of any depth.
    mutating func skipValue() throws(SyntaxError) {
        var depth = 0
        repeat {
            skipSpaces()
            switch next {
            case nil: throw SyntaxError()
            case UInt8(ascii: "("):
                position += 1
                depth += 1
            case UInt8(ascii: ")"):
                guard depth > 0 else { throw SyntaxError() }
                position += 1
                depth -= 1
            case UInt8(ascii: "\""): _ = try quoted()
            case UInt8(ascii: "{"): _ = try literal()
            default: try skipWord()
            }
        } while depth > 0
    }

    private mutating func skipWord() throws(SyntaxError) {
        guard !bytes(until: { " ()\"".utf8.contains($0) }).isEmpty else { throw SyntaxError() }
    }
}
