/// Lines of CSV files that are safe to open in a spreadsheet program (RFC 4180).
enum CSVLine {
    /// One record with its line end, each cell in quotes and none of them a formula.
    static func text(_ cells: [String]) -> String {
        cells.map { "\"" + FormulaGuard.added(to: $0).replacing("\"", with: "\"\"") + "\"" }
            .joined(separator: ",") + "\r\n"
    }
}
