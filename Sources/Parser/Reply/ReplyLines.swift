import Core

/// The lines of a text, and how each begins.
struct ReplyLines {
    /// One line; two, where an attribution follows other text on it.
    private struct Line {
        /// Where it stands, without its end.
        var range: Range<Int>
        /// The same without quote marks, and without white space on either side.
        var content: Range<Int>
        /// How many quote marks it has.
        var depth: Int
    }

    /// How many octets a line has that is read as a mark.
    static let longestMark = 500

    private let octets: [UInt8]
    private var lines: [Line] = []
    /// Which lines an attribution may begin with; most are prose, of which this is told without comparing any words.
    private var attributable: [Bool] = []
    /// Those lines folded once; the others are folded when somebody asks for them.
    private var foldedLines: [FoldedText?] = []
    /// What the HTML said of each line; empty for plain text.
    private var roles: [TextMark.Roles] = []

    /// Reads a text with LF line ends, and what its HTML said of the lines.
    init(_ text: String, marks: [TextMark] = []) {
        octets = Array(text.utf8)
        octets.withUnsafeBytes { octets in
            var start = 0
            while start <= octets.count {
                let end = octets.firstIndex(of: .lineFeed, in: start..<octets.count) ?? octets.count
                lines.append(Self.line(octets, start..<end))
                start = end + 1
            }
        }
        if !marks.isEmpty { roles = TextMark.roles(marks, count: lines.count) }
        unquoteCitations()
        splitSharedLines()
        findAttributable()
        foldedLines = lines.indices.map { attributable[$0] ? fold($0) : nil }
    }

    var count: Int { lines.count }

    /// Whether the text comes of HTML that says something of its lines.
    var hasRoles: Bool { !roles.isEmpty }

    /// How many quote marks a line has.
    func depth(_ place: Int) -> Int { lines[place].depth }

    func isBlank(_ place: Int) -> Bool { lines[place].depth == 0 && lines[place].content.isEmpty }

    func isQuoted(_ place: Int) -> Bool { lines[place].depth > 0 }

    /// Whether a line has text that nobody quotes.
    func isText(_ place: Int) -> Bool { lines[place].depth == 0 && !lines[place].content.isEmpty }

    func roles(_ place: Int) -> TextMark.Roles { place < roles.count ? roles[place] : [] }

    /// The first line from a place on that is not blank.
    func nextLine(from start: Int) -> Int {
        var place = start
        while place < lines.count, isBlank(place) { place += 1 }
        return place
    }

    /// How many octets a line has without quote marks and white space.
    func length(_ place: Int) -> Int { lines[place].content.count }

    /// The octets of a line without quote marks and white space.
    func content(_ place: Int) -> ArraySlice<UInt8> { octets[lines[place].content] }

    /// A line ready to be compared; empty if it is too long to be a mark.
    func folded(_ place: Int) -> FoldedText { foldedLines[place] ?? fold(place) }

    /// Whether an attribution may begin with a line.
    func mayAttribute(_ place: Int) -> Bool { attributable[place] }

    private func fold(_ place: Int) -> FoldedText {
        FoldedText(length(place) > Self.longestMark ? [] : content(place))
    }

    /// The lines of a text from the first to the last that is not blank, or `nil` where all are.
    func text(_ places: some BidirectionalCollection<Int>) -> String? {
        guard let first = places.firstIndex(where: { !isBlank($0) }),
            let last = places.lastIndex(where: { !isBlank($0) })
        else { return nil }
        var output: [UInt8] = []
        for place in places[first...last] {
            if !output.isEmpty { output.append(.lineFeed) }
            output.append(contentsOf: octets[lines[place].range])
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func line(_ octets: Octets, _ range: Range<Int>) -> Line {
        var place = range.lowerBound
        var depth = 0
        while place < range.upperBound, octets[place].isBlank || octets[place] == UInt8(ascii: ">") {
            if octets[place] == UInt8(ascii: ">") { depth += 1 }
            place += 1
        }
        return Line(range: range, content: trimmed(octets, place..<range.upperBound), depth: depth)
    }

    /// A range without white space and no-break spaces on either side.
    private static func trimmed(_ octets: Octets, _ range: Range<Int>) -> Range<Int> {
        var range = octets.trimmed(range)
        while range.count >= 2, octets[range.lowerBound] == 0xC2, octets[range.lowerBound + 1] == 0xA0 {
            range = octets.trimmed((range.lowerBound + 2)..<range.upperBound)
        }
        while range.count >= 2, octets[range.upperBound - 2] == 0xC2, octets[range.upperBound - 1] == 0xA0 {
            range = octets.trimmed(range.lowerBound..<(range.upperBound - 2))
        }
        return range
    }

    /// An attribution begins with a figure, or few lines above one that ends as attributions do, or that is quoted.
    private mutating func findAttributable() {
        attributable = Array(repeating: false, count: lines.count)
        var distance = Attribution.mostLines + 1
        for place in lines.indices.reversed() where !isBlank(place) {
            let line = content(place)
            distance = isQuoted(place) || Attribution.mayEnd(with: line) ? 0 : distance + 1
            let isNear = distance <= Attribution.mostLines
            attributable[place] = isText(place) && (isNear || Attribution.mayBeginWithDate(line))
        }
    }

    /// Takes what the sender cited with quote marks of their own for text.
    private mutating func unquoteCitations() {
        for place in roles.indices where roles[place].contains(.citation) { lines[place].depth = 0 }
    }

    /// QUIRK: some programs put the attribution on the last line of the reply: `Yes. On Fri, … wrote:`.
    private mutating func splitSharedLines() {
        var starts: [Int: Int] = [:]
        for place in lines.indices.dropLast() where isText(place) && isQuoted(place + 1) {
            guard length(place) <= Self.longestMark else { continue }
            starts[place] = SharedAttribution.start(in: content(place))
        }
        guard !starts.isEmpty else { return }
        let (wholeLines, wholeRoles) = (lines, roles)
        lines = []
        roles = []
        for (place, line) in wholeLines.enumerated() {
            let pieces = starts[place].map { split(line, at: $0) } ?? [line]
            lines += pieces
            if !wholeRoles.isEmpty { roles += pieces.map { _ in wholeRoles[place] } }
        }
    }

    private func split(_ line: Line, at start: Int) -> [Line] {
        let content = octets.withUnsafeBytes { Self.trimmed($0, line.content.lowerBound..<start) }
        return [
            Line(range: line.range.lowerBound..<start, content: content, depth: 0),
            Line(range: start..<line.range.upperBound, content: start..<line.content.upperBound, depth: 0),
        ]
    }
}

/// Finds an attribution behind other text on its line.
private enum SharedAttribution {
    /// Where it starts, the dashes before it included; `nil` where there is none, or nothing before it.
    static func start(in line: ArraySlice<UInt8>) -> Int? {
        guard line.last == UInt8(ascii: ":") else { return nil }
        let verb = Array("wrote:".utf8)
        guard line.suffix(verb.count).elementsEqual(verb) else { return nil }
        var place = line.startIndex + 1
        while place + 4 < line.endIndex {
            if isOpening(line[place...]), !line[place - 1].isLetter, !line[place - 1].isDigit {
                while place > line.startIndex, "- \t".utf8.contains(line[place - 1]) { place -= 1 }
                return place > line.startIndex ? place : nil
            }
            place += 1
        }
        return nil
    }

    /// `On` with a day of the week or a digit behind.
    private static func isOpening(_ rest: ArraySlice<UInt8>) -> Bool {
        guard rest.starts(with: "On ".utf8) else { return false }
        let next = rest.dropFirst(3)
        return next.first?.isDigit ?? false || days.contains { next.starts(with: $0) }
    }

    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map { Array($0.utf8) }
}
