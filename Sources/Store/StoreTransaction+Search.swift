internal import Core
internal import GRDB

/// The tables of words are behind the cases: what is new comes into them in batches, before the next search or when
/// there is nothing else to do.
///
/// So taking in mail does not pay for it, and many rows at once cost a fraction of what they cost one by one.
extension StoreTransaction {
    /// Notes the words of up to `limit` entries and as many cases that are not in the tables yet.
    ///
    /// One writer gives entries and cases rising numbers, so that what is new stands behind what is known.
    func indexNewWords(limit: Int) throws {
        guard let known = try row("SELECT feed_entry_id, case_number FROM search_progress") else {
            throw Damaged.row("the progress of the search")
        }
        let entries = try span(of: "feed_entry", "id", after: known[0], limit)
        let cases = try span(of: "support_case", "number", after: known[1], limit)
        try execute(CaseSearch.words(where: "id > ? AND id <= ?"), [entries.first, entries.last])
        for sql in CaseSearch.subjects(where: "number > ? AND number <= ?") {
            try execute(sql, [cases.first, cases.last])
        }
        try execute("UPDATE search_progress SET feed_entry_id = ?, case_number = ?", [entries.last, cases.last])
    }

    /// Whether there are words that no search finds yet.
    func hasNewWords() throws -> Bool {
        try row(
            """
            SELECT 1 FROM search_progress WHERE feed_entry_id < (SELECT max(id) FROM feed_entry)
                OR case_number < (SELECT max(number) FROM support_case)
            """) != nil
    }

    /// A search for words; long ones are looked up, since only short beginnings have a list of their own.
    func search(_ words: String) throws -> CaseSearch {
        let tokenizer = try db.makeTokenizer(.unicode61(diacritics: .remove))
        return try CaseSearch(
            words, vocabulary: { try vocabulary($0) }, tokens: { try tokenizer.tokenize(query: $0).map(\.token) })
    }

    /// The words that begin so; `nil` for more than can be asked for by name.
    ///
    /// From each word to the next, so that not all places of all words are read.
    private func vocabulary(_ beginning: String) throws -> [String]? {
        let limit = 64
        let words: [String] = try rows(
            """
            WITH RECURSIVE known (term) AS (
                SELECT (SELECT term FROM case_vocabulary WHERE term >= ?1 LIMIT 1)
                UNION ALL
                SELECT (SELECT term FROM case_vocabulary WHERE term >= known.term || char(1) LIMIT 1)
                FROM known WHERE known.term < ?2 LIMIT ?3)
            SELECT term FROM known WHERE term < ?2
            """, [beginning, beginning + "\u{10FFFF}", limit + 2]
        ).map { $0[0] }
        return words.count > limit ? nil : words
    }

    /// Notes that the subject of a case is another one, if the old one is known.
    func replaceInSearch(subject old: String, by new: String, of number: CaseNumber) throws {
        guard old != new,
            try row("SELECT 1 FROM search_progress WHERE case_number >= ?", [number.rawValue]) != nil
        else { return }
        for (table, row) in [("case_subjects", number.rawValue), ("case_words", CaseSearch.row(of: number))] {
            let column = table == "case_subjects" ? "subject" : "text"
            try execute("INSERT INTO \(table) (\(table), rowid, \(column)) VALUES ('delete', ?, ?)", [row, old])
            try execute("INSERT INTO \(table) (rowid, \(column)) VALUES (?, ?)", [row, new])
        }
    }

    /// The number behind which new rows begin, and that with which the batch ends.
    private func span(
        of table: String, _ column: String, after first: Int64, _ limit: Int
    ) throws -> (first: Int64, last: Int64) {
        let end = try row(
            """
            SELECT max(\(column)) FROM (
                SELECT \(column) FROM \(table) WHERE \(column) > ? ORDER BY \(column) LIMIT ?) AS batch
            """, [first, limit])
        return (first, end?[0] ?? first)
    }
}
