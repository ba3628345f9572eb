/// A paragraph of a plain text, so that an HTML template can set it without ever taking markup from the data.
struct TextParagraph: TemplateData {
    /// One line of a paragraph.
    struct Line: TemplateData {
        let text: String
        let isLast: Bool

        static let variables: TemplateVariables<Self> = [
            "line": .clean(\.text.keepingSpaces),
            "isLast": .flag(\.isLast),
        ]
    }

    let lines: [Line]

    static let variables: TemplateVariables<Self> = ["lines": .list(\.lines)]

    /// The paragraphs of a text: its lines up to each blank one.
    static func all(in text: String) -> [TextParagraph] {
        text.cleanLines.split(separator: "").map { lines in
            TextParagraph(lines: lines.enumerated().map { Line(text: $1, isLast: $0 == lines.count - 1) })
        }
    }
}

extension String {
    /// The line with no-break spaces where HTML would drop spaces: at its start and in runs, so that columns stay.
    fileprivate var keepingSpaces: String {
        var text = self
        guard text.withUTF8({ $0.hasSpaceToKeep }) else { return self }
        var isRun = true
        let scalars = unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
            defer { isRun = scalar == " " || scalar == "\t" }
            switch scalar {
            case "\t": return Array(repeating: "\u{A0}", count: 4)
            case " " where isRun: return ["\u{A0}"]
            default: return [scalar]
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }

}

extension UnsafeBufferPointer<UInt8> {
    /// Whether there is a tab, or a space at the start or behind another.
    fileprivate var hasSpaceToKeep: Bool {
        var previous: UInt8 = 0x20
        for byte in self {
            if byte == 0x09 || (byte == 0x20 && previous == 0x20) { return true }
            previous = byte
        }
        return false
    }
}
