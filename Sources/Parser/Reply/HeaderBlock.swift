import Core

/// Recognises the fields that stand above a message quoted without marks: its From, Sent, To and Subject.
enum HeaderBlock {
    /// How many lines the fields take at most, those of long lists of recipients included.
    private static let lines = 16

    /// Whether the fields of a message start at a place, in whatever language; `isRuled` says that a rule is above.
    static func starts(in lines: ReplyLines, at place: Int, isRuled: Bool) -> Bool {
        guard let first = label(lines, place) else { return false }
        var found: Set<HeaderLabels.Label> = [first]
        var hasAddress = false
        var dateDigits = 0
        var blanks = 0
        for line in place..<min(place + Self.lines, lines.count) {
            if lines.isBlank(line) {
                blanks += 1
                if blanks > 1 { break }
                continue
            }
            blanks = 0
            guard let label = label(lines, line) else { continue }
            found.insert(label)
            let text = lines.folded(line)
            if label != .other { hasAddress = hasAddress || text.contains(UInt8(ascii: "@")) }
            if label == .date { dateDigits = max(dateDigits, text.digits) }
            if line == place, isRuled, holdsDate(text) { found.insert(.date) }
        }
        let names = found.subtracting([.other])
        let isSent = names.contains(.author) || names.contains(.date)
        if isRuled { return names.count >= 2 && isSent }
        if names.count >= 3 { return isSent && (hasAddress || names.contains(.subject)) }
        return names.count == 2 && hasAddress && names.contains(.date) && dateDigits >= 4 && !names.contains(.subject)
    }

    private static func label(_ lines: ReplyLines, _ place: Int) -> HeaderLabels.Label? {
        guard lines.length(place) >= 2, lines.content(place).prefix(HeaderLabels.longest).contains(where: isColon)
        else { return nil }
        return HeaderLabels.label(of: FoldedText(lines.content(place).prefix(ReplyLines.longestMark)))
    }

    /// An ASCII colon, or the lead of the full-width one.
    private static func isColon(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ":") || byte == 0xEF }

    /// QUIRK: Hotmail once put From and Date on one line.
    private static func holdsDate(_ line: FoldedText) -> Bool {
        line.digits >= 4 && [" date:", " sent:"].contains { line.contains(Array($0.utf8)) }
    }
}
