/// What came with backups: when one was made last, and numbers that a restored desk does not give again.
extension Schema {
    /// `number_sequence` has a row for each table whose numbers stand in mail: no number up to it is given any more.
    static let backup = """
        CREATE TABLE desk_backup (
            name TEXT NOT NULL PRIMARY KEY,
            at BIGINT NOT NULL,
            size BIGINT NOT NULL
        );
        INSERT INTO number_sequence (name, last_value) VALUES ('outbox', 0), ('survey', 0), ('challenge', 0),
            ('person', 0);
        CREATE INDEX inbound_quarantined ON inbound (id) WHERE state = 'quarantined';
        """

    /// The next number of such a table, as an expression.
    static func next(of table: String) -> String {
        """
        (SELECT max(last_value, (SELECT coalesce(max(id), 0) FROM \(table))) + 1 FROM number_sequence
            WHERE name = '\(table)')
        """
    }
}
