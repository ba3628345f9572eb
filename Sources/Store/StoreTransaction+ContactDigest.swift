public import Core
internal import FoundationEssentials
internal import GRDB

extension StoreTransaction {
    /// Of a longer post the digest has the beginning; so many characters.
    private static let longestPost = 4_000

    /// What a digest for a contact is made from: only of cases of accounts that they still belong to.
    public func contactDigestMaterial(for subscriber: DigestSubscriber) throws -> ContactDigestMaterial {
        var material = ContactDigestMaterial()
        material.waiting = try waitingCases(of: subscriber.person.id)
        material.news = try publicNews(for: subscriber)
        return material
    }

    private static let accounts = "SELECT account_id FROM membership WHERE person_id = ?"

    private func waitingCases(of person: ID<Person>) throws -> [ContactDigestMaterial.WaitingCase] {
        try rows(
            """
            SELECT number, modified_at FROM support_case
            WHERE status IN ('Pending Customer Input', 'Pending Customer Verification') AND contact_id = ?
                AND account_id IN (\(Self.accounts)) ORDER BY modified_at
            """, [person.rawValue, person.rawValue]
        ).map { ContactDigestMaterial.WaitingCase(number: CaseNumber($0[0]), since: $0.date(1)) }
    }

    /// What became of their cases since the last digest, but for what they had a mail of.
    private func publicNews(for subscriber: DigestSubscriber) throws -> [DigestMaterial.News] {
        let id = subscriber.person.id.rawValue
        let found = try rows(
            """
            SELECT feed_entry.case_number, contact_id, feed_entry.kind, at, author_id, feed_entry.channel, visibility,
                CASE WHEN feed_entry.kind = 'post' THEN substr(text, 1, \(Self.longestPost)) ELSE '' END,
                old_value, new_value, person.first_name, person.last_name, person.address, person.kind, feed_entry.id
            FROM feed_entry JOIN recipient ON recipient.case_number = feed_entry.case_number
                JOIN support_case ON support_case.number = feed_entry.case_number
                LEFT JOIN person ON person.id = author_id
            WHERE feed_entry.id > ? AND recipient.person_id = ? AND visibility = 'public'
                AND feed_entry.kind IN ('post', 'status', 'priority', 'escalation', 'permission')
                AND +account_id IN (\(Self.accounts))
            ORDER BY feed_entry.id
            """, [subscriber.mark.feedEntry.rawValue, id, id])
        var told: [Int64: Told] = [:]
        return try found.compactMap { row in
            let number: Int64 = row[0]
            let known = try told[number] ?? lastTold(of: number, to: id)
            told[number] = known
            guard !known.includes(row[14], at: row[3]) else { return nil }
            let entry = FeedEntry(
                try row.word(2), at: row.date(3), author: row.optionalID(4), channel: try row.word(5),
                visibility: try row.word(6), text: row[7], from: row[8], to: row[9])
            let name = [row[10], row[11]].compactMap { $0 as String? }.filter { !$0.isEmpty }.joined(separator: " ")
            return DigestMaterial.News(
                number: CaseNumber(number), isMine: (row[1] as Int64) == id, entry: entry,
                author: name.isEmpty ? row[12] as String? : name,
                isByAdvisor: row[13] as String? == Person.Kind.advisor.rawValue)
        }
    }

    /// The newest entry of a case that somebody had a mail of.
    private struct Told {
        var entry: Int64 = 0
        var at: Int64?

        /// Whether the mail was of that entry, or of one that was made with it or after it.
        func includes(_ entry: Int64, at time: Int64) -> Bool { entry <= self.entry || time == at }
    }

    private func lastTold(of number: Int64, to person: Int64) throws -> Told {
        let row = try row(
            """
            SELECT feed_entry.id, at FROM feed_entry WHERE id = (
                SELECT max(coalesce(event.feed_entry_id, outbox.feed_entry_id)) FROM outbox
                    LEFT JOIN outbox_event AS event ON event.outbox_id = outbox.id
                WHERE outbox.case_number = ? AND recipient_id = ? AND state <> 'suppressed')
            """, [number, person])
        return row.map { Told(entry: $0[0], at: $0[1]) } ?? Told()
    }
}
