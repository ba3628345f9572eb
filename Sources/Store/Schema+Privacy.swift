/// What came with retention, redaction and legal hold.
extension Schema {
    /// Rows stay where their content goes: keys of the ledger, so that nothing is taken in twice, and numbers, since SQLite
    /// gives the last ones of a table again when their rows are deleted.
    ///
    /// `removed_file` has the files that are still to be unlinked, `removal_state` what is still to be done and told. The
    /// indexes find what is old enough among what is still there, and the messages of a case.
    static let privacy = """
        CREATE TABLE legal_hold (
            kind TEXT NOT NULL,
            subject BIGINT NOT NULL,
            origin TEXT NOT NULL,
            reason TEXT NOT NULL,
            set_by TEXT NOT NULL,
            set_at BIGINT NOT NULL,
            PRIMARY KEY (kind, subject, origin)
        );
        CREATE TABLE removed_file (file TEXT NOT NULL PRIMARY KEY);
        CREATE TABLE removal_state (
            name TEXT NOT NULL PRIMARY KEY,
            value BIGINT NOT NULL
        );
        ALTER TABLE blob ADD COLUMN removed_at BIGINT;
        ALTER TABLE inbound ADD COLUMN raw_removed_at BIGINT;
        ALTER TABLE outbox ADD COLUMN text_removed_at BIGINT;
        ALTER TABLE feed_entry ADD COLUMN removed_at BIGINT;
        ALTER TABLE support_case ADD COLUMN removed_at BIGINT;
        CREATE INDEX inbound_raw ON inbound (outcome, finished_at, id)
            WHERE raw_removed_at IS NULL AND state <> 'received';
        CREATE INDEX inbound_case ON inbound (case_number) WHERE case_number IS NOT NULL;
        CREATE INDEX outbox_text ON outbox (queued_at, id)
            WHERE text_removed_at IS NULL AND (answer IS NOT NULL OR (recipient_id IS NULL AND case_number IS NULL));
        CREATE INDEX support_case_closed ON support_case (account_id, closed_at, number)
            WHERE closed_at IS NOT NULL AND removed_at IS NULL;
        """
}
