/// What came with verified senders: who is suspended, what is held, who was asked, and the log of what was decided.
extension Schema {
    /// `desk` has one row: the name that the desk's tokens are bound to.
    static let audit = """
        CREATE TABLE audit (
            number BIGINT NOT NULL PRIMARY KEY,
            at BIGINT NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            detail TEXT NOT NULL,
            hash TEXT NOT NULL
        );
        CREATE TABLE audit_head (
            name TEXT NOT NULL PRIMARY KEY,
            number BIGINT NOT NULL,
            hash TEXT NOT NULL
        );
        CREATE TABLE desk (
            name TEXT NOT NULL PRIMARY KEY
        );
        """

    static let identities = """
        ALTER TABLE person ADD COLUMN registered_at BIGINT;
        ALTER TABLE person ADD COLUMN flagged_at BIGINT;
        ALTER TABLE person ADD COLUMN suspended_at BIGINT;
        CREATE INDEX person_activity ON person (last_activity_at) WHERE kind = 'contact' AND state = 'active';
        ALTER TABLE support_case ADD COLUMN is_exception INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE support_case ADD COLUMN token_epoch INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX support_case_contact ON support_case (contact_id, created_at);
        ALTER TABLE inbound ADD COLUMN retry_at BIGINT;
        ALTER TABLE inbound ADD COLUMN sender_id BIGINT REFERENCES person (id);
        ALTER TABLE inbound ADD COLUMN evidence TEXT;
        CREATE INDEX inbound_sender ON inbound (sender_id, received_at) WHERE sender_id IS NOT NULL;
        CREATE TABLE challenge (
            id \(identity),
            person_id BIGINT NOT NULL REFERENCES person (id),
            address TEXT NOT NULL,
            state TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            answered_at BIGINT
        );
        CREATE INDEX challenge_person ON challenge (person_id, created_at);
        CREATE INDEX challenge_created ON challenge (created_at);
        CREATE INDEX challenge_open ON challenge (expires_at) WHERE state = 'open';
        CREATE TABLE held (
            inbound_id BIGINT NOT NULL PRIMARY KEY REFERENCES inbound (id),
            state TEXT NOT NULL,
            challenge_id BIGINT REFERENCES challenge (id),
            release TEXT,
            decided_by TEXT,
            decided_at BIGINT
        );
        CREATE INDEX held_waiting ON held (inbound_id) WHERE state = 'waiting';
        CREATE INDEX held_challenge ON held (challenge_id) WHERE challenge_id IS NOT NULL;
        INSERT INTO held (inbound_id, state) SELECT id, 'waiting' FROM inbound WHERE outcome = 'held';
        CREATE TABLE bounce (
            id \(identity),
            person_id BIGINT NOT NULL REFERENCES person (id),
            outbox_id BIGINT,
            at BIGINT NOT NULL,
            effect TEXT NOT NULL,
            status TEXT NOT NULL
        );
        CREATE INDEX bounce_person ON bounce (person_id, at);
        """

    /// The same table with room for mails that are about no case and to nobody of the registry; SQLite drops no constraint.
    static let generalOutbox = """
        CREATE TABLE outbox_general (
            id \(identity),
            template TEXT NOT NULL,
            case_number BIGINT REFERENCES support_case (number),
            feed_entry_id BIGINT REFERENCES feed_entry (id),
            challenge_id BIGINT REFERENCES challenge (id),
            recipient_id BIGINT REFERENCES person (id),
            to_address TEXT NOT NULL,
            to_key TEXT NOT NULL,
            mailbox TEXT NOT NULL,
            message_id TEXT NOT NULL UNIQUE,
            date_at BIGINT NOT NULL,
            reply_to TEXT,
            in_reply_to TEXT,
            message_references TEXT NOT NULL,
            state TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            queued_at BIGINT NOT NULL,
            next_attempt_at BIGINT NOT NULL,
            lease_until BIGINT,
            sent_at BIGINT,
            last_error TEXT,
            reply TEXT
        );
        INSERT INTO outbox_general (id, template, case_number, feed_entry_id, recipient_id, to_address, to_key, mailbox,
            message_id, date_at, reply_to, in_reply_to, message_references, state, attempts, queued_at, next_attempt_at, lease_until,
            sent_at, last_error, reply)
            SELECT id, template, case_number, feed_entry_id, recipient_id, to_address, lower(to_address), mailbox,
                message_id, date_at, reply_to, in_reply_to, message_references, state, attempts, queued_at, next_attempt_at, lease_until,
                sent_at, last_error, reply FROM outbox;
        DROP TABLE outbox;
        ALTER TABLE outbox_general RENAME TO outbox;
        CREATE INDEX outbox_due ON outbox (next_attempt_at, id) WHERE state IN ('queued', 'sending');
        CREATE INDEX outbox_order ON outbox (case_number, recipient_id, id) WHERE state IN ('queued', 'sending');
        CREATE INDEX outbox_to ON outbox (to_key, id);
        CREATE INDEX outbox_case ON outbox (case_number, queued_at) WHERE case_number IS NOT NULL;
        """
}
