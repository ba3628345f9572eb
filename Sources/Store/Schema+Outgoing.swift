/// What came with an outbox that knows priorities, pauses and a rate.
extension Schema {
    /// Columns, indexes, and the one row of what is known of the way out.
    ///
    /// `is_head` says that no unsent mail of the same case and recipient is older. It is kept, not asked for, so that
    /// claiming reads no mail that has to wait for another, however many there are.
    static let outgoing = """
        ALTER TABLE outbox ADD COLUMN priority INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE outbox ADD COLUMN is_head INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE outbox ADD COLUMN may_be_duplicate INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE outbox ADD COLUMN first_tried_at BIGINT;
        ALTER TABLE outbox ADD COLUMN tried_at BIGINT;
        UPDATE outbox SET priority = 0 WHERE template IN ('case-acknowledgement', 'command-reply', 'question-reply',
            'sender-confirm', 'sender-redirect', 'sender-read-only', 'on-call');
        UPDATE outbox SET priority = 2 WHERE template = 'case-follow-up';
        UPDATE outbox SET first_tried_at = queued_at WHERE attempts > 0;
        UPDATE outbox SET is_head = 0 WHERE state IN ('queued', 'sending') AND EXISTS (
            SELECT 1 FROM outbox AS earlier
            WHERE earlier.case_number = outbox.case_number AND earlier.recipient_id = outbox.recipient_id
                AND earlier.id < outbox.id AND earlier.state IN ('queued', 'sending'));
        DROP INDEX outbox_due;
        CREATE INDEX outbox_turn ON outbox (priority, next_attempt_at, id) WHERE state = 'queued' AND is_head = 1;
        CREATE INDEX outbox_leased ON outbox (lease_until) WHERE state = 'sending';
        CREATE INDEX outbox_tried ON outbox (tried_at) WHERE tried_at IS NOT NULL;
        CREATE INDEX outbox_unsent ON outbox (id) WHERE state <> 'sent';
        CREATE TABLE outgoing (
            places BIGINT NOT NULL,
            paused_since BIGINT,
            paused_until BIGINT,
            pause_reason TEXT,
            pause_count INTEGER NOT NULL
        );
        INSERT INTO outgoing (places, pause_count) VALUES (0, 0);
        """

    /// What was sent to an address of late is found without reading all that ever was.
    static let recentMail = """
        DROP INDEX outbox_to;
        CREATE INDEX outbox_to ON outbox (to_key, queued_at, id);
        """
}
