import Core

/// Finds the phrases of a list within a text in one pass; a `*` within a phrase stands for a few words.
///
/// Phrases are ASCII or UTF-8 in small letters, as ``PhraseText`` writes a text. Each is found by its first two octets,
/// so that the work for an octet of the text is that for the few phrases which begin so.
struct PhraseTable: Sendable {
    private struct Phrase: Sendable {
        var head: [UInt8]
        /// What must follow the star.
        var tail: [UInt8]
        var value: Int
    }

    /// How far behind the first half of a phrase the second one may begin.
    private static let gap = 160

    /// The phrases, ordered by their first two octets.
    private let phrases: [Phrase]
    /// The third octet of each phrase, to pass over most without a look at them; 0 for those that have none.
    private let thirds: [UInt8]
    /// For each pair of octets, where its phrases begin in ``phrases``.
    private let starts: [Int32]
    /// A bit for each pair of octets with which a phrase begins: small enough to stay at hand.
    private let pairs: [UInt64]
    /// The value of each phrase, and the smallest one.
    private let values: [Int]
    private let least: Int

    /// A table of phrases with a value for each; those shorter than two octets are left out.
    init(_ list: [(phrase: String, value: Int)]) {
        let all = list.map(Self.phrase).filter { $0.head.count >= 2 }
        phrases = all.sorted { Self.key($0.head, 0) < Self.key($1.head, 0) }
        thirds = phrases.map { $0.head.count > 2 ? $0.head[2] : 0 }
        var starts = [Int32](repeating: 0, count: (1 << 16) + 1)
        for phrase in phrases { starts[Self.key(phrase.head, 0) + 1] += 1 }
        for place in 1..<starts.count { starts[place] += starts[place - 1] }
        self.starts = starts
        var pairs = [UInt64](repeating: 0, count: 1 << 10)
        for phrase in phrases {
            let key = Self.key(phrase.head, 0)
            pairs[key >> 6] |= 1 << UInt64(key & 63)
        }
        self.pairs = pairs
        values = phrases.map(\.value)
        least = values.min() ?? 0
    }

    /// A table of phrases that are only looked for.
    init(_ phrases: [String]) { self.init(phrases.map { ($0, 0) }) }

    private static func phrase(_ phrase: String, _ value: Int) -> Phrase {
        let halves = phrase.utf8.split(separator: UInt8(ascii: "*"), maxSplits: 1)
        let head = halves.first.map(Array.init) ?? []
        return Phrase(head: head, tail: halves.count > 1 ? Array(halves[1]) : [], value: value)
    }

    private static func key(_ octets: [UInt8], _ place: Int) -> Int { Int(octets[place]) << 8 | Int(octets[place + 1]) }

    /// The smallest value of the phrases that stand in a text, if there is one.
    func smallest(in text: [UInt8]) -> Int? {
        var best: Int?
        search(text, where: { values[$0] < best ?? .max }) { index in
            best = values[index]
            return values[index] > least
        }
        return best
    }

    /// How many of the phrases stand in a text; counting ends at `most`.
    func count(in text: [UInt8], most: Int) -> Int {
        var found: [Int] = []
        search(text, where: { !found.contains($0) }) { index in
            found.append(index)
            return found.count < most
        }
        return found.count
    }

    /// Whether any phrase stands in a text.
    func matches(_ text: [UInt8]) -> Bool {
        var isFound = false
        search(text, where: { _ in true }) { _ in
            isFound = true
            return false
        }
        return isFound
    }

    /// Finds the phrases that are wanted, by their number, as long as `goesOn` says so of each that stands in a text.
    private func search(_ text: [UInt8], where isWanted: (Int) -> Bool, _ goesOn: (Int) -> Bool) {
        guard text.count >= 2 else { return }
        for place in 0..<text.count - 1 {
            let key = Self.key(text, place)
            guard pairs[key >> 6] >> UInt64(key & 63) & 1 != 0 else { continue }
            let third = place + 2 < text.count ? text[place + 2] : 0
            for index in Int(starts[key])..<Int(starts[key + 1]) where thirds[index] == third || thirds[index] == 0 {
                guard isWanted(index), Self.stands(phrases[index], in: text, at: place) else { continue }
                if !goesOn(index) { return }
            }
        }
    }

    /// Whether a text begins with one of the phrases.
    func matchesPrefix(of text: [UInt8]) -> Bool {
        guard text.count >= 2 else { return false }
        let key = Self.key(text, 0)
        return phrases[Int(starts[key])..<Int(starts[key + 1])].contains { Self.stands($0, in: text, at: 0) }
    }

    private static func stands(_ phrase: Phrase, in text: [UInt8], at place: Int) -> Bool {
        guard has(phrase.head, in: text, at: place) else { return false }
        guard let first = phrase.tail.first else { return true }
        let from = place + phrase.head.count
        let end = min(from + gap, text.count)
        return (from..<max(from, end)).contains { text[$0] == first && has(phrase.tail, in: text, at: $0) }
    }

    private static func has(_ wanted: [UInt8], in text: [UInt8], at place: Int) -> Bool {
        guard wanted.count <= text.count - place else { return false }
        for offset in 0..<wanted.count where text[place + offset] != wanted[offset] { return false }
        return true
    }
}
