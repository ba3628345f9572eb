import Core

/// Whether the plain and the HTML form of a body say the same (RFC 2046 section 5.1.4 says that they should).
///
/// A program shows one of them, a person sees the other: who writes two different letters has something in mind. Only
/// what is nothing like each other counts, since many mails have no more than a remark as their plain form.
enum AlternativeComparison {
    /// Octets of plain text that are looked at.
    private static let plainOctets = 4 << 10
    /// Octets of markup that are looked at.
    private static let markupOctets = 64 << 10
    /// A text with fewer different words is too short to tell.
    private static let fewestWords = 20
    /// Which part of the words of the shorter text has to stand in the other too.
    private static let sharedPart = 5

    /// Whether plain text and sanitised markup have hardly a word in common.
    static func differ(plain: String, markup: String) -> Bool {
        let plainWords = words(plain, limit: plainOctets, isMarkup: false)
        guard plainWords.count >= fewestWords else { return false }
        // Enough of them are soon found where the two are alike.
        let enough = (plainWords.count + sharedPart - 1) / sharedPart
        let markupWords = words(markup, limit: markupOctets, isMarkup: true, until: enough, of: plainWords)
        guard markupWords.count >= fewestWords else { return false }
        let fewer = min(plainWords.count, markupWords.count)
        return plainWords.intersection(markupWords).count * sharedPart < fewer
    }

    /// The words of a text, each as a number; no more once `enough` of some known ones have been found.
    private static func words(
        _ text: String, limit: Int, isMarkup: Bool, until enough: Int = .max, of known: Set<UInt64> = []
    ) -> Set<UInt64> {
        var text = text
        return text.withUTF8 { octets in
            var reader = WordReader(Octets(octets).slice(0..<limit), isMarkup: isMarkup, known: known)
            return reader.read(until: enough)
        }
    }
}

/// Reads the words of a text; small ones, that stand in every text, are left out.
private struct WordReader {
    private let octets: Octets
    private let isMarkup: Bool
    private let known: Set<UInt64>
    private var words: Set<UInt64> = []
    /// How many of the words are known ones.
    private var found = 0
    private var hash = seed
    private var length = 0

    /// The numbers of the hash function FNV-1a.
    private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325
    private static let factor: UInt64 = 0x100_0000_01B3
    /// Octets of the shortest word that counts.
    private static let shortest = 4

    init(_ octets: Octets, isMarkup: Bool, known: Set<UInt64>) {
        self.octets = octets
        self.isMarkup = isMarkup
        self.known = known
    }

    mutating func read(until enough: Int) -> Set<UInt64> {
        var place = 0
        while place < octets.count, found < enough { place = step(place) }
        endWord()
        return words
    }

    /// Reads what stands at a place; where the next thing stands.
    private mutating func step(_ place: Int) -> Int {
        let byte = octets[place]
        switch byte {
        case UInt8(ascii: "<") where isMarkup:
            endWord()
            return octets.firstIndex(of: UInt8(ascii: ">"), in: place..<octets.count).map { $0 + 1 } ?? octets.count
        case UInt8(ascii: "&") where isMarkup:
            endWord()
            return octets.firstIndex(of: UInt8(ascii: ";"), in: place..<octets.count).map { $0 + 1 } ?? octets.count
        case UInt8(ascii: ":") where octets.hasPrefix([0x2F, 0x2F], at: place + 1):
            // Where a link leads stands in the plain form only.
            (hash, length) = (Self.seed, 0)
            return octets[place...].firstIndex(where: \.isWhiteSpace) ?? octets.count
        case 0xE3...0xED:
            return readIdeograph(place)
        case 0xC2, 0xE2:
            // No-break spaces and punctuation.
            endWord()
            return place + (byte == 0xC2 ? 2 : 3)
        default:
            guard byte.isLetter || byte.isDigit || byte >= 0x80 else {
                endWord()
                return place + 1
            }
            return readLetters(place)
        }
    }

    /// Reads an octet, and the letters and figures of ASCII behind it.
    private mutating func readLetters(_ start: Int) -> Int {
        add(octets[start].asciiLowercased)
        var place = start + 1
        while place < octets.count, octets[place].isLetter || octets[place].isDigit {
            add(octets[place].asciiLowercased)
            place += 1
        }
        return place
    }

    /// Chinese, Japanese and Korean have no blanks: each character counts for itself.
    private mutating func readIdeograph(_ place: Int) -> Int {
        endWord()
        let end = min(place + 3, octets.count)
        for byte in octets[place..<end] { add(byte) }
        length = Self.shortest
        endWord()
        return end
    }

    private mutating func add(_ byte: UInt8) {
        hash = (hash ^ UInt64(byte)) &* Self.factor
        length += 1
    }

    private mutating func endWord() {
        if length >= Self.shortest, words.insert(hash).inserted, known.contains(hash) { found += 1 }
        (hash, length) = (Self.seed, 0)
    }
}
