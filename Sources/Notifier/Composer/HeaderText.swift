internal import Core

/// Free text as words of a header field: as it is where that is safe, else as encoded words.
enum HeaderText {
    /// Words of an unstructured field body (RFC 5322 section 3.2.5), of which the first starts at column `start`.
    static func unstructured(_ text: String, after start: Int) -> [String] {
        let line = text.onOneLine
        let words = line.wordsKeepingSpaces
        let isSafe = line.isPrintableASCII && words.allSatisfy { $0.utf8.count <= longestWord }
        return isSafe ? words : EncodedWord.words(for: line, after: start)
    }

    /// Words of a phrase (RFC 5322 section 3.2.5), of which the first starts at column `start`.
    static func phrase(_ text: String, after start: Int) -> [String] {
        let line = text.onOneLine
        if line.isEmpty { return [] }
        let words = line.wordsAtEachSpace
        if words.allSatisfy(\.isShortAtom), line.isPrintableASCII { return words }
        let quoted = line.asQuotedString
        let isSafe = line.isPrintableASCII && quoted.utf8.count <= longestWord
        return isSafe ? [quoted] : EncodedWord.words(for: line, after: start)
    }

    /// What stands on the first line with any field name of ours.
    fileprivate static let longestWord = 64
}

extension String {
    /// Whether a reader takes the text for what it says: printable ASCII, and nothing that looks like an encoded word.
    fileprivate var isPrintableASCII: Bool {
        var previous: UInt8 = 0
        for byte in utf8 {
            guard byte >= 0x20, byte < 0x7F, previous != UInt8(ascii: "=") || byte != UInt8(ascii: "?") else {
                return false
            }
            previous = byte
        }
        return true
    }

    /// The words between single spaces; further spaces stay in front of the word that follows them, for a line of
    /// nothing but spaces must not come about.
    fileprivate var wordsKeepingSpaces: [String] {
        var words: [String] = []
        var spaces = ""
        for word in wordsAtEachSpace {
            if word.isEmpty {
                spaces += " "
            } else {
                words.append(spaces + word)
                spaces = ""
            }
        }
        return words
    }

    fileprivate var wordsAtEachSpace: [String] {
        var text = self
        return text.withUTF8 { $0.pieces(at: 0x20).map { String(decoding: $0, as: UTF8.self) } }
    }

    /// RFC 5322 section 3.2.3, in ASCII.
    fileprivate var isShortAtom: Bool {
        !isEmpty && utf8.count <= HeaderText.longestWord && utf8.allSatisfy { $0.isASCIIAlphanumeric || $0.isAtomMark }
    }

    /// RFC 5322 section 3.2.4.
    fileprivate var asQuotedString: String {
        var quoted = "\""
        for character in self {
            if character == "\"" || character == "\\" { quoted.append("\\") }
            quoted.append(character)
        }
        return quoted + "\""
    }
}

extension UInt8 {
    var isASCIIAlphanumeric: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    fileprivate var isAtomMark: Bool { "!#$%&'*+-/=?^_`{|}~".utf8.contains(self) }
}
