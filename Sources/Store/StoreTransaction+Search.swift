internal import Core
internal import GRDB

/// The tables of words are behind the cases: what is new comes into them in batches, before the next search or when
/// there is nothing else to do.
///
/// So taking in mail does not pay for it, and many rows at once cost a fraction of what they cost one by one.
extension StoreTransaction {
    /// Notes the words of up to `limit` entries and cases that are not in the tables yet; how many it saw.
    ///
    /// One writer gives entries and cases rising numbers, so that what is new stands behind what is known.
    public func indexNewWords(limit: Int) throws -> Int {
        guard let known = try row("SELECT feed_entry_id, case_number FROM search_progress") else {
            throw Damaged.row("the progress of the search")
        }
        let entries = try span(of: "feed_entry", "id", after: known[0], limit)
        let cases = try span(of: "support_case", "number", after: known[1], limit)
        guard entries.count + cases.count > 0 else { return 0 }
        try execute(CaseSearch.words(where: "id > ? AND id <= ?"), [entries.first, entries.last])
        for sql in CaseSearch.subjects(where: "number > ? AND number <= ?") {
            try execute(sql, [cases.first, cases.last])
        }
        try execute("UPDATE search_progress SET feed_entry_id = ?, case_number = ?", [entries.last, cases.last])
        return entries.count + cases.count
    }

    /// Whether there are words that no search finds yet.
    func hasNewWords() throws -> Bool {
        try row(
            """
            SELECT 1 FROM search_progress WHERE feed_entry_id < (SELECT max(id) FROM feed_entry)
                OR case_number < (SELECT max(number) FROM support_case)
            """) != nil
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

    /// The number behind which new rows begin, that with which the batch ends, and how many rows it has.
    private func span(
        of table: String, _ column: String, after first: Int64, _ limit: Int
    ) throws -> (first: Int64, last: Int64, count: Int) {
        let rows = try row(
            """
            SELECT max(\(column)), count(*) FROM (
                SELECT \(column) FROM \(table) WHERE \(column) > ? ORDER BY \(column) LIMIT ?) AS batch
            """, [first, limit])
        return (first, rows?[0] ?? first, rows?[1] ?? 0)
    }
}
