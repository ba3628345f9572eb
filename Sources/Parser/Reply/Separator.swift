import Core

/// Recognises the lines between a reply and the message below it that has no quote marks.
enum Separator {
    /// What stands below one.
    enum Kind {
        /// A message that is answered.
        case original
        /// A message that is forwarded.
        case forward
        /// The text of a help desk that asks for answers above this line.
        case replyMarker
    }

    /// What a line separates: `-----Original Message-----`, `Begin forwarded message:` and their like.
    static func kind(of place: Int, in lines: ReplyLines) -> Kind? {
        mayBe(lines.content(place)) ? kind(of: lines.folded(place)) : nil
    }

    private static func kind(of line: FoldedText) -> Kind? {
        guard line.count >= 4 else { return nil }
        if isNotes(line) { return .original }
        guard mayBe(line) else { return nil }
        let start = line.octets.prefix { isRule($0) || $0 == .space }
        let line = line.replacingEntities()
        let text = line.trimmed { isRule($0) || $0 == .space || $0 == UInt8(ascii: ":") }
        guard !text.isEmpty, text.count <= 120 else { return nil }
        if SeparatorPhrases.replyMarkers.contains(where: { text.contains($0) }) { return .replyMarker }
        let isMarked = start.count(where: isRule) >= 2
        let isNamed = isMarked || line.octets.last == UInt8(ascii: ":")
        if isMarked, SeparatorPhrases.originals.contains(text.string) { return .original }
        if isNamed, SeparatorPhrases.forwards.contains(text.string) { return .forward }
        return isMarked && SeparatorPhrases.openings.begin(text) ? .forward : nil
    }

    /// Whether a line is drawn: nothing but dashes or the like.
    static func isRule(_ lines: ReplyLines, _ place: Int, atLeast length: Int = 10) -> Bool {
        guard lines.isText(place), (length...ReplyLines.longestMark).contains(lines.length(place)) else { return false }
        // Longer dashes are folded to the short one.
        guard let first = lines.content(place).first, isRule(first) || first >= 0x80 else { return false }
        return lines.folded(place).octets.allSatisfy { isRule($0) || $0 == .space }
    }

    private static func isRule(_ byte: UInt8) -> Bool { "-_=*#~+".utf8.contains(byte) }

    /// Whether it is worth folding a line: hardly any is.
    private static func mayBe(_ line: ArraySlice<UInt8>) -> Bool {
        guard let first = line.first, let last = line.last, line.count >= 4 else { return false }
        if isRule(first) || first == UInt8(ascii: "[") || first >= 0x80 { return true }
        if last == UInt8(ascii: ":") || last >= 0x80 { return true }
        if SeparatorPhrases.replyMarkerOpenings.mayBegin(line) { return true }
        let dashes: [UInt8] = [45, 45, 45]
        return line.withUnsafeBytes { $0.contains(dashes) }
    }

    /// Whether it is worth looking into the tables.
    private static func mayBe(_ line: FoldedText) -> Bool {
        guard let first = line.octets.first, let last = line.octets.last else { return false }
        return isRule(first) || last == UInt8(ascii: ":") || first == UInt8(ascii: "[")
            || (16...120).contains(line.count) && SeparatorPhrases.replyMarkerOpenings.begin(line)
    }

    /// QUIRK: Lotus Notes writes `Bob Jones ---20.11.2026 15:03:04---The subject`.
    private static func isNotes(_ line: FoldedText) -> Bool {
        let dashes = Array("---".utf8)
        guard let first = line.firstIndex(of: dashes), first > 0 else { return false }
        let rest = line.part(first + dashes.count..<line.count)
        guard let second = rest.firstIndex(of: dashes) else { return false }
        return rest.part(0..<second).digits >= 8
    }
}
