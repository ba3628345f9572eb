public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction: CaseTransaction {
    /// The next case number; never given twice.
    public func nextCaseNumber() throws -> CaseNumber {
        let next: ID<SupportCase> = try insert(
            "UPDATE number_sequence SET last_value = last_value + 1 WHERE name = ? RETURNING last_value", ["case"])
        return CaseNumber(next.rawValue)
    }

    /// Adds a case.
    public func insert(_ supportCase: SupportCase) throws {
        let places = CaseColumns.names.map { _ in "?" }.joined(separator: ", ")
        try execute(
            "INSERT INTO support_case (\(CaseColumns.list)) VALUES (\(places))",
            StatementArguments(try CaseColumns.values(of: supportCase)))
    }

    /// Replaces a case; only what differs is written, since each index of a column that is named is written too.
    public func update(_ supportCase: SupportCase) throws {
        let number = supportCase.number.rawValue
        guard let old = try row("SELECT \(CaseColumns.list) FROM support_case WHERE number = ?", [number]) else {
            return
        }
        let values = try CaseColumns.values(of: supportCase).map { $0?.databaseValue ?? .null }
        let changed = values.indices.filter { values[$0] != old.content($0) }
        guard !changed.isEmpty else { return }
        let places = changed.map { "\(CaseColumns.names[$0]) = ?" }.joined(separator: ", ")
        try execute(
            "UPDATE support_case SET \(places) WHERE number = ?",
            StatementArguments(changed.map { values[$0] }) + [number])
        try replaceInSearch(subject: old[3], by: supportCase.subject, of: supportCase.number)
    }

    /// The case of that number.
    public func supportCase(_ number: CaseNumber) throws -> SupportCase? {
        try row(
            "SELECT \(CaseColumns.list) FROM support_case WHERE number = ?", [number.rawValue], CaseColumns.supportCase)
    }

    /// The cases of which something is due by itself, the longest overdue first.
    public func dueCases(at now: Date, limit: Int) throws -> [CaseNumber] {
        try rows(
            "SELECT number FROM support_case WHERE next_due_at <= ? ORDER BY next_due_at, number LIMIT ?",
            [now.milliseconds, limit]
        ).map { CaseNumber($0[0]) }
    }

    /// The open cases of an account, last modified first.
    public func openCases(of account: ID<Account>, limit: Int) throws -> [SupportCase] {
        try openCases("account_id", account.rawValue, limit)
    }

    /// The open cases that an advisor has, last modified first.
    public func openCases(assignedTo person: ID<Person>, limit: Int) throws -> [SupportCase] {
        try openCases("assignee_id", person.rawValue, limit)
    }

    private func openCases(_ column: String, _ id: Int64, _ limit: Int) throws -> [SupportCase] {
        try rows(
            """
            SELECT \(CaseColumns.list) FROM support_case WHERE \(column) = ? AND status <> ?
            ORDER BY modified_at DESC, number DESC LIMIT ?
            """, [id, CaseStatus.closed.rawValue, limit]
        ).map(CaseColumns.supportCase)
    }

    /// The cases that wait for the fix of that development issue, without regard to case.
    public func cases(waitingFor issue: String) throws -> [CaseNumber] {
        try rows(
            "SELECT number FROM support_case WHERE lower(issue) = lower(?) AND status = ? ORDER BY number",
            [issue, CaseStatus.assignedToDevelopment.rawValue]
        ).map { CaseNumber($0[0]) }
    }

    /// Adds an entry to a case's feed, with the files that came with it.
    public func append(_ entry: FeedEntry, to number: CaseNumber, attachments: [NewAttachment]) throws -> ID<FeedEntry>
    {
        let id: ID<FeedEntry> = try insert(
            """
            INSERT INTO feed_entry (case_number, kind, at, author_id, channel, visibility, text, html, old_value, new_value,
                message_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
            """,
            [
                number.rawValue, entry.kind.rawValue, entry.at.milliseconds, entry.author?.rawValue,
                entry.channel.rawValue, entry.visibility.rawValue, entry.text, entry.html, entry.from, entry.to,
                entry.messageID?.rawValue,
            ])
        for attachment in attachments { try insert(attachment, of: id) }
        return id
    }

    private func insert(_ attachment: NewAttachment, of entry: ID<FeedEntry>) throws {
        let (blob, sha256, omitted): (Int64?, String?, String?) =
            switch attachment.body {
            case .kept(let bytes, let sha256): (try keepBlob(.memory(bytes)), sha256, nil)
            case .streamed(let pieces, let sha256): (try keepBlob(pieces, size: attachment.size), sha256, nil)
            case .omitted(let reason): (nil, nil, reason)
            }
        try execute(
            """
            INSERT INTO attachment (feed_entry_id, filename, content_type, content_id, size, sha256, blob_id, omitted)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                entry.rawValue, attachment.filename, attachment.contentType, attachment.contentID, attachment.size,
                sha256,
                blob, omitted,
            ])
    }

    /// Adds a notification recipient; nothing happens if they are one already.
    public func addRecipient(_ person: ID<Person>, to number: CaseNumber, because reason: String, at now: Date) throws {
        try execute(
            """
            INSERT INTO recipient (case_number, person_id, reason, added_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (case_number, person_id) DO NOTHING
            """, [number.rawValue, person.rawValue, reason, now.milliseconds])
    }

    /// Takes a notification recipient off the list; nothing happens if they are none.
    public func removeRecipient(_ person: ID<Person>, from number: CaseNumber) throws {
        try execute(
            "DELETE FROM recipient WHERE case_number = ? AND person_id = ?", [number.rawValue, person.rawValue])
    }

    /// Whom news of a case goes to: its recipients, and the advisor who has it; each once.
    public func audience(of supportCase: SupportCase) throws -> [Person] {
        let recipients = try recipients(of: supportCase.number)
        guard let assignee = supportCase.assignee, !recipients.contains(where: { $0.id == assignee }),
            let advisor = try person(assignee), advisor.state != .deactivated
        else { return recipients }
        return recipients + [advisor]
    }

    /// The advisors whose case it is: the one who has it, and those of its team; each once.
    public func desk(of supportCase: SupportCase) throws -> [Person] {
        try rows(
            """
            SELECT id FROM person WHERE kind = 'advisor' AND state <> 'deactivated'
                AND (id = ? OR id IN (SELECT person_id FROM team_member WHERE team = ?)) ORDER BY id
            """, [supportCase.assignee?.rawValue, supportCase.team]
        ).compactMap { try person(ID($0[0])) }
    }

    /// The advisors of a team whom each event is mailed to at once; who chose nothing is one of them.
    public func advisorsToldAtOnce(ofTeam team: String) throws -> [Person] {
        try rows(
            """
            SELECT person.id FROM team_member JOIN person ON person.id = team_member.person_id
            WHERE team = ? AND kind = 'advisor' AND state <> 'deactivated' AND digest IN ('', 'immediate')
            ORDER BY person.id
            """, [team]
        ).compactMap { try person(ID($0[0])) }
    }

    /// The people on the list of a case who are active, contacts only while they are of its account.
    public func recipients(of number: CaseNumber) throws -> [Person] {
        try rows(
            """
            SELECT person_id FROM recipient JOIN person ON person.id = recipient.person_id
            WHERE case_number = ? AND person.state <> 'deactivated' AND (kind <> 'contact' OR EXISTS (
                SELECT 1 FROM membership JOIN support_case ON support_case.account_id = membership.account_id
                WHERE number = case_number AND membership.person_id = person.id))
            ORDER BY person_id
            """, [number.rawValue]
        ).compactMap { try person(ID($0[0])) }
    }
}
