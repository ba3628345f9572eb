public import Core
public import FoundationEssentials
internal import GRDB

/// What is counted and remembered between removing something and its being gone from the disk.
public enum RemovalState: String, Sendable, CaseIterable {
    /// So much went since the audit log was last told.
    case messages, mailTexts, cases, auditLines
    /// Whether old words still stand in the tables of words, and old pages in the database's log.
    case words, pages
    /// When it was last looked for what is too old, to the end, and when the database was last written anew.
    case lastRun, lastVacuum
}

extension StoreTransaction {
    /// What is remembered under that name.
    public func value(of state: RemovalState) throws -> Int64? {
        try row("SELECT value FROM removal_state WHERE name = ?", [state.rawValue])?[0]
    }

    /// Remembers a value in the place of an earlier one.
    public func set(_ state: RemovalState, _ value: Int64) throws {
        try execute(
            """
            INSERT INTO removal_state (name, value) VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """, [state.rawValue, value])
    }

    /// Forgets what stands under that name; where a value is given, only if it is still that.
    func clear(_ state: RemovalState, ifStill value: Int64? = nil) throws {
        try execute("DELETE FROM removal_state WHERE name = ? AND value = coalesce(?, value)", [state.rawValue, value])
    }

    /// Counts so many more, and another change whose old pages are to go.
    func count(_ number: Int, _ state: RemovalState) throws {
        guard number > 0 else { return }
        try add(number, to: state)
        try add(1, to: .pages)
    }

    private func add(_ number: Int, to state: RemovalState) throws {
        try set(state, (try value(of: state) ?? 0) + Int64(number))
    }

    /// Empties a blob, and puts its file on the list of those that go; the row stays, since others point to it.
    ///
    /// No two rows point to one blob: whoever keeps octets keeps them for itself.
    func empty(blob id: Int64, at now: Date) throws {
        let old = try row("SELECT file FROM blob WHERE id = ? AND removed_at IS NULL", [id])
        guard let old else { return }
        if let file: String = old[0] {
            try execute("INSERT INTO removed_file (file) VALUES (?) ON CONFLICT (file) DO NOTHING", [file])
        }
        try execute(
            "UPDATE blob SET bytes = NULL, file = NULL, removed_at = ? WHERE id = ?", [now.milliseconds, id])
        try add(1, to: .pages)
    }

    /// Removes the octets of a message; whether they were there.
    ///
    /// Its line stays, so that it is not taken in again.
    func removeRaw(of id: Int64, at now: Date) throws -> Bool {
        let blob = try row(
            "UPDATE inbound SET raw_removed_at = ? WHERE id = ? AND raw_removed_at IS NULL RETURNING blob_id",
            [now.milliseconds, id])
        guard let blob else { return false }
        try empty(blob: blob[0], at: now)
        return true
    }

    /// When the octets of a message were removed; `nil` where they are there.
    public func rawRemoval(of id: ID<LedgerEntry>) throws -> Date? {
        try row("SELECT raw_removed_at FROM inbound WHERE id = ?", [id.rawValue])?.optionalDate(0)
    }

    /// Takes the words of posts out of the tables of words, changes the posts, and writes what they say then.
    ///
    /// `condition` names the posts. Words that no search knows yet are left to whoever makes them known.
    func replaceInSearch(where condition: String, _ arguments: StatementArguments, by change: () throws -> Void) throws
    {
        let known = condition + " AND id <= (SELECT feed_entry_id FROM search_progress)"
        try execute(CaseSearch.removal(where: known), arguments)
        try change()
        try execute(CaseSearch.words(where: known), arguments)
        try count(1, .words)
    }

    /// Some of the files that are to be unlinked.
    func removedFiles(limit: Int) throws -> [String] {
        try rows("SELECT file FROM removed_file ORDER BY file LIMIT ?", [limit]).map { $0[0] }
    }

    /// How many files are still to be unlinked.
    public func removedFileCount() throws -> Int { try row("SELECT count(*) FROM removed_file")?[0] ?? 0 }

    func forget(removedFiles names: [String]) throws {
        for name in names { try execute("DELETE FROM removed_file WHERE file = ?", [name]) }
    }

    /// Merges some more of the tables of words, so that what was taken out of them is in no page any more; whether that
    /// changed nothing, so that they are done.
    ///
    /// The first step of a run puts all that there is on the way of being merged into one.
    func mergeWords(isFirst: Bool) throws -> Bool {
        var isDone = true
        for table in CaseSearch.tables {
            let before = db.totalChangesCount
            try execute(
                "INSERT INTO \(table) (\(table), rank) VALUES ('merge', ?)",
                [isFirst ? -Self.mergeSize : Self.mergeSize])
            // SQLite's documentation: fewer than two changes say that there is nothing left to merge.
            if db.totalChangesCount - before >= 2 { isDone = false }
        }
        return isDone
    }

    private static let mergeSize = 500
}
