/// Keeps spreadsheet programs from running a cell as a formula.
enum FormulaGuard {
    private static let triggers: Set<Character> = ["=", "+", "-", "@", "\t", "\r", "\n", "\r\n", "＝", "＋", "－", "＠"]

    /// The cell with an apostrophe before it where it would be a formula; NUL becomes U+FFFD.
    static func added(to cell: String) -> String {
        let cell = cell.replacing("\0", with: "\u{FFFD}")
        return isFormula(cell) ? "'" + cell : cell
    }

    /// The cell without an apostrophe that ``added(to:)`` put there.
    static func removed(from cell: String) -> String {
        cell.first == "'" && isFormula(cell.dropFirst()) ? String(cell.dropFirst()) : cell
    }

    private static func isFormula(_ cell: some StringProtocol) -> Bool {
        if let first = cell.first, triggers.contains(first) { return true }
        return cell.first { !$0.isWhitespace }.map(triggers.contains) ?? false
    }
}
