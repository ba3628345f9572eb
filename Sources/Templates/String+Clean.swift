internal import Core

extension String {
    /// The text as one line of no more than `limit` scalars: white space and controls become single spaces.
    func oneLine(limit: Int) -> String {
        if isPlainLine, utf8.count <= limit { return self }
        var line = UnicodeScalarView()
        var isSpaceDue = false
        var count = 0
        for scalar in unicodeScalars where !scalar.turnsDirection {
            if scalar.isSpaceOrControl {
                isSpaceDue = !line.isEmpty
            } else {
                if isSpaceDue { line.append(" ") }
                count += isSpaceDue ? 2 : 1
                isSpaceDue = false
                line.append(scalar)
                // What lies behind is cut off.
                if count > limit { break }
            }
        }
        return String(line).cut(to: limit)
    }

    /// Whether it is printable ASCII with single spaces between words: most names and subjects are.
    private var isPlainLine: Bool {
        var previous: UInt8 = 0x20
        for byte in utf8 {
            guard byte >= 0x20, byte < 0x7F, byte != 0x20 || previous != 0x20 else { return false }
            previous = byte
        }
        return isEmpty || previous != 0x20
    }

    /// The lines of the text without white space at their ends, and without blank ones around them.
    ///
    /// A terminal obeys control characters, so none but the tab is left.
    var cleanLines: [String] {
        var text = self
        return text.withUTF8 { text in
            var lines: [String] = []
            for line in text.pieces(at: 0x0A) {
                if line.allSatisfy(\.standsInCleanLine) {
                    lines.append(line.withoutTrailingSpace)
                } else {
                    let line = line.last == 0x0D ? UnsafeBufferPointer(rebasing: line.dropLast()) : line
                    lines += String(decoding: line, as: UTF8.self).cleanedLines
                }
            }
            return lines.trimmed
        }
    }

    /// Those lines as one text.
    var cleanText: String {
        var text = self
        return text.withUTF8 { $0.isCleanText } ? text : cleanLines.joined(separator: "\n")
    }

    /// The lines of a text that may have all of Unicode's line ends in it but CRLF and LF.
    private var cleanedLines: [String] {
        unicodeScalars.split(omittingEmptySubsequences: false, whereSeparator: \.endsLine).map(\.cleanLine)
    }

    /// As many whole characters as fit into that number of scalars: one character may be thousands of them.
    private func cut(to limit: Int) -> String {
        guard unicodeScalars.count > limit else { return self }
        // Each octet is a character then: there is no CR in a line.
        if utf8.allSatisfy({ $0 < 0x80 }) { return String(decoding: utf8.prefix(limit - 1), as: UTF8.self) + "…" }
        var room = limit - 1
        let whole = prefix { character in
            room -= character.unicodeScalars.count
            return room >= 0
        }
        return whole + "…"
    }
}

extension Substring.UnicodeScalarView {
    /// A line without what no line of a mail should have.
    fileprivate var cleanLine: String {
        guard contains(where: { $0.turnsDirection || ($0.isControl && $0 != "\t") }) else {
            return withoutTrailingSpace
        }
        var line = Substring.UnicodeScalarView()
        for scalar in self where !scalar.turnsDirection {
            line.append(scalar.isControl && scalar != "\t" ? " " : scalar)
        }
        return line.withoutTrailingSpace
    }

    private var withoutTrailingSpace: String {
        guard let last = lastIndex(where: { !$0.isSpaceOrControl }) else { return "" }
        return String(Substring(self[...last]))
    }
}

extension [String] {
    fileprivate var trimmed: [String] {
        guard let first = firstIndex(where: { !$0.isEmpty }), let last = lastIndex(where: { !$0.isEmpty }) else {
            return []
        }
        return Array(self[first...last])
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The line without the spaces at its end, where there is no other white space than that of ASCII.
    fileprivate var withoutTrailingSpace: String {
        lastIndex { !$0.isSpaceOrTab }.map { String(decoding: self[...$0], as: UTF8.self) } ?? ""
    }

    /// Whether it is what its clean lines make: most texts were cleaned when they came in.
    fileprivate var isCleanText: Bool {
        var previous: UInt8 = 0x0A
        for byte in self {
            guard byte.standsInCleanLine || (byte == 0x0A && !previous.isSpaceOrTab) else { return false }
            previous = byte
        }
        return isEmpty || (first != 0x0A && previous != 0x0A && !previous.isSpaceOrTab)
    }
}

extension UInt8 {
    fileprivate var isSpaceOrTab: Bool { self == 0x20 || self == 0x09 }

    /// Tab, printable ASCII, and the letters from U+00C0 to U+07FF: most texts are nothing else.
    fileprivate var standsInCleanLine: Bool {
        switch self {
        case 0x09, 0x20...0x7E, 0x80...0xBF, 0xC3...0xDF: true
        default: false
        }
    }
}

extension Unicode.Scalar {
    /// C0, DEL and C1.
    fileprivate var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }

    fileprivate var isSpaceOrControl: Bool {
        isASCII ? value <= 0x20 || value == 0x7F : isControl || properties.isWhitespace
    }

    /// One of the line ends of Unicode (UAX #14: BK, CR, LF, NL).
    fileprivate var endsLine: Bool {
        switch value {
        case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    /// An embedding, override or isolate, which would turn the direction of what follows (UAX #9).
    fileprivate var turnsDirection: Bool { (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value) }
}
