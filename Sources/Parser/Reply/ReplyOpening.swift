import Core

/// Reads the commands and fields at the very start of a text.
///
/// Whatever stands above them, were it one word, makes them text; so nothing that is quoted or signed gives any.
struct ReplyOpening {
    /// Octets of all arguments and values together; what is beyond stays text.
    private static let octets = 64 << 10

    private(set) var commands: [MailCommand] = []
    /// The lines of the commands that mean something.
    private(set) var knownCommandLines: [Int] = []
    private(set) var fields: [String: String] = [:]

    private let lines: ReplyLines
    private let names: MailFieldNames
    /// The first line that is not read as newly written.
    private let end: Int
    private var place: Int
    private var room = Self.octets

    /// Reads the lines before `end`.
    init(_ lines: ReplyLines, end: Int, names: MailFieldNames) {
        self.lines = lines
        self.names = names
        self.end = end
        place = lines.nextLine(from: 0)
        readCommands()
        while readField() {}
    }

    private mutating func readCommands() {
        while place < end, lines.isText(place), let command = command(lines.content(place)) {
            room -= lines.length(place)
            guard room >= 0 else { return }
            commands.append(command)
            if command.isKnown { knownCommandLines.append(place) }
            place += 1
        }
    }

    /// `#word` and the rest of a line.
    private func command(_ line: ArraySlice<UInt8>) -> MailCommand? {
        guard line.first == UInt8(ascii: "#") else { return nil }
        let word = line.dropFirst().prefix { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
        let rest = line.dropFirst(1 + word.count)
        guard word.first?.isLetter ?? false, word.count <= 40, rest.first?.isWhiteSpace ?? true || rest.first == 0xC2
        else { return nil }
        let argument = Self.trimmed(rest)
        return MailCommand(name: word.lowercasedASCII, argument: argument.isEmpty ? nil : argument)
    }

    /// Reads one field, blank lines above it skipped; whether there was one.
    private mutating func readField() -> Bool {
        let start = lines.nextLine(from: place)
        guard start < end, let first = field(start) else { return false }
        var value = first.value
        room -= lines.length(start)
        place = start + 1
        while room >= 0, place < end, lines.isText(place), field(place) == nil {
            room -= lines.length(place) + 1
            guard room >= 0 else { break }
            if !value.isEmpty { value += "\n" }
            value += Self.trimmed(lines.content(place))
            place += 1
        }
        if room >= 0, !value.isEmpty, fields[first.name] == nil { fields[first.name] = value }
        return room >= 0
    }

    /// The name and the value on a line, if the name is known.
    private func field(_ place: Int) -> (name: String, value: String)? {
        let line = lines.content(place)
        let start = line.prefix(MailFieldNames.longest + 8)
        guard lines.isText(place), let colon = start.firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == 0xEF }) else {
            return nil
        }
        // The colon of Chinese and Japanese takes three octets.
        let isWide = line[colon] == 0xEF
        guard !isWide || line[colon...].starts(with: "：".utf8) else { return nil }
        let name = String(decoding: line[..<colon].filter { $0 != UInt8(ascii: "*") }, as: UTF8.self)
        let value = line[colon...].dropFirst(isWide ? 3 : 1).drop { $0 == UInt8(ascii: "*") }
        return names.spelling(of: name).map { ($0, Self.trimmed(value)) }
    }

    /// Text without white space on either side, no-break spaces included.
    private static func trimmed(_ octets: ArraySlice<UInt8>) -> String {
        var rest = octets
        while let first = rest.first {
            if first.isWhiteSpace {
                rest.removeFirst()
            } else if rest.starts(with: [0xC2, 0xA0]) {
                rest.removeFirst(2)
            } else {
                break
            }
        }
        while let last = rest.last, last.isWhiteSpace { rest.removeLast() }
        return String(decoding: rest, as: UTF8.self)
    }
}
