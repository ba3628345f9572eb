/// What came with digests: how far each advisor's have come, and what is asked for them.
extension Schema {
    /// The advisors who are there get their first digest at once; what happened before is no news in it.
    static let digests = """
        CREATE TABLE digest_mark (
            person_id BIGINT NOT NULL PRIMARY KEY REFERENCES person (id),
            window_at BIGINT NOT NULL,
            feed_entry_id BIGINT NOT NULL,
            case_number BIGINT NOT NULL,
            inbound_id BIGINT NOT NULL
        );
        INSERT INTO digest_mark (person_id, window_at, feed_entry_id, case_number, inbound_id)
            SELECT id, 0, (SELECT coalesce(max(id), 0) FROM feed_entry),
                (SELECT coalesce(max(number), 0) FROM support_case), (SELECT coalesce(max(inbound_id), 0) FROM held)
            FROM person WHERE kind = 'advisor';
        CREATE INDEX person_gathered ON person (id) WHERE digest NOT IN ('', 'immediate', 'off');
        CREATE INDEX person_flagged ON person (flagged_at) WHERE state = 'flagged';
        CREATE INDEX team_member_team ON team_member (team);
        CREATE INDEX support_case_desk ON support_case (assignee_id, team) WHERE status <> 'Closed';
        CREATE INDEX held_open ON held (inbound_id) WHERE state IN ('waiting', 'expired');
        """

    /// Whose news are gathered, or were until now, has a mark; nobody else has.
    static let contactDigests = """
        DELETE FROM digest_mark WHERE person_id IN (
            SELECT id FROM person WHERE digest IN ('', 'immediate', 'off') OR state = 'deactivated');
        CREATE INDEX support_case_waiting ON support_case (contact_id)
            WHERE status IN ('Pending Customer Input', 'Pending Customer Verification');
        """
}
