/// The words of a structured field body, comments left out (RFC 5322 section 3.2).
struct StructuredField {
    enum Token: Equatable {
        case word(String)
        case semicolon, equals
    }

    /// How deeply comments may lie in one another.
    private static let commentDepth = 16

    /// The tokens of a body, or `nil` when a comment or a quoted string does not end.
    ///
    /// A `=` inside the value of a property (as in base64) belongs to the value.
    static func tokens(of body: String) -> [Token]? {
        var scanner = StructuredField(bytes: Array(body.utf8))
        return scanner.scan()
    }

    private let bytes: [UInt8]
    private var position = 0
    private var tokens: [Token] = []

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func scan() -> [Token]? {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), 13, 10: position += 1
            case UInt8(ascii: "("): if !skipComment() { return nil }
            case UInt8(ascii: ";"): add(.semicolon)
            case UInt8(ascii: "="): add(.equals)
            case UInt8(ascii: "\""):
                guard let text = quotedString() else { return nil }
                tokens.append(.word(text))
            default: tokens.append(.word(word()))
            }
        }
        return tokens
    }

    private mutating func add(_ token: Token) {
        tokens.append(token)
        position += 1
    }

    private mutating func skipComment() -> Bool {
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            case UInt8(ascii: "\\"): position += 1
            default: break
            }
            position += 1
            if depth == 0 { return true }
            if depth > Self.commentDepth { return false }
        }
        return false
    }

    private mutating func quotedString() -> String? {
        var text: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
            if byte == UInt8(ascii: "\\"), position < bytes.count {
                text.append(bytes[position])
                position += 1
            } else {
                text.append(byte)
            }
        }
        return nil
    }

    private mutating func word() -> String {
        let start = position
        let isValue = tokens.last == .equals
        while position < bytes.count, !ends(bytes[position], isValue: isValue) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private func ends(_ byte: UInt8, isValue: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), 13, 10, UInt8(ascii: "("), UInt8(ascii: ";"), UInt8(ascii: "\""):
            true
        case UInt8(ascii: "="): !isValue
        default: false
        }
    }
}
