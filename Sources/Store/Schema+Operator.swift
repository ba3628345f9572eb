/// What came with mails to the operator: the alerts that stand, how far digests told, and what is counted for both.
extension Schema {
    /// `noted_at` is `NULL` while an alert may still pass by itself, `told_at` while no mail told of it.
    static let operators = """
        CREATE TABLE operator_alert (
            name TEXT NOT NULL PRIMARY KEY,
            text TEXT NOT NULL,
            advice TEXT NOT NULL,
            level BIGINT NOT NULL,
            tells_end INTEGER NOT NULL,
            since BIGINT NOT NULL,
            noted_at BIGINT,
            told_at BIGINT,
            told_level BIGINT NOT NULL,
            gone_at BIGINT
        );
        CREATE TABLE operator_mark (
            name TEXT NOT NULL PRIMARY KEY,
            window_at BIGINT NOT NULL,
            made_at BIGINT NOT NULL,
            inbound_id BIGINT NOT NULL,
            outbox_id BIGINT NOT NULL
        );
        CREATE INDEX outbox_given_up ON outbox (state, tried_at) WHERE state = 'failed';
        CREATE INDEX support_case_unanswered ON support_case (response_due_at)
            WHERE status <> 'Closed' AND response_answered_at IS NULL AND response_due_at IS NOT NULL;
        """
}
