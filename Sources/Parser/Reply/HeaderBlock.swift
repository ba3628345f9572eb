import Core

/// Recognises the fields that stand above a message quoted without marks: its From, Sent, To and Subject.
struct HeaderBlock {
    /// How many lines the fields take at most, those of long lists of recipients included.
    private static let most = 16

    /// A `Name: value` line; each line is read once, however many blocks it might be in.
    private struct Field {
        var label: HeaderLabels.Label
        var hasAddress = false
        var dateDigits = 0
        /// QUIRK: Hotmail once put From and Date on one line.
        var holdsDate = false

        init?(_ lines: ReplyLines, _ place: Int) {
            guard lines.isText(place), lines.length(place) >= 2,
                lines.content(place).prefix(HeaderLabels.longest).contains(where: isColon),
                let label = HeaderLabels.label(of: FoldedText(lines.content(place).prefix(ReplyLines.longestMark)))
            else { return nil }
            self.label = label
            let text = lines.folded(place)
            if label != .other { hasAddress = text.contains(UInt8(ascii: "@")) }
            if label == .date { dateDigits = text.digits }
            holdsDate = text.digits >= 4 && [" date:", " sent:"].contains { text.contains(Array($0.utf8)) }
        }
    }

    private let lines: ReplyLines
    private let fields: [Field?]

    /// Reads the fields among the lines of a text.
    init(_ lines: ReplyLines) {
        self.lines = lines
        fields = (0..<lines.count).map { Field(lines, $0) }
    }

    /// Whether the fields of a message start at a place, in whatever language; `isRuled` says that a rule is above.
    func starts(at place: Int, isRuled: Bool) -> Bool {
        guard let first = fields[place] else { return false }
        var names: HeaderLabels.Label.Names = isRuled && first.holdsDate ? .date : []
        var hasAddress = false
        var dateDigits = 0
        var blanks = 0
        for line in place..<min(place + Self.most, lines.count) {
            if lines.isBlank(line) {
                blanks += 1
                if blanks > 1 { break }
                continue
            }
            blanks = 0
            guard let field = fields[line] else { continue }
            names.formUnion(field.label.names)
            hasAddress = hasAddress || field.hasAddress
            dateDigits = max(dateDigits, field.dateDigits)
        }
        let isSent = !names.isDisjoint(with: [.author, .date])
        if isRuled { return names.count >= 2 && isSent }
        if names.count >= 3 { return isSent && (hasAddress || names.contains(.subject)) }
        return names.count == 2 && hasAddress && names.contains(.date) && dateDigits >= 4 && !names.contains(.subject)
    }
}

/// Whether an octet is an ASCII colon, or the lead of the full-width one.
private func isColon(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ":") || byte == 0xEF }

extension HeaderLabels.Label {
    /// Which of the fields that tell a message have been seen.
    struct Names: OptionSet {
        let rawValue: UInt8

        static let author = Names(rawValue: 1)
        static let date = Names(rawValue: 2)
        static let recipient = Names(rawValue: 4)
        static let subject = Names(rawValue: 8)

        var count: Int { rawValue.nonzeroBitCount }
    }

    /// The label alone; none for a field that any text may have.
    fileprivate var names: Names {
        switch self {
        case .author: .author
        case .date: .date
        case .recipient: .recipient
        case .subject: .subject
        case .other: []
        }
    }
}
