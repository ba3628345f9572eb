import Core

/// Finds the parts of a message in one pass (RFC 2046 section 5.1), whether or not its boundaries are all there.
struct PartTreeParser {
    private let lines: Lines
    private let limits: Limits
    /// The delimiters (`--` and the boundary) of the multiparts that are open, outermost first.
    private var delimiters: [[UInt8]] = []
    private var partCount = 0
    private(set) var defects: [Defect] = []

    private var raw: Octets { lines.raw }

    init(_ lines: Lines, limits: Limits) {
        self.lines = lines
        self.limits = limits
    }

    /// A delimiter line.
    private struct Delimiter {
        /// Which of the open multiparts it belongs to.
        var level: Int
        var isClosing: Bool
        /// Where the line starts, and the next one.
        var start: Int
        var next: Int
    }

    /// The tree under a message whose header section has been read.
    mutating func parse(_ section: HeaderSectionParser.Section) throws(MessageFailure) -> Part {
        let root = try parseBody(of: section, defaultType: "text/plain").part
        if root.hasAmbiguousBoundary { defects.append(Defect(.ambiguousBoundary)) }
        return root
    }

    /// Reads a part from its body on; the delimiter that ended it, or `nil` at the end of the message.
    private mutating func parseBody(
        of section: HeaderSectionParser.Section, defaultType: String
    ) throws(MessageFailure) -> (part: Part, end: Delimiter?) {
        partCount += 1
        guard partCount <= limits.parts else { throw .tooManyParts(limit: limits.parts) }
        let header = PartHeader(raw, fields: section.fields, defaultType: defaultType, limits: limits)
        defects += header.defects
        var part = header.part
        let start = section.bodyStart
        let end: Delimiter?
        if part.isMultipart, let delimiter = delimiter(of: part, at: start) {
            guard delimiters.count < limits.depth else { throw .tooDeeplyNested(limit: limits.depth) }
            delimiters.append(delimiter)
            let found = try parseChildren(of: &part, from: start)
            delimiters.removeLast()
            end = try part.children.isEmpty ? parseUndeclared(&part, from: start) ?? found : found
        } else {
            end = nextDelimiter(from: start)
        }
        part.body = start..<bodyEnd(before: end, notBefore: start)
        if part.isMultipart, part.children.isEmpty { part.contentType = "text/plain" }
        return (part, end)
    }

    /// QUIRK: a message that declares one boundary and uses another.
    private mutating func parseUndeclared(_ part: inout Part, from start: Int) throws(MessageFailure) -> Delimiter? {
        guard delimiters.isEmpty, let other = guessedDelimiter(from: start) else { return nil }
        delimiters.append(other)
        defer { delimiters.removeLast() }
        return try parseChildren(of: &part, from: start)
    }

    /// The parts of the innermost open multipart; the delimiter of an outer one that ended it.
    private mutating func parseChildren(of part: inout Part, from start: Int) throws(MessageFailure) -> Delimiter? {
        let level = delimiters.count - 1
        let defaultType = part.contentType == "multipart/digest" ? "message/rfc822" : "text/plain"
        var delimiter = nextDelimiter(from: start)
        while let found = delimiter, found.level == level, !found.isClosing {
            var header = HeaderSectionParser(lines, range: found.next..<raw.count, limits: limits)
            let section = try header.parse { self.delimiter(at: $0) != nil }
            defects += header.defects
            let child = try parseBody(of: section, defaultType: defaultType)
            part.children.append(child.part)
            delimiter = child.end
        }
        guard let closing = delimiter, closing.level == level else {
            defects.append(Defect(part.children.isEmpty ? .missingBoundary : .unclosedMultipart, at: start))
            return delimiter
        }
        return epilogueEnd(from: closing.next, level: level)
    }

    /// The first delimiter of an outer multipart behind the end of this one.
    private func epilogueEnd(from start: Int, level: Int) -> Delimiter? {
        var place = start
        while let found = nextDelimiter(from: place) {
            if found.level < level { return found }
            place = found.next
        }
        return nil
    }

    private func bodyEnd(before delimiter: Delimiter?, notBefore start: Int) -> Int {
        // The line end before a delimiter belongs to it (RFC 2046 section 5.1.1).
        delimiter.map { lines.dropLineEnd(before: $0.start, notBefore: start) } ?? endWithoutDelimiter(notBefore: start)
    }

    /// QUIRK: programs that forget the line end before the last delimiter of all.
    private func endWithoutDelimiter(notBefore start: Int) -> Int {
        guard start < raw.count else { return max(start, raw.count) }
        let last = raw.trimmed(start..<raw.count).upperBound
        // Of several, one of which ends as another does, the longest is meant: a part ends no later than its multipart.
        let ends = delimiters.map { last - $0.count - 2 }
        let found = zip(delimiters, ends).filter { raw.hasPrefix($0 + Array("--".utf8), at: $1) }
        return max(start, found.map(\.1).min() ?? raw.count)
    }

    /// The next line that is a delimiter of any open multipart.
    private func nextDelimiter(from start: Int) -> Delimiter? {
        guard !delimiters.isEmpty else { return nil }
        var place = start
        while place < raw.count {
            if raw[place] == UInt8(ascii: "-") {
                let line = lines.line(at: place, before: raw.count)
                if let found = delimiter(at: line.content) {
                    return Delimiter(level: found.level, isClosing: found.isClosing, start: place, next: line.next)
                }
                place = line.next
            } else {
                place = (raw.firstIndex(of: lines.terminator, in: place..<raw.count) ?? raw.count) + 1
            }
        }
        return nil
    }

    /// Which delimiter a line is; inner multiparts are asked first.
    private func delimiter(at line: Range<Int>) -> (level: Int, isClosing: Bool)? {
        guard line.count >= 2, raw[line.lowerBound] == UInt8(ascii: "-"), raw[line.lowerBound + 1] == UInt8(ascii: "-")
        else { return nil }
        for level in delimiters.indices.reversed() {
            let delimiter = delimiters[level]
            guard line.count >= delimiter.count, raw.hasPrefix(delimiter, at: line.lowerBound) else { continue }
            let rest = raw.trimmed(line.lowerBound + delimiter.count..<line.upperBound)
            if rest.isEmpty { return (level, false) }
            if rest.count == 2, raw.hasPrefix(Array("--".utf8), at: rest.lowerBound) { return (level, true) }
        }
        return nil
    }

    /// The delimiter of a multipart: declared, or told from the first line that looks like one (RFC 7103 section 8.1).
    private mutating func delimiter(of part: Part, at start: Int) -> [UInt8]? {
        var boundary = part.type.octets("boundary") ?? []
        // A boundary doesn't end with blanks (RFC 2046 section 5.1.1); what a program on the way adds to it may.
        while let last = boundary.last, last.isWhiteSpace { boundary.removeLast() }
        if !boundary.isEmpty, boundary.count <= limits.boundaryOctets { return Array("--".utf8) + boundary }
        defects.append(Defect(boundary.isEmpty ? .missingBoundary : .boundaryTooLong, at: start))
        return guessedDelimiter(from: start)
    }

    /// The first line that starts with `--` and is followed by a field of a body part.
    private func guessedDelimiter(from start: Int) -> [UInt8]? {
        var place = start
        while place < raw.count {
            let line = lines.line(at: place, before: raw.count)
            if line.content.count > 2, line.content.count <= limits.boundaryOctets,
                raw.hasPrefix(ignoringCase: "--", at: place), raw.hasPrefix(ignoringCase: "content-", at: line.next)
            {
                return Array(raw.slice(raw.trimmed(line.content)))
            }
            place = line.next
        }
        return nil
    }
}
