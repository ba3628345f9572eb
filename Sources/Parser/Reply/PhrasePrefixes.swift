import Core

/// Phrases that a text may begin with, found by their first octet.
struct PhrasePrefixes: Sendable {
    private let phrases: [[[UInt8]]]

    /// A list of phrases in small letters, none of them empty.
    init(_ texts: String...) { self.init(texts.map { Array($0.utf8) }) }

    /// A list of phrases in small letters, none of them empty.
    init(_ texts: [[UInt8]]) {
        var phrases = [[[UInt8]]](repeating: [], count: 256)
        for text in texts {
            if let first = text.first { phrases[Int(first)].append(text) }
        }
        self.phrases = phrases
    }

    /// Whether a text that is not folded may begin with one of the phrases, going by its first two octets.
    func mayBegin(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first, let second = text.dropFirst().first else { return false }
        return phrases[Int(first.asciiLowercased)].contains { $0.count > 1 && $0[1] == second.asciiLowercased }
    }

    /// The phrases that begin as a text does, with their first octet.
    func candidates(for text: FoldedText) -> [[UInt8]] { text.octets.first.map { phrases[Int($0)] } ?? [] }

    /// Whether a text begins with one of the phrases.
    func begin(_ text: FoldedText) -> Bool { candidates(for: text).contains { text.hasPrefix($0) } }
}
