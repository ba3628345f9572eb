import Core

/// Decodes the text of an unstructured field or of a display name: encoded words, and octets that nobody encoded.
///
/// Words are decoded wherever they stand, even within quoted strings or glued to other text, since that is how they
/// are found in mail (RFC 2047 section 5 forbids it, RFC 7103 section 7.7 allows for it).
struct HeaderText {
    /// The decoded text so far.
    private var text = ""
    /// Neighbouring words in one charset, and where they start: a character may be split between them.
    private var pending: (word: EncodedWord, start: Int)?
    private let body: [UInt8]
    /// The charset of the message's text, for octets that nobody encoded.
    private let hint: String?
    private var position = 0
    private var literalStart = 0
    /// Where the last terminator was found; there is none between that search's start and it.
    private var nextTerminator: (from: Int, at: Int?)?

    /// The text of a field body, without control characters and without white space at either end.
    static func decode(_ body: [UInt8], limits: Limits, hint: String? = nil) -> String {
        if let text = plain(body), hint == nil || !body.contains(UInt8(ascii: "+")) { return text }
        var decoder = HeaderText(body, hint: hint)
        return decoder.decode(words: limits.encodedWords)
    }

    private init(_ body: [UInt8], hint: String?) {
        self.body = body
        self.hint = hint
    }

    /// Text in printable ASCII without any encoded word, which needs no work.
    private static func plain(_ body: [UInt8]) -> String? {
        var last: UInt8 = 0
        for byte in body {
            guard byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "?") || last != UInt8(ascii: "=") else { return nil }
            last = byte
        }
        return body.withUnsafeBytes { String(decoding: $0.slice($0.trimmed(0..<$0.count)), as: UTF8.self) }
    }

    private mutating func decode(words limit: Int) -> String {
        var remaining = limit
        while remaining > 0, let start = nextWordStart() {
            guard let word = EncodedWord(in: body, at: start, terminator: { terminator(from: $0) }) else {
                position = start + 2
                continue
            }
            remaining -= 1
            take(word, from: start)
        }
        takeLiteral(to: body.count)
        flush()
        return Self.clean(text)
    }

    private mutating func take(_ word: EncodedWord, from start: Int) {
        // White space between two words is not part of the text (RFC 2047 section 6.2).
        let isAdjacent = pending != nil && body[literalStart..<start].allSatisfy(\.isWhiteSpace)
        if !isAdjacent { takeLiteral(to: start) }
        if pending?.word.charset == word.charset {
            pending?.word.append(word)
        } else {
            flush()
            pending = (word, start)
        }
        position = word.end
        literalStart = word.end
    }

    private mutating func takeLiteral(to end: Int) {
        guard literalStart < end else { return }
        flush()
        // QUIRK: headers in UTF-7 as the text is, not encoded any further.
        let isUTF7 = hint.map { CharsetName.canonical($0) == .utf7(isModified: false) } ?? false
        body[literalStart..<end].withUnsafeBytes { octets in
            text += Charset.decode(octets, declared: isUTF7 ? hint : nil, hint: hint).text
        }
        literalStart = end
    }

    private mutating func flush() {
        guard let (word, start) = pending else { return }
        pending = nil
        let decoded = word.octets.withUnsafeBytes { Charset.decode($0, declared: word.charset, hint: hint) }
        // What decodes to no text at all is not an encoded word but looks like one.
        if decoded.defect != nil, decoded.text.unicodeScalars.contains(where: Self.isControl) {
            text += String(decoding: body[start..<word.end], as: UTF8.self)
        } else {
            text += decoded.text
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 && !(0x09...0x0D).contains(scalar.value) || (0x7F...0x9F).contains(scalar.value)
    }

    private func nextWordStart() -> Int? {
        var place = position
        while place + 1 < body.count {
            if body[place] == UInt8(ascii: "="), body[place + 1] == UInt8(ascii: "?") { return place }
            place += 1
        }
        return nil
    }

    /// Remembers the last search, so that a field full of `=?` is read in linear time.
    private mutating func terminator(from start: Int) -> Int? {
        if let known = nextTerminator, start >= known.from, known.at.map({ start <= $0 }) ?? true { return known.at }
        var place = start
        while place + 1 < body.count, body[place] != UInt8(ascii: "?") || body[place + 1] != UInt8(ascii: "=") {
            place += 1
        }
        let found = place + 1 < body.count ? place : nil
        nextTerminator = (start, found)
        return found
    }

    /// Control characters and byte order marks say nothing to a reader.
    private static func clean(_ text: String) -> String {
        var text = text
        text.unicodeScalars.removeAll { $0 == "\u{FEFF}" }
        var bytes = Array(text.utf8)
        for place in bytes.indices where bytes[place] < 0x20 || bytes[place] == 0x7F { bytes[place] = .space }
        let trimmed = bytes.withUnsafeBytes { $0.trimmed(0..<$0.count) }
        return String(decoding: bytes[trimmed], as: UTF8.self)
    }
}
