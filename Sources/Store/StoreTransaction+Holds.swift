public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction {
    private static let holdColumns = """
        SELECT kind, subject, origin, reason, set_by, set_at,
            CASE kind WHEN 'contact' THEN (SELECT address FROM person WHERE id = subject)
                WHEN 'account' THEN (SELECT name FROM account WHERE id = subject) END
        FROM legal_hold
        """

    /// Keeps something from being removed; whether that is new.
    ///
    /// The reason is that of the first time.
    public func set(_ hold: LegalHold) throws -> Bool {
        // A hold of an export that was killed counts no more, and must not stand for the new one.
        let stale = hold.since.addingTimeInterval(-LegalHold.longestExport)
        try execute(
            "DELETE FROM legal_hold WHERE origin = 'export' AND set_at <= ?", [stale.milliseconds])
        try execute(
            """
            INSERT INTO legal_hold (kind, subject, origin, reason, set_by, set_at) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (kind, subject, origin) DO NOTHING
            """,
            [
                hold.subject.kind.rawValue, hold.subject.number, hold.origin.rawValue, hold.reason, hold.by,
                hold.since.milliseconds,
            ])
        return db.changesCount > 0
    }

    /// Lets something be removed again; whether it was kept.
    public func release(_ subject: LegalHold.Subject, _ origin: LegalHold.Origin) throws -> Bool {
        try execute(
            "DELETE FROM legal_hold WHERE kind = ? AND subject = ? AND origin = ?",
            [subject.kind.rawValue, subject.number, origin.rawValue])
        return db.changesCount > 0
    }

    /// All that keeps something at `now`, the first in front.
    public func holds(at now: Date) throws -> [LegalHold] {
        try rows("\(Self.holdColumns) ORDER BY set_at, kind, subject").map(hold).filter { $0.counts(at: now) }
    }

    /// What keeps a case: a hold on it, on its account, or on a contact who has it, is told of it or wrote to it.
    public func hold(on number: CaseNumber, at now: Date) throws -> LegalHold? {
        guard try row("SELECT 1 FROM legal_hold LIMIT 1") != nil else { return nil }
        let number = number.rawValue
        return try rows(
            """
            \(Self.holdColumns) WHERE (kind = 'case' AND subject = ?1)
                OR (kind = 'account' AND subject = (SELECT account_id FROM support_case WHERE number = ?1))
                OR (kind = 'contact' AND (subject = (SELECT contact_id FROM support_case WHERE number = ?1)
                    OR subject IN (SELECT person_id FROM recipient WHERE case_number = ?1)
                    OR subject IN (SELECT author_id FROM feed_entry WHERE case_number = ?1)))
            ORDER BY origin DESC, kind, subject
            """, [number]
        ).map(hold).first { $0.counts(at: now) }
    }

    /// What keeps what somebody wrote that belongs to no case: a hold on them, or on an account of theirs.
    func hold(on person: ID<Person>, at now: Date) throws -> LegalHold? {
        try rows(
            """
            \(Self.holdColumns) WHERE (kind = 'contact' AND subject = ?1)
                OR (kind = 'account' AND subject IN (SELECT account_id FROM membership WHERE person_id = ?1))
            ORDER BY origin DESC, kind, subject
            """, [person.rawValue]
        ).map(hold).first { $0.counts(at: now) }
    }

    private func hold(_ row: Row) throws -> LegalHold {
        let subject = LegalHold.Subject(try row.word(0), row[1])
        return LegalHold(
            subject, named: (row[6] as String?) ?? String(subject.number), origin: try row.word(2), because: row[3],
            by: row[4], since: row.date(5))
    }
}
