internal import Core
internal import GRDB

/// Searching for words.
///
/// The tables of words are SQLite's own; another database has others behind the same names.
struct CaseSearch {
    /// What `MATCH` is given.
    let pattern: String
    /// Whether each word has a list of its own, so that a single case can be tested without reading all of them.
    let isSeekable: Bool

    /// The words, none of whose signs means anything, each taken for the beginning of one.
    ///
    /// `vocabulary` gives the words that begin so, `nil` where they are too many to name.
    init(_ words: String, vocabulary: (_ beginning: String) throws -> [String]?, tokens: (String) throws -> [String])
        rethrows
    {
        let patterns = try words.split(whereSeparator: \.isWhitespace).prefix(16).map { word in
            let quoted = Self.quoted(String(word)) + "*"
            let tokens = try tokens(String(word))
            guard let last = tokens.last, last.unicodeScalars.count > Self.longestPrefix else { return (quoted, true) }
            guard tokens.count == 1, let words = try vocabulary(last) else { return (quoted, false) }
            return (words.isEmpty ? quoted : "(\(words.map(Self.quoted).joined(separator: " OR ")))", true)
        }
        pattern = patterns.map(\.0).joined(separator: " AND ")
        isSeekable = patterns.allSatisfy(\.1)
    }

    private static let longestPrefix = 6

    /// The lengths of the beginnings of words that have a list of their own.
    static let prefixes = (1...longestPrefix).map(String.init).joined(separator: " ")

    /// Rows of one case: its subject is the first of them, its posts follow.
    private static let rowsOfCase: Int64 = 1 << 20

    /// The row of a case's subject.
    static func row(of number: CaseNumber) -> Int64 { number.rawValue * rowsOfCase }

    /// The words of the posts that meet the condition, a row for each, with the names of their files.
    ///
    /// The number of a row has that of the case in it, so that nothing needs to be looked up; behind it stands which of the
    /// case's posts it is, counted from 1.
    private static func rows(where condition: String) -> String {
        """
        SELECT case_number * \(rowsOfCase) + min(\(rowsOfCase - 1), (
                SELECT count(*) FROM feed_entry AS earlier
                WHERE earlier.case_number = feed_entry.case_number AND kind = 'post' AND earlier.id <= feed_entry.id)),
            text || ' ' || coalesce(
                (SELECT group_concat(filename, ' ') FROM attachment WHERE feed_entry_id = feed_entry.id), '')
        FROM feed_entry WHERE kind = 'post' AND \(condition)
        """
    }

    /// Writes the words of the posts that meet the condition.
    static func words(where condition: String) -> String {
        "INSERT INTO case_words (rowid, text) \(rows(where: condition))"
    }

    /// Takes the words of the posts that meet the condition out again, which must be what they were when they were written.
    static func removal(where condition: String) -> String {
        "INSERT INTO case_words (case_words, rowid, text) SELECT 'delete', * FROM (\(rows(where: condition))) AS old"
    }

    /// The tables that have words in them, in pages that are only rewritten when they are merged.
    static let tables = ["case_words", "case_subjects"]

    /// Write the subjects of the cases that meet the condition: as words, and to be found by any of their letters.
    static func subjects(where condition: String) -> [String] {
        [
            "INSERT INTO case_words (rowid, text) SELECT number * \(rowsOfCase), subject FROM support_case WHERE \(condition)",
            "INSERT INTO case_subjects (rowid, subject) SELECT number, subject FROM support_case WHERE \(condition)",
        ]
    }

    /// The cases that have the words, the latest first.
    var source: CaseSource {
        .list(SQLFragment("SELECT \(Self.number) AS found \(Self.matching) ORDER BY rowid DESC", [pattern]))
    }

    /// Whether a case is among all that have the words, which are read first; the sum keeps them from leading.
    var listed: SQLFragment {
        SQLFragment("support_case.number + 0 IN (SELECT \(Self.number) \(Self.matching))", [pattern])
    }

    /// Whether one of a case's own rows has the words; the cases from number `first` on, which are asked for most, are
    /// listed at once.
    func sought(listedFrom first: Int64) -> SQLFragment {
        SQLFragment(
            """
            CASE WHEN support_case.number >= ?
                THEN support_case.number + 0 IN (SELECT \(Self.number) \(Self.matching) AND rowid >= ? * \(Self.rowsOfCase))
                ELSE EXISTS (SELECT 1 \(Self.matching) AND rowid BETWEEN support_case.number * \(Self.rowsOfCase)
                    AND support_case.number * \(Self.rowsOfCase) + \(Self.rowsOfCase - 1))
            END
            """, [first, pattern, first, pattern])
    }

    private static let number = "rowid / \(rowsOfCase)"
    private static let matching = "FROM case_words WHERE case_words MATCH ?"

    /// The candidates for subjects that have each of the texts somewhere, the latest first; none if all are too short.
    ///
    /// The table has every three letters in a row, whatever their case; what it finds is tested afterwards. Three
    /// letters that are rare are quicker by themselves than all together, which come last.
    static func subjects(having texts: [String]) -> [CaseSource] {
        let triples = texts.flatMap { text in
            let letters = Array(text.unicodeScalars)
            return letters.indices.dropLast(2).map { String(String.UnicodeScalarView(letters[$0..<$0 + 3])) }
        }
        let some = stride(from: 0, to: triples.count, by: max(1, triples.count / 8)).map { triples[$0] }
        let all = triples.count > 1 ? [triples.prefix(32).map(quoted).joined(separator: " AND ")] : []
        return (some.map(quoted) + all).map(candidates)
    }

    private static func candidates(_ pattern: String) -> CaseSource {
        .list(
            SQLFragment(
                "SELECT rowid AS found FROM case_subjects WHERE case_subjects MATCH ? ORDER BY rowid DESC", [pattern]))
    }

    private static func quoted(_ text: String) -> String {
        "\"\(text.replacing("\"", with: "\"\""))\""
    }
}
