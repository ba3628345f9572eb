/// What came with mails that tell several events, and with people who are copied on a mail.
extension Schema {
    /// A mail of several events has a row for each of them here; a mail of one event has none.
    ///
    /// `told_later` marks mails that were kept back and of which their recipients are told by one mail.
    static let bursts = """
        CREATE TABLE outbox_event (
            outbox_id BIGINT NOT NULL REFERENCES outbox (id),
            feed_entry_id BIGINT NOT NULL REFERENCES feed_entry (id),
            PRIMARY KEY (outbox_id, feed_entry_id)
        );
        ALTER TABLE outbox ADD COLUMN told_later INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX outbox_told_later ON outbox (case_number, id) WHERE told_later = 1;
        CREATE TABLE refused_copy (
            case_number BIGINT NOT NULL REFERENCES support_case (number),
            address_key TEXT NOT NULL,
            address TEXT NOT NULL,
            reason TEXT NOT NULL,
            at BIGINT NOT NULL,
            PRIMARY KEY (case_number, address_key)
        );
        """
}
