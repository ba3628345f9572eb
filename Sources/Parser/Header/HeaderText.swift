import Core

/// Decodes the text of a header field: encoded words (RFC 2047), and raw octets beyond ASCII (RFC 6532, RFC 7103 7.7).
struct HeaderText {
    /// The decoded text so far.
    private var text = ""
    /// Octets of neighbouring words in one charset: a character may be split between them.
    private var pending: (charset: String, octets: [UInt8])?
    private let body: [UInt8]
    private var position = 0
    private var literalStart = 0
    /// Where the last terminator was found; there is none between that search's start and it.
    private var nextTerminator: (from: Int, at: Int?)?

    /// The text of a field body, without control characters and without white space at either end.
    static func decode(_ body: [UInt8], limits: Limits) -> String {
        var decoder = HeaderText(body)
        return decoder.decode(words: limits.encodedWords)
    }

    private init(_ body: [UInt8]) { self.body = body }

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
        if pending?.charset == word.charset {
            pending?.octets.append(contentsOf: word.octets)
        } else {
            flush()
            pending = (word.charset, word.octets)
        }
        position = word.end
        literalStart = word.end
    }

    private mutating func takeLiteral(to end: Int) {
        guard literalStart < end else { return }
        flush()
        body[literalStart..<end].withUnsafeBytes { text += Charset.decode($0, declared: nil).text }
        literalStart = end
    }

    private mutating func flush() {
        guard let word = pending else { return }
        word.octets.withUnsafeBytes { text += Charset.decode($0, declared: word.charset).text }
        pending = nil
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

    private static func clean(_ text: String) -> String {
        var bytes = Array(text.utf8)
        for place in bytes.indices where bytes[place] < 0x20 || bytes[place] == 0x7F { bytes[place] = .space }
        let trimmed = bytes.withUnsafeBytes { $0.trimmed(0..<$0.count) }
        return String(decoding: bytes[trimmed], as: UTF8.self)
    }
}
