/// Phrases that a text may begin with, found by their first octet.
struct PhrasePrefixes: Sendable {
    private let phrases: [[[UInt8]]]

    /// A list of phrases in small letters, none of them empty.
    init(_ texts: String...) {
        var phrases = [[[UInt8]]](repeating: [], count: 256)
        for text in texts {
            if let first = text.utf8.first { phrases[Int(first)].append(Array(text.utf8)) }
        }
        self.phrases = phrases
    }

    /// The phrases that begin as a text does, with their first octet.
    func candidates(for text: FoldedText) -> [[UInt8]] { text.octets.first.map { phrases[Int($0)] } ?? [] }

    /// Whether a text begins with one of the phrases.
    func begin(_ text: FoldedText) -> Bool { candidates(for: text).contains { text.hasPrefix($0) } }
}
