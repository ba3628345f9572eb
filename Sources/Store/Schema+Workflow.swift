/// What came with the whole case: its fields, its clocks, and what it became a part of.
extension Schema {
    static let workflow = """
        ALTER TABLE support_case ADD COLUMN fields TEXT NOT NULL DEFAULT '{}';
        ALTER TABLE support_case ADD COLUMN module TEXT;
        ALTER TABLE support_case ADD COLUMN due_date TEXT;
        ALTER TABLE support_case ADD COLUMN resolution TEXT;
        ALTER TABLE support_case ADD COLUMN issue TEXT;
        ALTER TABLE support_case ADD COLUMN release_name TEXT;
        ALTER TABLE support_case ADD COLUMN scheduled_for TEXT;
        ALTER TABLE support_case ADD COLUMN wakes_at BIGINT;
        ALTER TABLE support_case ADD COLUMN wait_since BIGINT;
        ALTER TABLE support_case ADD COLUMN wait_reminders INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE support_case ADD COLUMN wait_reminder_at BIGINT;
        ALTER TABLE support_case ADD COLUMN wait_next_at BIGINT;
        ALTER TABLE support_case ADD COLUMN response_pauses TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE support_case ADD COLUMN response_due_at BIGINT;
        ALTER TABLE support_case ADD COLUMN response_answered_at BIGINT;
        ALTER TABLE support_case ADD COLUMN response_told INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE support_case ADD COLUMN response_warn_at BIGINT;
        ALTER TABLE support_case ADD COLUMN merged_into BIGINT REFERENCES support_case (number);
        ALTER TABLE support_case ADD COLUMN next_due_at BIGINT;
        ALTER TABLE support_case ADD COLUMN permission TEXT;
        ALTER TABLE outbox ADD COLUMN answer TEXT;
        CREATE INDEX support_case_due ON support_case (next_due_at, number) WHERE next_due_at IS NOT NULL;
        CREATE INDEX support_case_issue ON support_case (lower(issue)) WHERE issue IS NOT NULL;
        """
}
