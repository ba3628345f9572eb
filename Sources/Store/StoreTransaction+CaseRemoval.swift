internal import Core
internal import FoundationEssentials
internal import GRDB

/// What goes when a case is older than cases are kept: words and files, and who it was about. Its number, its account, its
/// dates, its type, its status, its ratings and who of the desk had it stay, so that figures stay what they were.
extension StoreTransaction {
    /// Takes the place of people of whom it is not kept any more that they were on a case.
    private static let nobody = "removed@invalid"

    func removeCase(_ number: CaseNumber, at now: Date) throws {
        let closed = try row(
            "UPDATE support_case SET removed_at = ? WHERE number = ? AND removed_at IS NULL RETURNING closed_at, modified_at",
            [now.milliseconds, number.rawValue])
        guard let closed else { return }
        var worker = CaseRedactor(transaction: self, number: number, now: now)
        // News of a case is in digests of the next days; nobody has all digests read for every case.
        try worker.removeContent(knownUntil: closed.date(1).addingTimeInterval(30 * 86_400))
        let nobody = try nobodyOnRecord()
        try removePeople(of: number, nobody)
        try removeMails(of: number, nobody, at: now)
        try audit(
            AuditEvent(
                .caseRemoved, of: "case \(number)", by: AuditEvent.systemName,
                detail: "closed \(closed.date(0).formatted(.iso8601))", at: now))
    }

    private func removePeople(of number: CaseNumber, _ nobody: Int64) throws {
        let number = number.rawValue
        for sql in [
            "UPDATE support_case SET contact_id = ?1 WHERE number = ?2",
            "UPDATE survey SET contact_id = ?1 WHERE case_number = ?2",
            """
            UPDATE feed_entry SET author_id = ?1
            WHERE case_number = ?2 AND author_id IN (SELECT id FROM person WHERE kind <> 'advisor')
            """,
        ] { try execute(sql, [nobody, number]) }
        for sql in [
            "UPDATE feed_entry SET message_id = NULL WHERE case_number = ?",
            "UPDATE feed_entry SET old_value = NULL, new_value = NULL WHERE case_number = ? AND kind = 'recipient'",
            "DELETE FROM recipient WHERE case_number = ?",
            "DELETE FROM refused_copy WHERE case_number = ?",
            "UPDATE held SET release = NULL WHERE inbound_id IN (SELECT id FROM inbound WHERE case_number = ?)",
            """
            UPDATE inbound SET from_address = NULL, reasons = NULL, evidence = NULL, sender_id = NULL
            WHERE case_number = ? AND state <> 'received'
            """,
        ] { try execute(sql, [number]) }
    }

    /// Mails about a case that is removed say nothing any more, wherever they have come.
    private func removeMails(of number: CaseNumber, _ nobody: Int64, at now: Date) throws {
        try execute(
            """
            UPDATE outbox SET state = 'suppressed', last_error = 'the case was removed'
            WHERE case_number = ? AND state = 'queued'
            """, [number.rawValue])
        let mails = try rows(
            "SELECT id FROM outbox WHERE case_number = ? AND answer IS NOT NULL AND state <> 'sending'",
            [number.rawValue])
        for mail in mails { try removeText(ofMail: mail[0], at: now) }
        try execute(
            """
            UPDATE outbox SET recipient_id = ?, to_address = ?, to_key = '', in_reply_to = NULL, message_references = '',
                reply = NULL, told_later = 0
            WHERE case_number = ? AND state <> 'sending'
            """, [nobody, Self.nobody, number.rawValue])
    }

    /// Puts a marker in the place of the text that is kept of a mail; of one to a stranger its address goes as well.
    func removeText(ofMail id: Int64, at now: Date) throws {
        guard let mail = try row("SELECT template, answer FROM outbox WHERE id = ?", [id]) else { return }
        let template: TemplateName = try mail.word(0)
        let text = try (mail[1] as String?).map {
            try MailText(template: template, text: $0).removed(Redaction.marker(at: now))
        }
        try execute(
            "UPDATE outbox SET answer = ?, text_removed_at = ? WHERE id = ?", [text, now.milliseconds, id])
        try execute(
            """
            UPDATE outbox SET to_address = ?, to_key = '', in_reply_to = NULL, reply = NULL, last_error = NULL
            WHERE id = ? AND recipient_id IS NULL AND case_number IS NULL
            """, [Self.nobody, id])
    }

    private func nobodyOnRecord() throws -> Int64 {
        if let known = try row("SELECT id FROM person WHERE address = ? AND kind = 'guest'", [Self.nobody]) {
            return known[0]
        }
        let id: ID<Person> = try insert(
            """
            INSERT INTO person (id, kind, address, first_name, last_name, state)
            VALUES (\(Schema.next(of: "person")), 'guest', ?, '', '', 'deactivated')
            RETURNING id
            """, [Self.nobody])
        return id.rawValue
    }
}
