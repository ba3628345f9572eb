/// Rows in columns as wide as their widest text, for people.
struct TextTable {
    private let header: [String]
    private var rows: [[String]] = []
    private let numbers: Set<Int>
    private let widthLimit = 48

    init(_ header: String...) { self.init(header) }

    /// A table with those columns set to the right, as numbers are.
    init(_ header: [String], numbers: some Sequence<Int> = []) {
        self.header = header
        self.numbers = Set(numbers)
    }

    mutating func add(_ cells: String...) { add(cells) }

    mutating func add(_ cells: [String]) { rows.append(cells.map(cut)) }

    /// The table with a line under its head.
    var text: String {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        let lines = all.map { row in
            row.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - row[column].count)
                return numbers.contains(column) ? space + row[column] : row[column] + space
            }.joined(separator: "  ")
        }
        let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
        return ([lines[0], rule] + lines.dropFirst()).map(Self.trimmed).joined(separator: "\n")
    }

    /// One line of limited width: mail decides what stands in a cell, so controls become spaces.
    private func cut(_ text: String) -> String {
        let line = String(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
        return line.count > widthLimit ? line.prefix(widthLimit - 1) + "…" : line
    }

    private static func trimmed(_ line: String) -> String {
        var line = Substring(line)
        while line.last == " " { line.removeLast() }
        return String(line)
    }
}
