internal import TOMLKit

/// Reads TOML into nodes that know their lines.
///
/// TOMLKit says where a document breaks the grammar, but not where its values stand; ``TOMLLocator`` finds that.
enum TOMLDocument {
    /// The root table of a document.
    static func read(_ text: String, file: String) throws(FileProblems) -> [String: TOMLNode] {
        guard !text.utf8.contains(0) else {
            throw FileProblems([FileProblem(file: file, subject: "", text: "has a NUL in it; save it as plain text")])
        }
        let table: TOMLTable
        do { table = try TOMLTable(string: text) } catch {
            throw FileProblems([problem(error, file: file)])
        }
        return nodes(of: table, at: [], lines: TOMLLocator.lines(of: text), fallback: 1)
    }

    private static func problem(_ error: any Error, file: String) -> FileProblem {
        guard let error = error as? TOMLParseError else {
            return FileProblem(file: file, subject: "", text: "can't be read as TOML: \(error)")
        }
        let start = error.source.begin
        let what = error.description.replacingPrefix("Error while ", with: "")
        return FileProblem(
            file: file, line: start.line, subject: "column \(start.column)",
            text: "this is not TOML, seen while \(what); correct the line")
    }

    private static func nodes(
        of table: TOMLTable, at path: [TOMLLocator.Step], lines: [[TOMLLocator.Step]: Int], fallback: Int
    ) -> [String: TOMLNode] {
        var nodes: [String: TOMLNode] = [:]
        for (key, value) in table {
            nodes[key] = node(of: value, at: path + [.key(key)], lines: lines, fallback: fallback)
        }
        return nodes
    }

    private static func node(
        of value: any TOMLValueConvertible, at path: [TOMLLocator.Step], lines: [[TOMLLocator.Step]: Int], fallback: Int
    ) -> TOMLNode {
        let line = lines[path] ?? fallback
        if let table = value.table {
            return TOMLNode(line: line, value: .table(nodes(of: table, at: path, lines: lines, fallback: line)))
        }
        if let array = value.array {
            let elements = array.enumerated().map { index, element in
                node(of: element, at: path + [.index(index)], lines: lines, fallback: line)
            }
            return TOMLNode(line: line, value: .array(elements))
        }
        return TOMLNode(line: line, value: scalar(value))
    }

    private static func scalar(_ value: any TOMLValueConvertible) -> TOMLNode.Value {
        if let text = value.string { return .string(text) }
        if let truth = value.bool { return .boolean(truth) }
        if let number = value.int { return .integer(number) }
        if let date = value.date { return .date(date.debugDescription) }
        if let dateTime = value.dateTime { return .date(dateTime.debugDescription) }
        return .other("a \(value.type)")
    }
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String, with replacement: String) -> String {
        hasPrefix(prefix) ? replacement + dropFirst(prefix.count) : self
    }
}
