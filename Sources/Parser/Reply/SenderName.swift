import Core

/// The words by which a sender signs.
struct SenderName {
    /// The words of the name, in small letters; of the address, if there is no name.
    private let words: Set<[UInt8]>

    init(_ from: [NamedAddress]) {
        var words: Set<[UInt8]> = []
        for address in from.prefix(2) {
            let local = address.address.utf8.prefix { $0 != UInt8(ascii: "@") }
            let source = address.name.flatMap { $0.isBlank ? nil : $0 } ?? String(Substring(local))
            words.formUnion(Self.words(FoldedText(source.utf8.prefix(200))).filter { $0.count > 1 })
        }
        self.words = words
    }

    /// Whether a line is the sender's name, and nothing else.
    func isName(_ line: FoldedText) -> Bool {
        let found = Self.words(line).filter { $0.count > 1 }
        return !words.isEmpty && !found.isEmpty && found.count <= 6 && found.allSatisfy { words.contains($0) }
    }

    /// Whether the sender's name stands in a short line.
    func isNamed(in line: FoldedText) -> Bool {
        let found = Self.words(line)
        return found.count <= 7 && found.contains { words.contains($0) }
    }

    private static func words(_ text: FoldedText) -> [[UInt8]] {
        text.octets.split { !$0.isLetter && $0 < 0x80 }.map { Array($0) }
    }
}
