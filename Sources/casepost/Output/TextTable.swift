/// Rows in columns as wide as their widest text, for people.
struct TextTable {
    private let header: [String]
    private var rows: [[String]] = []
    private let widthLimit = 48

    init(_ header: String...) { self.header = header }

    mutating func add(_ cells: String...) { rows.append(cells.map(cut)) }

    /// The table with a line under its head.
    var text: String {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        let lines = all.map { row in
            zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
                .joined(separator: "  ")
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
