public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction: DigestTransaction {
    /// Teams are free words of the registry; this one is no queue.
    private static let administrators = "administrators"

    /// Where nothing was noted yet, everything is news.
    private static let subscribers = """
        SELECT person.id, time_zone, window_at, feed_entry_id, case_number, inbound_id, EXISTS (
            SELECT 1 FROM team_member WHERE person_id = person.id AND lower(team) = '\(administrators)')
        FROM person LEFT JOIN digest_mark ON digest_mark.person_id = person.id
        WHERE state <> 'deactivated' AND person.id IN (
            SELECT id FROM person WHERE digest NOT IN ('', 'immediate', 'off') UNION SELECT person_id FROM digest_mark)
        """

    /// The people whose news are gathered, and those whose were until now.
    public func digestSubscribers() throws -> [DigestSubscriber] {
        try rows("\(Self.subscribers) ORDER BY person.id").compactMap(subscriber)
    }

    /// The same of one person; `nil` if nothing is gathered for them.
    public func digestSubscriber(_ id: ID<Person>) throws -> DigestSubscriber? {
        try row("\(Self.subscribers) AND person.id = ?", [id.rawValue]).flatMap(subscriber)
    }

    private func subscriber(_ row: Row) throws -> DigestSubscriber? {
        guard let person = try person(ID(row[0])) else { return nil }
        let ends = (3...5).map { row[$0] as Int64? ?? 0 }
        let mark = DigestMark(
            window: row.optionalDate(2) ?? .distantPast, feedEntry: ID(ends[0]), caseNumber: CaseNumber(ends[1]),
            heldMessage: ID(ends[2]))
        return DigestSubscriber(person: person, timeZone: row[1], isAdministrator: row[6], mark: mark)
    }

    /// Notes that the digests of somebody have come up to here, with that window dealt with.
    public func settleDigest(of person: ID<Person>, window: Date) throws {
        try execute(
            """
            INSERT INTO digest_mark (person_id, window_at, feed_entry_id, case_number, inbound_id)
            VALUES (?, ?, (SELECT coalesce(max(id), 0) FROM feed_entry),
                (SELECT coalesce(max(number), 0) FROM support_case), (SELECT coalesce(max(inbound_id), 0) FROM held))
            ON CONFLICT (person_id) DO UPDATE SET window_at = excluded.window_at,
                feed_entry_id = excluded.feed_entry_id, case_number = excluded.case_number,
                inbound_id = excluded.inbound_id
            """, [person.rawValue, window.milliseconds])
    }

    /// Notes that nothing is gathered for somebody any more.
    public func endDigests(of person: ID<Person>) throws {
        try execute("DELETE FROM digest_mark WHERE person_id = ?", [person.rawValue])
    }

    /// Lets the digests of somebody begin now, where they got none until now.
    func beginDigests(of person: ID<Person>, _ schedule: DigestSchedule, at now: Date) throws {
        guard schedule.isGathered,
            try row("SELECT 1 FROM digest_mark WHERE person_id = ?", [person.rawValue]) == nil
        else { return }
        try settleDigest(of: person, window: now)
    }

    /// Notes when a person is told what happens on cases; whether that is other than before.
    public func choose(
        _ schedule: DigestSchedule, for person: Person, by actor: String, at now: Date
    ) throws -> Bool {
        guard person.digest != schedule else { return false }
        try execute("UPDATE person SET digest = ? WHERE id = ?", [schedule.description, person.id.rawValue])
        try beginDigests(of: person.id, schedule, at: now)
        try audit(
            AuditEvent(
                .digestChosen, of: person.address.description, by: actor, detail: schedule.description, at: now))
        return true
    }

    /// What a digest for an advisor is made from; of held messages and contacts the latest `limit`.
    public func digestMaterial(for subscriber: DigestSubscriber, limit: Int) throws -> DigestMaterial {
        var material = DigestMaterial()
        let id = subscriber.person.id.rawValue
        material.cases =
            try openCases("assignee_id = ?", id, isMine: true)
            + openCases("assignee_id IS NULL AND team IN (\(Self.teams))", id, isMine: false)
        material.news = try news(for: subscriber)
        material.ratings = try ratings(for: subscriber)
        material.held = try heldMessages(limit)
        if subscriber.isAdministrator { material.flagged = try flaggedContacts(limit) }
        return material
    }

    private static let teams = "SELECT team FROM team_member WHERE person_id = ?"

    private func openCases(_ condition: String, _ id: Int64, isMine: Bool) throws -> [DigestMaterial.OpenCase] {
        try rows(
            """
            SELECT number, status, priority, created_at, modified_at, response_due_at, response_answered_at,
                response_told, due_date
            FROM support_case WHERE status <> 'Closed' AND \(condition)
            """, [id]
        ).map { row in
            DigestMaterial.OpenCase(
                number: CaseNumber(row[0]), isMine: isMine, status: try row.word(1), priority: row[2],
                created: row.date(3), lastModified: row.date(4),
                answerDue: row.optionalDate(6) == nil ? row.optionalDate(5) : nil,
                isWarned: row[7] as Int != ResponseRecord.Told.nothing.rawValue,
                dueDate: (row[8] as String?).flatMap { CivilDate($0) })
        }
    }

    /// What was done since the last digest: the feeds are read from where it ended, not case by case.
    ///
    /// Of a post the words stay where they are. A `+` keeps the index of a column out.
    private func news(for subscriber: DigestSubscriber) throws -> [DigestMaterial.News] {
        let id = subscriber.person.id.rawValue
        return try rows(
            """
            SELECT feed_entry.case_number, assignee_id, feed_entry.kind, at, author_id, feed_entry.channel, visibility,
                CASE WHEN feed_entry.kind = 'note' THEN text ELSE '' END, old_value, new_value,
                person.first_name, person.last_name, person.address
            FROM feed_entry JOIN support_case ON support_case.number = feed_entry.case_number
                LEFT JOIN person ON person.id = author_id
            WHERE feed_entry.id > ? AND (+assignee_id = ? OR (+assignee_id IS NULL AND +team IN (\(Self.teams))))
            ORDER BY feed_entry.id
            """, [subscriber.mark.feedEntry.rawValue, id, id]
        ).map { row in
            let entry = FeedEntry(
                try row.word(2), at: row.date(3), author: row.optionalID(4), channel: try row.word(5),
                visibility: try row.word(6), text: row[7], from: row[8], to: row[9])
            let name = [row[10], row[11]].compactMap { $0 as String? }.filter { !$0.isEmpty }.joined(separator: " ")
            return DigestMaterial.News(
                number: CaseNumber(row[0]), isMine: (row[1] as Int64?) == id, entry: entry,
                author: name.isEmpty ? row[12] as String? : name)
        }
    }

    /// What was answered to surveys since the last digest, of cases that were theirs or their teams'.
    private func ratings(for subscriber: DigestSubscriber) throws -> [DigestMaterial.Rating] {
        let id = subscriber.person.id.rawValue
        return try rows(
            """
            SELECT case_number, comment, \(SurveyArea.allCases.map(\.rawValue).joined(separator: ", ")) FROM survey
            WHERE answer_id > ? AND (+advisor_id = ? OR +team IN (\(Self.teams))) ORDER BY answer_id
            """, [subscriber.mark.feedEntry.rawValue, id, id]
        ).compactMap { row in
            Self.answer(row, from: 1).map { DigestMaterial.Rating(number: CaseNumber(row[0]), answer: $0) }
        }
    }

    private func heldMessages(_ limit: Int) throws -> (messages: [DigestMaterial.HeldMessage], count: Int) {
        let condition = "FROM held JOIN inbound ON inbound.id = inbound_id WHERE held.state IN ('waiting', 'expired')"
        let messages = try rows(
            "SELECT inbound.id, from_address, subject, received_at \(condition) ORDER BY inbound_id DESC LIMIT ?",
            [limit]
        ).map {
            DigestMaterial.HeldMessage(
                id: ID($0[0]), from: $0[1] ?? "an unknown author", subject: $0[2] ?? "", received: $0.date(3))
        }
        let count: Int? = try row("SELECT count(*) FROM held WHERE state IN ('waiting', 'expired')")?[0]
        return (messages, count ?? 0)
    }

    private func flaggedContacts(_ limit: Int) throws -> (contacts: [DigestMaterial.FlaggedContact], count: Int) {
        let condition = "FROM person WHERE state = 'flagged' AND kind = 'contact'"
        let contacts = try rows(
            "SELECT id, flagged_at \(condition) ORDER BY flagged_at DESC LIMIT ?", [limit]
        ).compactMap { row in
            try person(ID(row[0])).map {
                DigestMaterial.FlaggedContact(person: $0, flagged: row.optionalDate(1) ?? .distantPast)
            }
        }
        let count: Int? = try row("SELECT count(*) \(condition)")?[0]
        return (contacts, count ?? 0)
    }
}
