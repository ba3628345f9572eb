/// A template cut at its tags, in their order.
struct TemplatePieces {
    /// A tag, and the text up to the next one.
    struct Piece {
        /// What stands between the braces.
        let tag: Substring
        let line: Int
        fileprivate(set) var text: Substring
        /// The white space before the tag, if it has a line of its own.
        fileprivate(set) var indentation = ""

        /// Whether the tag prints nothing in its place, so that it may have a line of its own.
        fileprivate var isSilent: Bool { tag.first.map { "#^/<>$!".contains($0) } ?? false }
    }

    /// The text before the first tag.
    private(set) var head: Substring
    private(set) var tags: [Piece] = []

    /// Cuts a text whose lines end in LF; its first line has that number.
    init(_ text: String, firstLine: Int) throws(TemplateSyntax.Failure) {
        let chunks = text[...].cutAtPairs(of: UInt8(ascii: "{"))
        head = chunks[0]
        var line = firstLine + head.lineEnds
        for chunk in chunks.dropFirst() {
            guard let end = chunk.firstPair(of: UInt8(ascii: "}")) else {
                throw TemplateSyntax.Failure(
                    line: line, what: "a tag is opened and not closed", remedy: "close it with }}")
            }
            tags.append(Piece(tag: chunk[..<end.lowerBound], line: line, text: chunk[end.upperBound...]))
            line += chunk.lineEnds
        }
    }

    /// Takes away the lines that have nothing but one tag which prints nothing.
    mutating func dropLinesOfTags() {
        var before = LineStart(of: head, isFirst: true)
        for index in tags.indices {
            let after = LineEnd(of: tags[index].text, isLast: index == tags.count - 1)
            let start = before
            before = LineStart(of: tags[index].text, isFirst: false)
            guard tags[index].isSilent, let blank = start.blank, let rest = after.rest else { continue }
            tags[index].indentation = String(blank)
            tags[index].text = rest
            if index == 0 { head.removeLast(blank.count) } else { tags[index - 1].text.removeLast(blank.count) }
        }
    }

    /// What stands before a tag in its line.
    private struct LineStart {
        /// The white space, if it is nothing else.
        let blank: Substring?

        init(of text: Substring, isFirst: Bool) {
            let end = text.utf8.lastIndex(of: 0x0A)
            let line = end.map { text[text.index(after: $0)...] } ?? text
            blank = (end != nil || isFirst) && line.isBlank ? line : nil
        }
    }

    /// What stands behind a tag in its line.
    private struct LineEnd {
        /// The lines behind it, if there is only white space in this one.
        let rest: Substring?

        init(of text: Substring, isLast: Bool) {
            let end = text.utf8.firstIndex(of: 0x0A)
            let line = end.map { text[..<$0] } ?? text
            let rest = end.map { text[text.index(after: $0)...] } ?? ""
            self.rest = (end != nil || isLast) && line.isBlank ? rest : nil
        }
    }
}

extension Substring {
    /// Where two of these octets stand next to each other.
    fileprivate func firstPair(of byte: UInt8) -> Range<Index>? {
        var start = startIndex
        while let first = utf8[start...].firstIndex(of: byte) {
            let second = utf8.index(after: first)
            guard second < endIndex else { return nil }
            if utf8[second] == byte { return first..<utf8.index(after: second) }
            start = second
        }
        return nil
    }

    /// What stands between such pairs.
    fileprivate func cutAtPairs(of byte: UInt8) -> [Substring] {
        var chunks: [Substring] = []
        var rest = self
        while let pair = rest.firstPair(of: byte) {
            chunks.append(rest[..<pair.lowerBound])
            rest = rest[pair.upperBound...]
        }
        return chunks + [rest]
    }

    fileprivate var lineEnds: Int { utf8.count { $0 == 0x0A } }

    fileprivate var isBlank: Bool { utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
}
