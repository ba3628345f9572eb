internal import GRDB

/// A piece of SQL with the values of its question marks.
struct SQLFragment {
    let sql: String
    let arguments: StatementArguments

    init(_ sql: String, _ arguments: StatementArguments = []) {
        (self.sql, self.arguments) = (sql, arguments)
    }

    /// One piece after the other, with a space between them.
    static func + (first: SQLFragment, second: SQLFragment) -> SQLFragment {
        SQLFragment(first.sql + " " + second.sql, first.arguments + second.arguments)
    }

    /// The pieces, all of which have to be true, behind `word`; nothing if there are none.
    static func all(_ pieces: [SQLFragment], after word: String) -> SQLFragment {
        guard !pieces.isEmpty else { return SQLFragment("") }
        return SQLFragment(
            word + " " + pieces.map(\.sql).joined(separator: " AND "),
            pieces.reduce(into: StatementArguments()) { $0 += $1.arguments })
    }

    /// The piece between two texts.
    func within(_ before: String, _ after: String) -> SQLFragment {
        SQLFragment(before + sql + after, arguments)
    }
}
