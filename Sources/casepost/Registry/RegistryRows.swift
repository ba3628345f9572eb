internal import Core

/// The rows of a registry file, and the line that each begins on.
struct RegistryRows<Row: Sendable>: Sendable {
    /// The rows in their order.
    var values: [Row] = []
    /// The line of each row.
    var lines: [Int] = []
}

/// Reads rows of named columns and collects what is wrong with them.
struct RegistryReader {
    /// A row whose cells are asked for by column.
    struct Cells {
        let line: Int
        private let cells: [String: String]

        fileprivate init(line: Int, cells: [String: String]) {
            self.line = line
            self.cells = cells
        }

        subscript(_ column: String) -> String { cells[column, default: ""] }

        /// The parts of a cell between semicolons.
        func list(_ column: String) -> [String] {
            self[column].split(separator: ";").map(\.trimmed).filter { !$0.isEmpty }
        }
    }

    /// What is wrong so far.
    private(set) var problems: [FileProblem] = []
    /// The rows that have as many cells as the header.
    private(set) var rows: [Cells] = []

    private let file: String

    /// Takes a text apart; without a header that has all `columns` there are no rows.
    init(_ text: String, file: String, columns: [String], optional: [String] = []) {
        self.file = file
        let table = CSVTable(text, file: file)
        problems = table.problems
        guard let header = table.records.first else {
            report(nil, "", "has no header; write this as its first line: \(columns.joined(separator: ","))")
            return
        }
        let names = header.cells.map { $0.lowercased() }
        guard checkHeader(names, columns, optional, header.line) else { return }
        for record in table.records.dropFirst() {
            guard record.cells.count == names.count else {
                report(
                    record.line, "",
                    "has \(record.cells.count) cells, the header has \(names.count); see whether a comma is missing or too many"
                )
                continue
            }
            add(record, names)
        }
    }

    /// Adds a problem of one row.
    mutating func report(_ line: Int?, _ column: String, _ text: String) {
        problems.append(FileProblem(file: file, line: line, subject: column, text: text))
    }

    private mutating func add(_ record: CSVTable.Record, _ names: [String]) {
        var cells: [String: String] = [:]
        for (name, cell) in zip(names, record.cells) {
            if cell.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
                report(record.line, name, "has a line end or control character in it; write it on one line")
            }
            cells[name] = FormulaGuard.removed(from: cell)
        }
        rows.append(Cells(line: record.line, cells: cells))
    }

    /// Whether all columns are there; what is wrong with the header is reported.
    private mutating func checkHeader(
        _ names: [String], _ columns: [String], _ optional: [String], _ line: Int
    ) -> Bool {
        if names.count == 1, let separator = names.first?.first(where: { $0 == ";" || $0 == "\t" }) {
            let name = separator == ";" ? "semicolons" : "tabs"
            report(line, "", "the columns are separated by \(name); save the file with commas")
            return false
        }
        for (index, name) in names.enumerated() {
            if names[..<index].contains(name) { report(line, name, "stands twice; remove one of the columns") }
            guard !(columns + optional).contains(name) else { continue }
            report(line, name, "is no column; remove it" + NearestName.hint(for: name, among: columns + optional))
        }
        let missing = columns.filter { !names.contains($0) }
        for column in missing {
            report(line, column, "is missing; add the column, its cells may be empty where nothing is known")
        }
        return missing.isEmpty
    }
}
