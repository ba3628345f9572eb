/// Header fields as octets, each folded between its words (RFC 5322 section 2.2.3).
struct HeaderWriter {
    private(set) var bytes: [UInt8] = []

    /// Appends one field whose body is `words` with a space between each two.
    ///
    /// A fold replaces such a space and nothing else. The first word stays beside the name: some readers take a first
    /// line without a body for the whole field.
    mutating func append(_ name: String, _ words: [String]) {
        bytes += name.utf8
        bytes.append(UInt8(ascii: ":"))
        var column = name.utf8.count + 1
        for (index, word) in words.enumerated() {
            if index > 0, column + 1 + word.utf8.count > Self.lineLength {
                bytes += Self.lineEnd
                column = 0
            }
            bytes.append(0x20)
            bytes += word.utf8
            column += 1 + word.utf8.count
        }
        bytes += Self.lineEnd
    }

    /// Ends the header section.
    mutating func endSection() { bytes += Self.lineEnd }

    /// Lines with encoded words have at most 76 octets (RFC 2047 section 2), others should have at most 78.
    static let lineLength = 76
    static let lineEnd: [UInt8] = [0x0D, 0x0A]
}

extension String {
    /// The text without anything that could end a line: every run of control characters and of line and paragraph
    /// separators is one space, and neither end is blank.
    var onOneLine: String {
        if isPlainLine { return self }
        var line = String.UnicodeScalarView()
        var isInRun = false
        for scalar in unicodeScalars {
            if scalar.endsLineOrControls {
                if !isInRun { line.append(" ") }
                isInRun = true
            } else {
                line.append(scalar)
                isInRun = false
            }
        }
        guard let first = line.firstIndex(where: { $0 != " " }), let last = line.lastIndex(where: { $0 != " " }) else {
            return ""
        }
        return String(line[first...last])
    }

    /// Whether it is printable ASCII without spaces around it.
    private var isPlainLine: Bool {
        utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && utf8.first != 0x20 && utf8.last != 0x20
    }
}

extension Unicode.Scalar {
    /// C0, DEL and C1, which contain CR, LF, NUL, TAB and U+0085; and U+2028 and U+2029.
    fileprivate var endsLineOrControls: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: true
        default: false
        }
    }
}
