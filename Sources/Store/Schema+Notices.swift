/// What came with status notices.
extension Schema {
    /// Notices, what was said about them with the period as it was then, and whom it was mailed to.
    ///
    /// The period of a notice is that of its last update, kept beside it for lists.
    static let notices = """
        CREATE TABLE notice (
            id \(identity),
            kind TEXT NOT NULL,
            title TEXT NOT NULL,
            begins_at BIGINT NOT NULL,
            ends_at BIGINT,
            opened_at BIGINT NOT NULL,
            closed_at BIGINT
        );
        CREATE INDEX notice_open ON notice (id) WHERE closed_at IS NULL;
        CREATE INDEX notice_closed ON notice (closed_at, id) WHERE closed_at IS NOT NULL;
        CREATE TABLE notice_account (
            notice_id BIGINT NOT NULL REFERENCES notice (id),
            account_id BIGINT NOT NULL REFERENCES account (id),
            PRIMARY KEY (notice_id, account_id)
        );
        CREATE TABLE notice_update (
            id \(identity),
            notice_id BIGINT NOT NULL REFERENCES notice (id),
            kind TEXT NOT NULL,
            at BIGINT NOT NULL,
            text TEXT NOT NULL,
            begins_at BIGINT NOT NULL,
            ends_at BIGINT
        );
        CREATE INDEX notice_update_notice ON notice_update (notice_id, id);
        CREATE TABLE notice_mail (
            notice_update_id BIGINT NOT NULL REFERENCES notice_update (id),
            person_id BIGINT NOT NULL REFERENCES person (id),
            PRIMARY KEY (notice_update_id, person_id)
        );
        """
}
