/// What came with lists and searches that stay quick among many cases.
extension Schema {
    static let search = """
        CREATE VIRTUAL TABLE case_words USING fts5(text, content='', tokenize='unicode61 remove_diacritics 2');
        """

    /// Words once more, with a list for each of their beginnings; subjects by any three letters in a row; how far both have
    /// come, which is nowhere yet; an index for each order, which ends with the number.
    static let lists = """
        DROP TABLE case_words;
        CREATE VIRTUAL TABLE case_words USING fts5(text, content='', columnsize=0,
            prefix='\(CaseSearch.prefixes)', tokenize='unicode61 remove_diacritics 2');
        CREATE VIRTUAL TABLE case_subjects USING fts5(subject, content='', columnsize=0, detail=none, tokenize='trigram');
        CREATE TABLE search_progress (feed_entry_id BIGINT NOT NULL, case_number BIGINT NOT NULL);
        INSERT INTO search_progress VALUES (0, 0);
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

    /// The words that are known, by name.
    static let vocabulary = "CREATE VIRTUAL TABLE case_vocabulary USING fts5vocab('case_words', 'instance')"

    /// Lists of an account walk the index by number; each case that moved had to find its place in this one, too.
    static let fewerIndexes = "DROP INDEX support_case_account"
}
