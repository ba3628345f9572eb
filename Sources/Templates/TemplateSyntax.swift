/// A template as a tree: its text, and its tags with the lines they stand in.
///
/// The tags are those of Mustache, without what would let a value out unescaped, other delimiters and functions. A line
/// with nothing but one tag that prints nothing leaves no line behind.
struct TemplateSyntax {
    enum Node {
        case text(String)
        case variable(String, line: Int)
        /// `{{#name}}` or `{{^name}}`.
        case section(String, line: Int, isInverted: Bool, [Node])
        /// `{{>name}}`: another template, here; the white space before the tag, if that has a line of its own.
        case partial(String, line: Int, indentation: String)
        /// `{{<name}}`: another template, here, with some of its blocks replaced.
        case parent(String, line: Int, [Node])
        /// `{{$name}}`: a block that can be replaced, or replaces one.
        case block(String, line: Int, [Node])
    }

    struct Failure: Error {
        var line: Int
        var what: String
        var remedy: String
    }

    private struct OpenTag {
        var sigil: Character
        var name: String
        var line: Int
        var nodes: [Node]

        var node: Node {
            switch sigil {
            case "<": .parent(name, line: line, nodes)
            case "$": .block(name, line: line, nodes)
            default: .section(name, line: line, isInverted: sigil == "^", nodes)
            }
        }
    }

    private(set) var nodes: [Node] = []
    private var open: [OpenTag] = []

    /// Reads a text whose lines end in LF; its first line has that number.
    init(_ text: String, firstLine: Int = 1) throws(Failure) {
        var pieces = try TemplatePieces(text, firstLine: firstLine)
        pieces.dropLinesOfTags()
        append(pieces.head)
        for piece in pieces.tags {
            try read(piece)
            append(piece.text)
        }
        if let last = open.last {
            throw Failure(
                line: last.line, what: "{{\(last.sigil)\(last.name)}} is opened and not closed",
                remedy: "add {{/\(last.name)}} where it ends")
        }
    }

    private mutating func read(_ piece: TemplatePieces.Piece) throws(Failure) {
        let (tag, line) = (piece.tag, piece.line)
        guard let sigil = tag.first else {
            throw Failure(line: line, what: "a tag is empty", remedy: "write a name between {{ and }}")
        }
        switch sigil {
        case "!": return
        case "#", "^", "<", "$":
            open.append(OpenTag(sigil: sigil, name: try name(in: tag.dropFirst(), line), line: line, nodes: []))
        case "/": try close(try name(in: tag.dropFirst(), line), line: line)
        case ">":
            append(.partial(try name(in: tag.dropFirst(), line), line: line, indentation: piece.indentation))
        case "{", "&":
            throw Failure(
                line: line, what: "{{\(tag)}} would print without escaping",
                remedy: "write it with two braces and a name only")
        case "=", "%":
            throw Failure(
                line: line, what: "{{\(tag)}} would change how the rest is read",
                remedy: "take it out: the ending of the file says how values are escaped")
        default: append(.variable(try name(in: tag, line), line: line))
        }
    }

    /// A name: letters, digits and hyphens.
    private func name(in tag: Substring, _ line: Int) throws(Failure) -> String {
        let words = tag.utf8.split(separator: 0x20)
        guard words.count == 1, let name = words.first, name.allSatisfy(\.standsInName) else {
            throw Failure(line: line, what: "“\(tag)” is no name", remedy: "write one name of letters and digits")
        }
        return String(Substring(name))
    }

    private mutating func close(_ name: String, line: Int) throws(Failure) {
        guard let last = open.popLast() else {
            throw Failure(line: line, what: "{{/\(name)}} closes nothing", remedy: "take it out")
        }
        guard last.name == name else {
            throw Failure(
                line: line,
                what: "{{/\(name)}} stands where {{\(last.sigil)\(last.name)}} of line \(last.line) is open",
                remedy: "close that first, with {{/\(last.name)}}")
        }
        append(last.node)
    }

    private mutating func append(_ text: Substring) {
        if !text.isEmpty { append(.text(String(text))) }
    }

    private mutating func append(_ node: Node) {
        guard open.isEmpty else { return open[open.count - 1].nodes.append(node) }
        nodes.append(node)
    }
}

extension UInt8 {
    fileprivate var standsInName: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"): true
        default: false
        }
    }
}
