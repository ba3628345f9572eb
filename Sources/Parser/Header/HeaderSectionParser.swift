import Core

/// Finds the fields of a header section (RFC 5322 section 2.2), read around all that RFC 7103 section 7 lists.
struct HeaderSectionParser {
    /// A field as two ranges of the message: the name, and the body with its folds but without the final line end.
    struct FieldPlace {
        var name: Range<Int>
        var body: Range<Int>
    }

    /// The fields, and where the body starts.
    struct Section {
        var fields: [FieldPlace] = []
        var bodyStart = 0
    }

    /// How many lines of junk may stand before a field.
    private static let junkLines = 10

    private let lines: Lines
    private let limits: Limits
    private let end: Int
    private let start: Int
    private var position: Int
    private var section = Section()
    private(set) var defects: [Defect] = []

    private var raw: Octets { lines.raw }

    init(_ lines: Lines, range: Range<Int>, limits: Limits) {
        self.lines = lines
        self.limits = limits
        start = range.lowerBound
        position = range.lowerBound
        end = range.upperBound
    }

    /// The section at the head of a message: blank lines, an mbox separator and some junk may stand before it.
    mutating func parseMessageHeader() throws(MessageFailure) -> Section {
        skipJunk()
        return try parse { _ in false }
    }

    /// The section of a body part, which ends at the latest where `isDelimiter` says that another part begins.
    mutating func parse(until isDelimiter: (Range<Int>) -> Bool) throws(MessageFailure) -> Section {
        section.bodyStart = end
        while position < end {
            let line = lines.line(at: position, before: end)
            guard !line.content.isEmpty else {
                section.bodyStart = line.next
                break
            }
            guard !isDelimiter(line.content), add(line) else {
                section.bodyStart = position
                defects.append(Defect(.missingBlankLine, at: position))
                break
            }
            position = line.next
            if position - start > limits.headerOctets { throw .headerTooLarge(limit: limits.headerOctets) }
            if section.fields.count > limits.fields { throw .tooManyFields(limit: limits.fields) }
        }
        return section
    }

    /// Adds a line to the section; `false` if it cannot belong to it.
    private mutating func add(_ line: Lines.Line) -> Bool {
        if raw[line.content.lowerBound].isBlank {
            if isBlank(line.content) { return continuesAfterBlanks(line) }
            extendLastField(to: line.content.upperBound)
            return true
        }
        if let colon = colon(in: line.content) {
            let name = raw.trimmed(line.content.lowerBound..<colon)
            section.fields.append(FieldPlace(name: name, body: colon + 1..<line.content.upperBound))
            return true
        }
        guard goesOn(behind: line) || raw.hasPrefix(ignoringCase: "from ", at: line.content.lowerBound) else {
            return false
        }
        // QUIRK: some programs fold a field without indenting the next lines.
        defects.append(Defect(.malformedField, at: position))
        extendLastField(to: line.content.upperBound)
        return true
    }

    /// A line of blanks is a fold if a header section goes on behind it, else the blank line that ends the section.
    private mutating func continuesAfterBlanks(_ line: Lines.Line) -> Bool {
        let next = lines.line(at: line.next, before: end)
        let isContinued = !next.content.isEmpty && (raw[next.content.lowerBound].isBlank || isField(at: line.next))
        if isContinued { extendLastField(to: line.content.upperBound) } else { position = line.next }
        return isContinued
    }

    private mutating func extendLastField(to upperBound: Int) {
        guard let last = section.fields.indices.last else { return }
        let lowerBound = section.fields[last].body.lowerBound
        section.fields[last].body = lowerBound..<upperBound
    }

    /// Passes over what stands before the first field, if there is a field near.
    private mutating func skipJunk() {
        // QUIRK: messages that went through an editor begin with a byte order mark.
        if raw.hasPrefix([0xEF, 0xBB, 0xBF], at: position) { position += 3 }
        var place = position
        for _ in 0..<Self.junkLines where place < end {
            if isField(at: place) {
                position = place
                return
            }
            place = lines.line(at: place, before: end).next
        }
    }

    /// Whether a familiar field stands behind a line, before any blank line: then the body cannot have begun.
    private func goesOn(behind line: Lines.Line) -> Bool {
        var place = line.next
        for _ in 0..<Self.junkLines where place < end {
            let next = lines.line(at: place, before: end)
            if next.content.isEmpty { return false }
            if isField(at: place), isFamiliar(at: place) { return true }
            place = next.next
        }
        return false
    }

    private func isFamiliar(at place: Int) -> Bool {
        let names: [StaticString] = [
            "from:", "to:", "cc:", "subject:", "date:", "message-id:", "reply-to:", "in-reply-to:", "references:",
            "mime-version:", "content-", "received:", "return-path:", "delivered-to:", "sender:", "x-",
        ]
        return names.contains { raw.hasPrefix(ignoringCase: $0, at: place) }
    }

    private func isField(at place: Int) -> Bool {
        place < end && colon(in: lines.line(at: place, before: min(end, place + 1_000)).content) != nil
    }

    private func isBlank(_ range: Range<Int>) -> Bool { range.allSatisfy { raw[$0].isBlank } }

    /// Where the colon stands behind a field name (RFC 5322 section 3.6.8), blanks before it allowed (section 4.5).
    private func colon(in line: Range<Int>) -> Int? {
        guard let colon = raw.firstIndex(of: UInt8(ascii: ":"), in: line) else { return nil }
        let name = raw.trimmed(line.lowerBound..<colon)
        guard name.lowerBound == line.lowerBound, !name.isEmpty else { return nil }
        return name.allSatisfy { raw[$0] > 0x20 && raw[$0] < 0x7F } ? colon : nil
    }
}
