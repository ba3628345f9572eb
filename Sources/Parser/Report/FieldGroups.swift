import Core

/// Groups of fields with blank lines between them, as delivery and feedback reports are made of (RFC 3464 section 2.1.2).
struct FieldGroups {
    /// A field: its name in small letters, and its body on one line.
    struct Field: Equatable {
        var name: String
        var body: String
    }

    private(set) var groups: [[Field]] = []
    private var current: [Field] = []
    private var body: [UInt8] = []
    private var name: String?
    private var count = 0

    /// The most fields read from one part.
    private static let most = 10_000
    /// The most octets kept of one field.
    private static let longest = 4_096
    private static let longestName = 40

    /// Reads the groups of a part's text; only the names for which `isKnown` holds begin a field.
    ///
    /// QUIRK: some programs fold a field without indenting the next line, so that a line which begins with no known
    /// name belongs to the field above it.
    init(_ text: [UInt8], isKnown: (String) -> Bool) {
        var start = 0
        while start < text.count, count < Self.most {
            let end = text[start...].firstIndex { $0 == .lineFeed || $0 == .carriageReturn } ?? text.count
            add(text[start..<end], isKnown: isKnown)
            start = end + 1
            if end + 1 < text.count, text[end] == .carriageReturn, text[end + 1] == .lineFeed { start += 1 }
        }
        endGroup()
    }

    private mutating func add(_ line: ArraySlice<UInt8>, isKnown: (String) -> Bool) {
        guard let first = line.first, line.contains(where: { !$0.isWhiteSpace }) else { return endGroup() }
        // A delimiter of a multipart that was not taken apart ends a group too.
        if line.starts(with: Array("--".utf8)) { return endGroup() }
        if !first.isBlank, let field = Self.field(line), isKnown(field.name) {
            endField()
            count += 1
            name = field.name
            body = Array(field.body)
        } else if name != nil, body.count < Self.longest {
            body.append(.space)
            body += line
        }
    }

    private static func field(_ line: ArraySlice<UInt8>) -> (name: String, body: ArraySlice<UInt8>)? {
        guard let colon = line.prefix(longestName + 1).firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let name = line[..<colon].lowercasedASCII.trimmingBlanks
        let isName = !name.isEmpty && name.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
        return isName ? (name, line[(colon + 1)...]) : nil
    }

    private mutating func endField() {
        guard let name else { return }
        current.append(Field(name: name, body: Self.onOneLine(body)))
        self.name = nil
        body = []
    }

    private mutating func endGroup() {
        endField()
        if !current.isEmpty { groups.append(current) }
        current = []
    }

    /// A text with single spaces, cut to the longest that is kept.
    static func onOneLine(_ text: some Collection<UInt8>) -> String {
        var line: [UInt8] = []
        var needsSpace = false
        for byte in text.prefix(longest) {
            if byte.isWhiteSpace || byte < 0x20 || byte == 0x7F {
                needsSpace = !line.isEmpty
            } else {
                if needsSpace { line.append(.space) }
                needsSpace = false
                line.append(byte)
            }
        }
        return String(decoding: line, as: UTF8.self)
    }
}

extension String {
    /// Without blanks at either end.
    var trimmingBlanks: String {
        guard utf8.first?.isWhiteSpace ?? false || utf8.last?.isWhiteSpace ?? false else { return self }
        let bytes = Array(utf8)
        return bytes.withUnsafeBytes { String(decoding: bytes[$0.trimmed(0..<$0.count)], as: UTF8.self) }
    }
}
