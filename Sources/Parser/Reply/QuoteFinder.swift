import Core

/// Finds what a text quotes: the quotes with marks, and the place where a message without marks begins.
struct QuoteFinder {
    /// A quote with marks.
    struct Quote {
        /// The lines above it that say who wrote it.
        var attribution: Range<Int>?
        var lines: Range<Int>
    }

    /// Where everything below belongs to another message.
    struct Cut {
        var place: Int
        /// Whether that message was meant for others: it is forwarded, or may be.
        var isForward: Bool
    }

    private(set) var quotes: [Quote] = []
    private(set) var cut: Cut?
    /// Attributions above which there is nothing: what stands below is read as newly written.
    private(set) var bareAttributions: [Range<Int>] = []

    private let lines: ReplyLines
    private let headers: HeaderBlock
    /// Whether a line has been passed that nobody quotes.
    private var hasText = false

    /// For each line where the quote of the HTML begins within which it stands, or the line itself.
    ///
    /// Empty for plain text.
    private let quoteStarts: [Int]

    init(_ lines: ReplyLines) {
        self.lines = lines
        headers = HeaderBlock(lines)
        quoteStarts = Self.quoteStarts(lines)
        find()
    }

    private static func quoteStarts(_ lines: ReplyLines) -> [Int] {
        guard lines.hasRoles else { return [] }
        var starts = Array(0..<lines.count)
        for place in starts.indices.dropFirst() where lines.roles(place).contains(.quote) {
            if lines.roles(place - 1).contains(.quote) { starts[place] = starts[place - 1] }
        }
        return starts
    }

    private mutating func find() {
        var place = 0
        while place < lines.count, cut == nil {
            if lines.isBlank(place) {
                place += 1
            } else if lines.roles(place).contains(.original) {
                cut = Cut(place: place, isForward: true)
            } else if lines.isQuoted(place) {
                place = addQuote(from: place, attribution: nil)
            } else if let length = attribution(at: place) {
                place = addAttribution(place..<place + length)
            } else if let isForward = startsOriginal(at: place) {
                cut = Cut(place: place, isForward: isForward)
            } else if isUncommonQuote(place), !quotes.isEmpty {
                place = addQuote(from: place, attribution: nil)
            } else if lines.roles(place).contains(.quote), !hasMarkedQuote(from: place) {
                place = addUnmarkedQuote(from: place)
            } else {
                hasText = true
                place += 1
            }
        }
        takeRuleAbove()
    }

    /// How many lines the attribution at a place takes.
    private func attribution(at place: Int) -> Int? {
        let roles = lines.roles(place)
        guard roles.contains(.attribution) || roles.contains(.quote) && isAboveMarks(place) else {
            return Attribution.length(in: lines, at: place)
        }
        let role: TextMark.Roles = roles.contains(.attribution) ? .attribution : .quote
        guard Separator.kind(of: place, in: lines) == nil,
            !headers.starts(at: place, isRuled: true)
        else { return nil }
        var end = place
        while end < lines.count, lines.roles(end).contains(role), !lines.isQuoted(end) { end += 1 }
        while end > place + 1, lines.isBlank(end - 1) { end -= 1 }
        return end - place
    }

    /// Whether a quote in the HTML begins with this line, and its marks come within few lines.
    private func isAboveMarks(_ place: Int) -> Bool {
        guard place == 0 || !lines.roles(place - 1).contains(.quote) || lines.isBlank(place - 1) else { return false }
        guard quotes.last?.lines.upperBound ?? 0 <= place, !isInsideAnsweredQuote(place) else { return false }
        let end = min(place + 6, lines.count)
        return (place..<end).contains { lines.isQuoted($0) && lines.roles($0).contains(.quote) }
    }

    /// Whether a line within a quote of the HTML stands below some of what is quoted: it answers.
    private func isInsideAnsweredQuote(_ place: Int) -> Bool {
        guard let last = quotes.last?.lines.upperBound, place < quoteStarts.count else { return false }
        return quoteStarts[place] < last
    }

    /// Whether marks follow, or have been, within the same quote of the HTML.
    private func hasMarkedQuote(from place: Int) -> Bool {
        if isInsideAnsweredQuote(place) { return true }
        var line = place
        while line < lines.count, lines.roles(line).contains(.quote), line < place + 40 {
            if lines.isQuoted(line) { return true }
            line += 1
        }
        return false
    }

    private mutating func addAttribution(_ range: Range<Int>) -> Int {
        let next = lines.nextLine(from: range.upperBound)
        if next < lines.count, lines.isQuoted(next) || isUncommonQuote(next) {
            return addQuote(from: next, attribution: range)
        }
        if hasText {
            cut = Cut(place: range.lowerBound, isForward: false)
        } else {
            bareAttributions.append(range)
        }
        return range.upperBound
    }

    /// Adds the quote that starts at a place, blank lines within it included; where it ends.
    private mutating func addQuote(from start: Int, attribution: Range<Int>?) -> Int {
        var end = start + 1
        var place = end
        let isUncommon = !lines.isQuoted(start)
        while place < lines.count {
            let isQuoted = isUncommon ? isUncommonQuote(place) : lines.isQuoted(place)
            if isQuoted || (!isUncommon && isBrokenLine(place)) {
                end = place + 1
            } else if !lines.isBlank(place) {
                break
            }
            place += 1
        }
        let isCode = attribution == nil && (start..<end).allSatisfy { lines.isBlank($0) || lines.depth($0) > 2 }
        guard !isCode else {
            // QUIRK: what begins with `>>>` only is the dialogue with an interpreter, or a pointing hand.
            hasText = true
            return end
        }
        quotes.append(Quote(attribution: attribution, lines: start..<end))
        return end
    }

    /// A quote that only the HTML tells: it has no marks in the text.
    private mutating func addUnmarkedQuote(from start: Int) -> Int {
        var end = start
        while end < lines.count, lines.roles(end).contains(.quote) || lines.isBlank(end) { end += 1 }
        if lines.nextLine(from: end) >= lines.count {
            cut = Cut(place: start, isForward: true)
        } else {
            quotes.append(Quote(attribution: start..<start, lines: start..<end))
        }
        return end
    }

    /// QUIRK: long lines within a quote are broken, and the rest has no mark.
    private func isBrokenLine(_ place: Int) -> Bool {
        guard lines.isText(place), place > 0, lines.isQuoted(place - 1) else { return false }
        let line = lines.content(place)
        guard place + 1 >= lines.count || lines.isQuoted(place + 1), line.count <= ReplyLines.longestMark else {
            return false
        }
        // An address in brackets that was broken, or set apart by what writes addresses behind links.
        if line.starts(with: "(http".utf8) || line.starts(with: "<http".utf8) { return true }
        let before = lines.content(place - 1)
        let opened = before.lastIndex { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: "<") }
        if let opened, before[opened...].dropFirst().starts(with: "http".utf8) {
            return !before[opened...].contains { $0 == UInt8(ascii: ")") || $0 == UInt8(ascii: ">") }
        }
        guard let last = before.last, let first = line.first else { return false }
        return before.count >= 65 && line.count <= 25 && (last.isLetter || last == UInt8(ascii: ",")) && first >= 0x61
            && first <= 0x7A
    }

    private func isUncommonQuote(_ place: Int) -> Bool {
        lines.isText(place) && QuoteMark.isUncommon(lines.content(place))
    }

    /// Whether a message without marks starts at a place, and whether it is forwarded.
    private func startsOriginal(at place: Int) -> Bool? {
        switch Separator.kind(of: place, in: lines) {
        case .original: return true
        case .forward: return true
        case .replyMarker: return false
        case nil: break
        }
        let isRule = Separator.isRule(lines, place)
        let first = isRule ? lines.nextLine(from: place + 1) : place
        guard first < lines.count, lines.isText(first) else { return nil }
        return headers.starts(at: first, isRuled: isRule) ? true : nil
    }

    /// Adds a rule right above the place to what is cut off.
    private mutating func takeRuleAbove() {
        guard let place = cut?.place else { return }
        var above = place - 1
        while above >= 0, lines.isBlank(above) { above -= 1 }
        if above >= 0, Separator.isRule(lines, above) { cut?.place = above }
    }
}
