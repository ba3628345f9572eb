/// Finds the lines of the keys and list elements of a TOML document that is known to be well-formed.
///
/// It follows tables, arrays of tables, dotted keys, inline tables and lists, and passes over strings, comments and
/// everything else. A key written with escapes other than `\"` and `\\` is not found; its table's line then stands in.
struct TOMLLocator {
    /// One step on the way from the root to a value.
    enum Step: Hashable, Sendable {
        case key(String), index(Int)
    }

    private var scanner: LineScanner
    private var lines: [[Step]: Int] = [:]
    /// How many tables each array of tables has so far.
    private var tableCounts: [[Step]: Int] = [:]

    private init(_ text: String) { scanner = LineScanner(text) }

    /// The line of every value, by its path.
    static func lines(of text: String) -> [[Step]: Int] {
        var locator = Self(text)
        var table: [Step] = []
        while locator.scanner.skipTrivia() {
            if locator.scanner.peek == UInt8(ascii: "[") {
                table = locator.header()
            } else {
                locator.keyValue(in: table)
            }
        }
        return locator.lines
    }

    /// `[a.b]` or `[[a.b]]`; gives the path of the table that begins.
    private mutating func header() -> [Step] {
        let line = scanner.line
        scanner.advance()
        let isArray = scanner.skip(UInt8(ascii: "["))
        let keys = scanner.keys()
        scanner.skipLine()
        var path: [Step] = []
        for key in keys.dropLast() {
            path.append(.key(key))
            note(path, line)
            if let count = tableCounts[path] { path.append(.index(count - 1)) }
        }
        guard let last = keys.last else { return path }
        path.append(.key(last))
        guard isArray else {
            lines[path] = line
            return path
        }
        note(path, line)
        let count = tableCounts[path, default: 0]
        tableCounts[path] = count + 1
        path.append(.index(count))
        lines[path] = line
        return path
    }

    private mutating func keyValue(in table: [Step]) {
        let line = scanner.line
        var path = table
        for key in scanner.keys() {
            path.append(.key(key))
            note(path, line)
        }
        _ = scanner.skip(UInt8(ascii: "="))
        value(at: path)
    }

    private mutating func value(at path: [Step]) {
        scanner.skipSpaces()
        switch scanner.peek {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): scanner.skipString()
        case UInt8(ascii: "["): list(at: path)
        case UInt8(ascii: "{"): inlineTable(at: path)
        default: scanner.skipBareValue()
        }
    }

    private mutating func list(at path: [Step]) {
        scanner.advance()
        var index = 0
        while scanner.skipTrivia(), !scanner.skip(UInt8(ascii: "]")) {
            if scanner.skip(UInt8(ascii: ",")) { continue }
            note(path + [.index(index)], scanner.line)
            value(at: path + [.index(index)])
            index += 1
        }
    }

    private mutating func inlineTable(at path: [Step]) {
        scanner.advance()
        while scanner.skipTrivia(), !scanner.skip(UInt8(ascii: "}")) {
            if scanner.skip(UInt8(ascii: ",")) { continue }
            keyValue(in: path)
        }
    }

    /// The first line that speaks of a value is its line.
    private mutating func note(_ path: [Step], _ line: Int) {
        if lines[path] == nil { lines[path] = line }
    }
}
