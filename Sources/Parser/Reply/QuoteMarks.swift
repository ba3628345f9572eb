import Core

/// Recognises the lines by which mail programs set off what is quoted, signed or forwarded.
struct QuoteMarks {
    /// How many octets a line has that is read as a mark.
    private static let markLength = 6...300
    /// Over how many lines an attribution may be wrapped.
    private static let attributionLines = 3
    /// How many lines the fields above a quoted message take.
    private static let headerLines = 8

    private let lines: [Substring]
    private let kinds: [Kind]
    /// What each line is called that may stand above a quoted message.
    private let labels: [QuotePhrases.Label?]

    private enum Kind { case blank, quoted, text }

    init(_ lines: [Substring]) {
        self.lines = lines
        kinds = lines.map { line in
            guard let first = line.utf8.first(where: { !$0.isWhiteSpace }) else { return .blank }
            return first == UInt8(ascii: ">") ? .quoted : .text
        }
        labels = lines.map { line in
            Self.markLength.contains(line.utf8.count) ? QuotePhrases.label(of: Self.trimmed(line)) : nil
        }
    }

    func isBlank(_ place: Int) -> Bool { kinds[place] == .blank }

    func isQuoted(_ place: Int) -> Bool { kinds[place] == .quoted }

    /// The first line from a place on that is not blank.
    func nextLine(from start: Int) -> Int {
        var place = start
        while place < lines.count, kinds[place] == .blank { place += 1 }
        return place
    }

    /// How many lines the attribution at a place takes, such as `On … wrote:`; `nil` where there is none.
    func attribution(at place: Int) -> Int? {
        guard kinds[place] == .text, canBeMark(place) else { return nil }
        let first = trimmed(place)
        guard QuotePhrases.endsWithColon(first) || QuotePhrases.startsAttribution(first) else { return nil }
        var joined = ""
        for length in 1...Self.attributionLines where place + length <= lines.count {
            let line = place + length - 1
            guard kinds[line] == .text, canBeMark(line) else { return nil }
            joined += (joined.isEmpty ? "" : " ") + trimmed(line)
            if length > 1, !QuotePhrases.startsAttribution(first) { return nil }
            let next = nextLine(from: line + 1)
            let isAboveQuote = next < lines.count && kinds[next] == .quoted
            if QuotePhrases.isAttribution(joined, isAboveQuote: isAboveQuote) { return length }
        }
        return nil
    }

    /// Whether a message quoted without marks starts here: `-----Original Message-----`, or its From, Sent, To, Subject.
    func startsOriginal(at place: Int) -> Bool {
        guard kinds[place] == .text, canBeMark(place) else { return false }
        if QuotePhrases.isSeparator(trimmed(place)) { return true }
        let first = isRule(place) ? nextLine(from: place + 1) : place
        return first < lines.count && startsHeaderBlock(at: first)
    }

    /// `-- ` alone on a line (RFC 3676 section 4.3); many programs lose the blank.
    func isSignatureDelimiter(_ place: Int) -> Bool { lines[place].utf8.count <= 4 && trimmed(place) == "--" }

    /// A line that a telephone puts below what was written.
    func isDeviceNote(_ place: Int) -> Bool { canBeMark(place) && QuotePhrases.isDeviceNote(trimmed(place)) }

    func startsSignature(at place: Int) -> Bool { isSignatureDelimiter(place) || isDeviceNote(place) }

    private func canBeMark(_ place: Int) -> Bool { Self.markLength.contains(lines[place].utf8.count) }

    private func trimmed(_ place: Int) -> Substring { Self.trimmed(lines[place]) }

    private static func trimmed(_ line: Substring) -> Substring {
        let octets = line.utf8
        let start = octets.firstIndex { !$0.isWhiteSpace } ?? octets.endIndex
        let end = octets.lastIndex { !$0.isWhiteSpace }.map { octets.index(after: $0) } ?? start
        return line[start..<end]
    }

    private func isRule(_ place: Int) -> Bool {
        let line = trimmed(place).utf8
        return line.count >= 10 && line.allSatisfy { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    }

    /// At least three different fields close together, one of which says who wrote.
    private func startsHeaderBlock(at place: Int) -> Bool {
        guard labels[place] != nil else { return false }
        let end = min(lines.count, place + Self.headerLines)
        let found = Set(labels[place..<end].compactMap { $0 })
        return found.count >= 3 && found.contains(.author)
    }
}
