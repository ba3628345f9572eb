import Foundation
import Testing

/// One of the project's documents, as far as it can be tried out: what stands in fences and in `spans of code`.
struct Document: Sendable, CustomTestStringConvertible {
    /// A block of code between two lines of three backquotes.
    struct Fence: Sendable {
        /// The first word behind the opening backquotes, such as `sh`.
        var language: String
        /// The words after it.
        var label: String
        /// The number of its first line in the document.
        var line: Int
        var lines: [String]

        var text: String { lines.map { $0 + "\n" }.joined() }
    }

    /// Words in a line that are set as code.
    struct Span: Sendable {
        var line: Int
        var text: String
        /// Where it stands in a row's first cell: what the spans before it in that cell say.
        var before: [String]?
    }

    /// The path inside the package.
    var path: String
    var fences: [Fence] = []
    var spans: [Span] = []

    var testDescription: String { path }

    /// Reads it; a fence that is not closed ends with the text.
    init(path: String, text: String) {
        self.path = path
        var open: Fence?
        // A fence in a list is indented, and so is what it holds.
        var indent = 0
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let unindented = line.drop { $0 == " " }
            if unindented.hasPrefix("```") {
                if let fence = open {
                    fences.append(fence)
                    open = nil
                } else {
                    indent = line.count - unindented.count
                    let words = unindented.dropFirst(3).split(separator: " ", maxSplits: 1).map(String.init)
                    open = Fence(
                        language: words.first ?? "", label: words.count > 1 ? words[1] : "", line: index + 2, lines: [])
                }
            } else if open != nil {
                open?.lines.append(String(line.dropFirst(min(indent, line.count - unindented.count))))
            } else {
                spans += Self.spans(in: line, number: index + 1)
            }
        }
        if let open { fences.append(open) }
    }

    private static func spans(in line: Substring, number: Int) -> [Span] {
        let isRow = line.hasPrefix("|")
        let firstCell = isRow ? line.dropFirst().firstMatch(of: /(?:\\\||[^|])*/).map(\.output) ?? "" : ""
        var before: [String] = []
        var spans: [Span] = []
        for match in line.matches(of: /`([^`]+)`/) {
            let text = String(match.1).replacing("\\|", with: "|")
            let isInFirstCell = isRow && match.range.lowerBound < firstCell.endIndex
            spans.append(Span(line: number, text: text, before: isInFirstCell ? before : nil))
            before.append(text)
        }
        return spans
    }

    /// The folder of the package; computed, so that a checkout anywhere tests itself.
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// The document at that path of the package.
    static func read(_ path: String) throws -> Document {
        Document(path: path, text: try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8))
    }

    /// All documents that users read.
    static func all() throws -> [Document] {
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(root)/docs").filter { $0.hasSuffix(".md") }
        let paths = ["README.md", "samples/README.md", "templates/README.md"] + names.sorted().map { "docs/\($0)" }
        return try paths.map(read)
    }
}
