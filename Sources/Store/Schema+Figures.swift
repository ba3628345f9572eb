/// What came with figures for those who watch the desk from outside.
extension Schema {
    /// Mails that failed or were suppressed are counted without looking at any of them.
    static let figures = """
        CREATE INDEX outbox_ended ON outbox (state) WHERE state IN ('failed', 'suppressed');
        """
}
