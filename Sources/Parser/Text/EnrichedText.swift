import Core

/// Text with marks in angle brackets, of before HTML: text/enriched (RFC 1896) and text/richtext (RFC 1341).
enum EnrichedText {
    /// The text without its marks.
    static func plain(_ source: String, isRichText: Bool) -> String {
        var reader = Reader(source: Array(source.utf8), isRichText: isRichText)
        return reader.read()
    }

    private struct Reader {
        let source: [UInt8]
        let isRichText: Bool
        var position = 0
        var output: [UInt8] = []
        /// Nesting of what keeps its lines, and of what is for programs.
        var unfilled = 0
        var hidden = 0

        /// The longest mark (RFC 1896 section 2 says 60 letters).
        static let longestMark = 64

        mutating func read() -> String {
            output.reserveCapacity(source.count)
            while position < source.count {
                let byte = source[position]
                if byte == UInt8(ascii: "<") {
                    readMark()
                } else if byte == .lineFeed, unfilled == 0 {
                    readLineEnds()
                } else {
                    append(byte)
                    position += 1
                }
            }
            return String(decoding: output, as: UTF8.self)
        }

        mutating func append(_ byte: UInt8) { if hidden == 0 { output.append(byte) } }

        /// One line end is a blank, more are one fewer; in richtext all of them are a blank.
        mutating func readLineEnds() {
            let start = position
            while position < source.count, source[position] == .lineFeed { position += 1 }
            let count = position - start
            if isRichText || count == 1 { return append(.space) }
            for _ in 1..<count { append(.lineFeed) }
        }

        mutating func readMark() {
            let open = UInt8(ascii: "<")
            if position + 1 < source.count, source[position + 1] == open, !isRichText {
                append(open)
                position += 2
                return
            }
            let room = source[position..<min(source.count, position + Reader.longestMark)]
            guard let end = room.firstIndex(of: UInt8(ascii: ">")) else {
                append(open)
                position += 1
                return
            }
            apply(source[(position + 1)..<end].lowercasedASCII)
            position = end + 1
        }

        mutating func apply(_ mark: String) {
            switch mark {
            case "nofill", "verbatim": unfilled += 1
            case "/nofill", "/verbatim": unfilled = max(0, unfilled - 1)
            case "param", "comment": hidden += 1
            case "/param", "/comment": hidden = max(0, hidden - 1)
            case "lt" where isRichText: append(UInt8(ascii: "<"))
            case "nl" where isRichText, "np" where isRichText: append(.lineFeed)
            case "/paragraph" where isRichText: append(.lineFeed)
            default: break
            }
        }
    }
}
