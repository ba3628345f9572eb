/// What came with surveys.
extension Schema {
    /// One row for each closing of a case; who was asked last is found by an index, for a contact and for an account.
    ///
    /// Cases that are closed already get none: nobody is asked about what was long ago. `answer_id` is the entry of the
    /// feed that has the last answer.
    static let surveys = """
        CREATE TABLE survey (
            id \(identity),
            case_number BIGINT NOT NULL REFERENCES support_case (number),
            contact_id BIGINT NOT NULL REFERENCES person (id),
            account_id BIGINT NOT NULL REFERENCES account (id),
            team TEXT NOT NULL,
            advisor_id BIGINT REFERENCES person (id),
            state TEXT NOT NULL,
            why TEXT NOT NULL DEFAULT '',
            due_at BIGINT NOT NULL,
            sent_at BIGINT,
            answered_at BIGINT,
            answer_id BIGINT REFERENCES feed_entry (id),
            courtesy INTEGER,
            knowledge INTEGER,
            timeliness INTEGER,
            quality INTEGER,
            overall INTEGER,
            comment TEXT NOT NULL DEFAULT ''
        );
        CREATE INDEX survey_due ON survey (due_at, id) WHERE state = 'due';
        CREATE INDEX survey_open ON survey (sent_at) WHERE state = 'sent';
        CREATE INDEX survey_case ON survey (case_number);
        CREATE INDEX survey_contact ON survey (contact_id, sent_at) WHERE sent_at IS NOT NULL;
        CREATE INDEX survey_account ON survey (account_id, sent_at) WHERE sent_at IS NOT NULL;
        CREATE INDEX survey_sent ON survey (sent_at) WHERE sent_at IS NOT NULL;
        CREATE INDEX survey_answer ON survey (answer_id) WHERE answer_id IS NOT NULL;
        ALTER TABLE outbox ADD COLUMN survey_id BIGINT REFERENCES survey (id);
        CREATE INDEX outbox_survey ON outbox (survey_id) WHERE survey_id IS NOT NULL AND state = 'queued';
        """
}
