/// Prints a report in the form that is wanted.
struct ReportPrinter {
    /// The forms in which reports are printed.
    enum Form { case table, json, csv }

    var form: Form
    /// What people are told below the table.
    var notes: [String]

    func print<Line: ReportLine>(_ lines: [Line]) throws {
        switch form {
        case .json: for line in lines { try JSONLine.print(line) }
        case .csv:
            Swift.print(([Line.columns] + lines.map(\.values)).map(CSVLine.text).joined(), terminator: "")
        case .table:
            var table = TextTable(Line.heads, numbers: Line.firstNumber..<Line.heads.count)
            for line in lines { table.add(line.cells) }
            Swift.print(([table.text] + notes).joined(separator: "\n"))
        }
    }
}
