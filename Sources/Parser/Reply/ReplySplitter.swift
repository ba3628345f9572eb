import Core

/// Tells what a sender newly wrote from the signature and from what they quoted.
///
/// Every line of the text goes to exactly one of the three. Where a quote is answered piece by piece, it stays in the
/// reply; where nothing would be left of the reply, all of the text is the reply.
struct ReplySplitter {
    /// The three parts of a text, blank lines at their ends removed.
    struct Parts: Equatable {
        var reply: String
        var signature: String?
        var quoted: String?
    }

    /// A quote with the attribution above it.
    private struct Quote {
        var range: Range<Int>
        var hasAttribution: Bool
    }

    private let lines: [Substring]
    private let marks: QuoteMarks
    /// Where everything below is quoted, with or without marks.
    private var cut: Int
    private var quotes: [Quote] = []

    /// Splits a text with LF line ends.
    static func split(_ text: String) -> Parts {
        var splitter = ReplySplitter(text)
        splitter.findQuotes()
        return splitter.parts()
    }

    private init(_ text: String) {
        lines = text.utf8.split(separator: .lineFeed, omittingEmptySubsequences: false).map { Substring($0) }
        marks = QuoteMarks(lines)
        cut = lines.count
    }

    private mutating func findQuotes() {
        var place = 0
        while place < lines.count {
            if marks.isQuoted(place) {
                place = addQuote(from: place, attributionFrom: nil)
            } else if let length = marks.attribution(at: place) {
                let next = marks.nextLine(from: place + length)
                guard next < lines.count, marks.isQuoted(next) else { return cutOff(at: place) }
                place = addQuote(from: next, attributionFrom: place)
            } else if marks.startsOriginal(at: place) {
                return cutOff(at: place)
            } else {
                place += 1
            }
        }
    }

    private mutating func cutOff(at place: Int) { cut = place }

    /// Adds the quote that starts at a place, blank lines within it included; where it ends.
    private mutating func addQuote(from start: Int, attributionFrom attribution: Int?) -> Int {
        var end = start
        var place = start
        while place < lines.count, marks.isQuoted(place) || marks.isBlank(place) {
            place += 1
            if marks.isQuoted(place - 1) { end = place }
        }
        quotes.append(Quote(range: (attribution ?? start)..<end, hasAttribution: attribution != nil))
        return end
    }

    private func parts() -> Parts {
        let removed = removedQuotes()
        var reply: [Int] = []
        var quoted: [Int] = []
        for place in lines.indices {
            let isQuoted = place >= cut || removed.contains { $0.contains(place) }
            if isQuoted { quoted.append(place) } else { reply.append(place) }
        }
        let signatureStart = self.signatureStart(in: reply)
        let parts = Parts(
            reply: text(reply.prefix(signatureStart)) ?? "", signature: text(reply.dropFirst(signatureStart)),
            quoted: text(quoted))
        guard parts.reply.isEmpty else { return parts }
        return Parts(reply: text(Array(lines.indices)) ?? "", signature: nil, quoted: nil)
    }

    /// The quotes that are no part of an answer given piece by piece.
    private func removedQuotes() -> [Range<Int>] {
        guard let last = quotes.last else { return [] }
        if !hasText(last.range.upperBound..<cut) { return [last.range] }
        guard quotes.count == 1, last.hasAttribution || !hasText(0..<last.range.lowerBound) else { return [] }
        return [last.range]
    }

    /// Whether something stands in a range that is no signature.
    private func hasText(_ range: Range<Int>) -> Bool {
        guard let first = range.first(where: { !marks.isBlank($0) }) else { return false }
        return !marks.startsSignature(at: first)
    }

    /// Where among the lines of a reply the signature starts.
    private func signatureStart(in reply: [Int]) -> Int {
        if let found = reply.lastIndex(where: { marks.isSignatureDelimiter($0) }) { return found }
        guard let last = reply.lastIndex(where: { !marks.isBlank($0) }), marks.isDeviceNote(reply[last]) else {
            return reply.count
        }
        return last
    }

    private func text(_ places: some Collection<Int>) -> String? {
        let shown = Array(places)
        guard let first = shown.firstIndex(where: { !marks.isBlank($0) }),
            let last = shown.lastIndex(where: { !marks.isBlank($0) })
        else { return nil }
        return shown[first...last].map { lines[$0] }.joined(separator: "\n")
    }
}
