/// What came with lists and searches that stay quick among many cases.
extension Schema {
    private static let rows = CaseSearch.rowsOfCase

    /// A row for each subject and each post; its number has that of the case in it, so that nothing needs to be looked up.
    private static let words = """
        INSERT INTO case_words (rowid, text) SELECT number * \(rows), subject FROM support_case;
        INSERT INTO case_words (rowid, text)
            SELECT case_number * \(rows) + row_number() OVER (PARTITION BY case_number ORDER BY id),
                text || ' ' || coalesce(
                    (SELECT group_concat(filename, ' ') FROM attachment WHERE feed_entry_id = feed_entry.id), '')
            FROM feed_entry WHERE kind = 'post';
        """

    static let search = """
        CREATE VIRTUAL TABLE case_words USING fts5(text, content='', tokenize='unicode61 remove_diacritics 2');
        \(words)
        """

    /// Words once more, with a list for each of their beginnings; subjects by any three letters in a row; an index for
    /// each order, which ends with the number.
    static let lists = """
        DROP TABLE case_words;
        CREATE VIRTUAL TABLE case_words USING fts5(text, content='', columnsize=0,
            prefix='\(CaseSearch.prefixes)', tokenize='unicode61 remove_diacritics 2');
        \(words)
        CREATE VIRTUAL TABLE case_subjects USING fts5(subject, content='', columnsize=0, detail=none, tokenize='trigram');
        INSERT INTO case_subjects (rowid, subject) SELECT number, subject FROM support_case;
        DROP INDEX support_case_modified;
        CREATE INDEX support_case_modified ON support_case (modified_at, number);
        CREATE INDEX support_case_created ON support_case (created_at, number);
        CREATE INDEX support_case_subject ON support_case (lower(subject), number);
        CREATE INDEX support_case_status ON support_case (status, number);
        CREATE INDEX support_case_priority ON support_case (priority, number);
        CREATE INDEX support_case_type ON support_case (type, number);
        CREATE INDEX support_case_module ON support_case (module, number);
        CREATE INDEX support_case_team ON support_case (team, number);
        CREATE INDEX support_case_of_account ON support_case (account_id, number);
        CREATE INDEX support_case_assignee ON support_case (assignee_id, number);
        CREATE INDEX support_case_due_date ON support_case (coalesce(due_date, '9999'), number);
        CREATE INDEX support_case_open ON support_case (modified_at, number, status, priority, type, module, team,
            account_id, contact_id, assignee_id) WHERE status <> 'Closed';
        CREATE INDEX person_by_address ON person (address);
        """
}
