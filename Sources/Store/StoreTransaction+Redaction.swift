public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction {
    /// Takes parts of a case out, with all that was made of them, and tells the audit log who wanted it and why.
    ///
    /// All of it or nothing: throws `DeskRefusal` where there is no such case, `PrivacyRefusal` where it is kept or has no such part.
    ///
    /// Files are on the list of those that go then, and old pages of the database too: ``DeskDatabase/purge(while:)``.
    public func redact(_ redaction: Redaction, by actor: String, at now: Date) throws -> RedactionReport {
        let number = redaction.caseNumber
        guard try supportCase(number) != nil else { throw DeskRefusal.noSuchCase(number) }
        if let hold = try hold(on: number, at: now) { throw PrivacyRefusal.held(hold) }
        var worker = CaseRedactor(transaction: self, number: number, now: now)
        for part in redaction.parts { try worker.remove(part) }
        for (part, digest) in worker.report.removed {
            try audit(
                AuditEvent(
                    .contentRedacted, of: "case \(number)", by: actor,
                    detail: "\(part), sha256 \(digest): \(redaction.reason)", at: now))
        }
        try count(1, .words)
        return worker.report
    }
}

/// Takes content out of one case.
struct CaseRedactor {
    let transaction: StoreTransaction
    let number: CaseNumber
    let now: Date
    private(set) var report = RedactionReport()
    /// The mails whose texts were rewritten, each once.
    private var rewritten: Set<Int64> = []

    private var marker: String { Redaction.marker(at: now) }

    init(transaction: StoreTransaction, number: CaseNumber, now: Date) {
        self.transaction = transaction
        self.number = number
        self.now = now
    }

    mutating func remove(_ part: Redaction.Part) throws {
        switch part {
        case .post(let index): try removePost(index)
        case .attachment(let name): try removeAttachment(name)
        case .field(let name): try removeField(name)
        case .subject: try removeSubject()
        case .survey: try removeSurvey()
        case .everything: try removeEverything()
        }
    }

    private mutating func note(_ part: Redaction.Part, _ content: String) {
        report.removed.append((part.name, transaction.digest(Array(content.utf8))))
    }

    private mutating func removePost(_ index: Int) throws {
        let post = try transaction.row(
            """
            SELECT id, text, html, at, removed_at FROM feed_entry WHERE case_number = ? AND kind = 'post'
            ORDER BY id LIMIT 1 OFFSET ?
            """, [number.rawValue, index - 1])
        guard let post else { throw PrivacyRefusal.nothingThere(.post(index), number) }
        guard post.optionalDate(4) == nil else { throw PrivacyRefusal.removedAlready(.post(index), number) }
        let (id, text): (Int64, String) = (post[0], post[1])
        note(.post(index), text + ((post[2] as String?) ?? ""))
        try transaction.replaceInSearch(where: "id = ?", [id]) {
            try transaction.execute(
                "UPDATE feed_entry SET text = ?, html = NULL, removed_at = ? WHERE id = ?",
                [marker, now.milliseconds, id])
            try removeFiles("feed_entry_id = ?", id)
        }
        try removeCopies(of: text)
        try removeMessages("finished_at = ?", [post[3] as Int64])
        try rewriteMails(MailText.Change(posts: true))
    }

    /// A text that was said in a post may stand in the case itself as well.
    private func removeCopies(of text: String) throws {
        guard var supportCase = try transaction.supportCase(number), !text.isEmpty else { return }
        if let resolution = supportCase.resolution, text.contains(resolution) || resolution.contains(text) {
            supportCase.resolution = marker
        }
        if let wording = supportCase.permission?.wording, text.contains(wording) || wording.contains(text) {
            supportCase.permission?.wording = marker
        }
        try transaction.update(supportCase)
    }

    private mutating func removeAttachment(_ name: String) throws {
        let files = try transaction.rows(
            """
            SELECT attachment.id, feed_entry_id, filename, sha256, at FROM attachment
            JOIN feed_entry ON feed_entry.id = feed_entry_id
            WHERE case_number = ? AND (filename = ? OR sha256 = ?) ORDER BY attachment.id
            """, [number.rawValue, name, name.lowercased()])
        guard !files.isEmpty else { throw PrivacyRefusal.nothingThere(.attachment(name), number) }
        for file in files {
            let (id, entry): (Int64, Int64) = (file[0], file[1])
            report.removed.append(
                (
                    Redaction.Part.attachment(name).name,
                    (file[3] as String?) ?? transaction.digest(Array((file[2] as String).utf8))
                ))
            try transaction.replaceInSearch(where: "id = ?", [entry]) { try removeFiles("id = ?", id) }
            try removeMessages("finished_at = ?", [file[4] as Int64])
        }
    }

    /// The names of files go with them: they often say as much.
    private mutating func removeFiles(_ condition: String, _ value: Int64) throws {
        let files = try transaction.rows("SELECT id, blob_id FROM attachment WHERE \(condition)", [value])
        for file in files {
            if let blob: Int64 = file[1] { try transaction.empty(blob: blob, at: now) }
            try transaction.execute(
                """
                UPDATE attachment SET filename = ?, content_id = NULL, sha256 = NULL, blob_id = NULL, omitted = 'removed'
                WHERE id = ?
                """, [marker, file[0] as Int64])
        }
        report.files += files.count
    }

    private mutating func removeField(_ name: String) throws {
        guard var supportCase = try transaction.supportCase(number),
            let known = supportCase.fields.first(where: { $0.key.lowercased() == name.lowercased() })
        else { throw PrivacyRefusal.nothingThere(.field(name), number) }
        note(.field(known.key), known.value)
        supportCase.fields[known.key] = marker
        try transaction.update(supportCase)
        try removeValues("text = ?3", [known.key])
        try removeMessages()
    }

    /// Each change of a field is a note, which is called as the field and has the values before and after it.
    private func removeValues(_ condition: String, _ arguments: StatementArguments) throws {
        try transaction.execute(
            """
            UPDATE feed_entry SET old_value = CASE WHEN old_value IS NOT NULL THEN ?1 END,
                new_value = CASE WHEN new_value IS NOT NULL THEN ?1 END
            WHERE case_number = ?2 AND kind = 'note' AND \(condition)
            """, [marker, number.rawValue] + arguments)
    }

    private mutating func removeSubject() throws {
        guard var supportCase = try transaction.supportCase(number) else { return }
        let subject = supportCase.subject
        note(.subject, subject)
        supportCase.subject = marker
        try transaction.update(supportCase)
        try transaction.execute("UPDATE inbound SET subject = NULL WHERE case_number = ?", [number.rawValue])
        try removeMessages()
        try rewriteMails(MailText.Change(subject: subject))
    }

    private mutating func removeSurvey() throws {
        let comments: [String] = try transaction.rows(
            "SELECT comment FROM survey WHERE case_number = ? AND comment <> ''", [number.rawValue]
        ).map { $0[0] }
        guard !comments.isEmpty else { throw PrivacyRefusal.nothingThere(.survey, number) }
        note(.survey, comments.joined(separator: "\n"))
        try transaction.execute(
            "UPDATE survey SET comment = ? WHERE case_number = ? AND comment <> ''", [marker, number.rawValue])
        // An answer stands on the case as a note by way of the web; an earlier answer too.
        try transaction.execute(
            """
            UPDATE feed_entry SET text = ?, removed_at = ?
            WHERE case_number = ? AND kind = 'note' AND channel = 'web' AND visibility = 'internal'
            """, [marker, now.milliseconds, number.rawValue])
    }

    private mutating func removeEverything() throws {
        let texts: [String] = try transaction.rows(
            "SELECT text || coalesce(html, '') FROM feed_entry WHERE case_number = ? ORDER BY id", [number.rawValue]
        ).map { $0[0] }
        guard let subject = try transaction.supportCase(number)?.subject else { return }
        note(.everything, ([subject] + texts).joined(separator: "\n"))
        try removeContent()
    }

    /// Takes out all that was written on the case.
    ///
    /// Mails that were made after `time` say nothing of it.
    mutating func removeContent(knownUntil time: Date = .distantFuture) throws {
        guard var supportCase = try transaction.supportCase(number) else { return }
        let subject = supportCase.subject
        try removeValues("1 = 1", [])
        try transaction.replaceInSearch(where: "case_number = ?", [number.rawValue]) {
            try transaction.execute(
                """
                UPDATE feed_entry SET text = CASE text WHEN '' THEN '' ELSE ? END, html = NULL, removed_at = ?
                WHERE case_number = ?
                """, [marker, now.milliseconds, number.rawValue])
            try removeFiles(
                "feed_entry_id IN (SELECT id FROM feed_entry WHERE case_number = ?)", number.rawValue)
        }
        supportCase.subject = marker
        supportCase.fields = supportCase.fields.mapValues { _ in marker }
        supportCase.resolution = supportCase.resolution.map { _ in marker }
        supportCase.permission = nil
        try transaction.update(supportCase)
        try transaction.execute(
            "UPDATE survey SET comment = ? WHERE case_number = ? AND comment <> ''", [marker, number.rawValue])
        try transaction.execute("UPDATE inbound SET subject = NULL WHERE case_number = ?", [number.rawValue])
        try removeMessages()
        try rewriteMails(MailText.Change(posts: true, subject: subject), until: time)
    }

    /// Removes messages of the case as they came, and others that say the same.
    private mutating func removeMessages(_ condition: String = "1 = 1", _ arguments: StatementArguments = []) throws {
        let known = try transaction.rows(
            "SELECT id, content_key FROM inbound WHERE case_number = ? AND state <> 'received' AND \(condition)",
            [number.rawValue] + arguments)
        for row in known {
            if try transaction.removeRaw(of: row[0], at: now) { report.messages += 1 }
            guard let key: String = row[1] else { continue }
            for copy in try transaction.rows(
                "SELECT id FROM inbound WHERE content_key = ? AND state <> 'received'", [key])
            where try transaction.removeRaw(of: copy[0], at: now) { report.messages += 1 }
        }
    }

    /// Rewrites the texts that are kept of mails, sent or not, since the case was opened.
    ///
    /// All other mail is made when it is sent, and says the marker then.
    private mutating func rewriteMails(_ change: MailText.Change, until time: Date = .distantFuture) throws {
        guard let created = try transaction.supportCase(number)?.created else { return }
        let mails = try transaction.rows(
            """
            SELECT id, template, answer FROM outbox
            WHERE text_removed_at IS NULL AND (answer IS NOT NULL OR (recipient_id IS NULL AND case_number IS NULL))
                AND answer IS NOT NULL AND queued_at BETWEEN ? AND ?
                AND template <> 'notice'
            """, [created.milliseconds, time.milliseconds])
        for mail in mails {
            let text = MailText(template: try mail.word(1), text: mail[2])
            guard let new = try text.changed(change, of: number, marker) else { continue }
            try transaction.execute("UPDATE outbox SET answer = ? WHERE id = ?", [new, mail[0] as Int64])
            rewritten.insert(mail[0])
        }
        report.mails = rewritten.count
    }
}

/// The text that is kept of a mail.
struct MailText {
    /// What is taken out of it.
    struct Change {
        /// Whether excerpts of the case's posts go: which excerpt is of which post is not known.
        var posts = false
        /// The subject that goes.
        var subject: String?
    }

    let template: TemplateName
    let text: String

    /// What it says without that; `nil` where it never said it.
    func changed(_ change: Change, of number: CaseNumber, _ marker: String) throws -> String? {
        switch template {
        case .digest, .contactDigest:
            guard text.contains(number.description) else { return nil }
            let old: NewsDigest = try JSONColumn.value(of: text, "a digest")
            var new = old
            for section in new.sections.indices {
                for item in new.sections[section].items.indices
                where new.sections[section].items[item].number == number.description {
                    new.sections[section].items[item].remove(change, marker)
                }
            }
            return new == old ? nil : try JSONColumn.text(new)
        default:
            guard let subject = change.subject, text.contains(subject) else { return nil }
            return text.replacing(subject, with: marker)
        }
    }

    /// What stands in the place of a text that is not kept any more.
    func removed(_ marker: String) throws -> String {
        switch template {
        case .digest, .contactDigest: try JSONColumn.text(NewsDigest(sections: [], timeZone: "UTC"))
        default: marker
        }
    }
}

extension NewsDigest.Item {
    fileprivate mutating func remove(_ change: MailText.Change, _ marker: String) {
        if change.posts {
            posts = posts?.map { post in
                var post = post
                post.text = marker
                return post
            }
        }
        if change.subject != nil { subject = marker }
    }
}
