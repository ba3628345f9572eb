public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction: HeldTransaction {
    /// Notes that a line's message is held, in that state; a line that was let in and is held once more waits again.
    public func hold(_ id: ID<LedgerEntry>, _ state: HeldState, challenge: ID<Challenge>?) throws {
        try execute(
            """
            INSERT INTO held (inbound_id, state, challenge_id) VALUES (?, ?, ?)
            ON CONFLICT (inbound_id) DO UPDATE SET state = excluded.state, challenge_id = excluded.challenge_id,
                release = NULL, decided_by = NULL, decided_at = NULL
            """, [id.rawValue, state.rawValue, challenge?.rawValue])
    }

    /// How a line's message was let in, if it was.
    public func release(of id: ID<LedgerEntry>) throws -> Release? {
        try row(
            "SELECT release, decided_by, challenge_id FROM held WHERE inbound_id = ? AND release IS NOT NULL",
            [id.rawValue]
        ).map { row in
            guard let release = StoredRelease(row[0]) else {
                throw Damaged.row("the release of inbound \(id.rawValue)")
            }
            let challenge: Int64? = row[2]
            return release.release(by: row[1] ?? "", challenge: challenge.map { ID($0) })
        }
    }

    /// Lets a held message in: its line is open again, and the mailbox's next turn decides about it once more.
    public func letIn(_ id: ID<LedgerEntry>, _ release: Release, at now: Date) throws -> Bool {
        let stored = StoredRelease(release)
        let state: HeldState = release.isByDesk ? .released : .confirmed
        let done = try row(
            """
            UPDATE held SET state = ?, release = ?, decided_by = ?, decided_at = ?
            WHERE inbound_id = ? AND (state IN ('waiting', 'expired') OR (state = 'rejected' AND ? = 'released'))
                AND EXISTS (SELECT 1 FROM inbound WHERE id = inbound_id AND raw_removed_at IS NULL)
            RETURNING inbound_id
            """,
            [
                state.rawValue, stored.text, stored.by, now.milliseconds, id.rawValue, state.rawValue,
            ])
        guard done != nil else { return false }
        try execute(
            "UPDATE inbound SET state = 'received', attempts = 0, retry_at = NULL WHERE id = ? AND state = 'done'",
            [id.rawValue])
        return true
    }

    /// Rejects a held message that waits or expired; `false` where it does neither.
    public func reject(_ id: ID<LedgerEntry>, by: String, at now: Date) throws -> Bool {
        try row(
            """
            UPDATE held SET state = 'rejected', decided_by = ?, decided_at = ?
            WHERE inbound_id = ? AND state IN ('waiting', 'expired') RETURNING inbound_id
            """, [by, now.milliseconds, id.rawValue]) != nil
    }

    /// Adds a challenge to a person.
    public func addChallenge(to person: Person, at now: Date) throws -> ID<Challenge> {
        let expires = now.addingTimeInterval(Challenge.lifetime)
        return try insert(
            """
            INSERT INTO challenge (id, person_id, address, state, created_at, expires_at)
            VALUES (\(Schema.next(of: "challenge")), ?, ?, 'open', ?, ?) RETURNING id
            """, [person.id.rawValue, person.address.description, now.milliseconds, expires.milliseconds])
    }

    /// The challenge of that number.
    public func challenge(_ id: ID<Challenge>) throws -> Challenge? {
        try row(
            "SELECT person_id, address, state, created_at, expires_at FROM challenge WHERE id = ?", [id.rawValue]
        ).map { row in
            Challenge(
                id: id, person: ID(row[0]), address: try row.address(1), state: try row.word(2), created: row.date(3),
                expires: row.date(4))
        }
    }

    /// The messages of a challenge, oldest first.
    public func messages(of id: ID<Challenge>) throws -> [ChallengedMessage] {
        try rows(
            """
            SELECT inbound.id, received_at, mailbox, subject, held.state FROM held
            JOIN inbound ON inbound.id = held.inbound_id WHERE challenge_id = ? ORDER BY inbound.id
            """, [id.rawValue]
        ).map { row in
            ChallengedMessage(
                id: ID(row[0]), received: row.date(1), mailbox: row[2], subject: row[3] ?? "",
                isWaiting: row[4] == HeldState.waiting.rawValue)
        }
    }

    /// Ends a challenge.
    public func end(_ id: ID<Challenge>, as state: Challenge.State, at now: Date) throws {
        try execute(
            "UPDATE challenge SET state = ?, answered_at = ? WHERE id = ? AND state = 'open'",
            [state.rawValue, now.milliseconds, id.rawValue])
        guard state == .expired else { return }
        try execute(
            "UPDATE held SET state = 'expired' WHERE challenge_id = ? AND state = 'waiting'", [id.rawValue])
    }

    /// The open challenges whose time is over.
    public func overdueChallenges(at now: Date) throws -> [ID<Challenge>] {
        try rows("SELECT id FROM challenge WHERE state = 'open' AND expires_at < ? ORDER BY id", [now.milliseconds])
            .map { ID($0[0]) }
    }
}

/// A release as one text: what it says behind its kind, a line each.
private struct StoredRelease {
    let text: String
    let by: String
    private let fields: [String: String]

    init(_ release: Release) {
        let values: [(String, String?)] = [
            ("author", release.author?.description), ("case", release.caseNumber?.description),
            ("account", release.exceptionAccount),
        ]
        let lines = values.compactMap { name, value in value.map { "\(name)=\($0)" } }
        switch release.origin {
        case .challenge: (text, by) = ("challenge", "")
        case .desk(let who): (text, by) = ((["desk"] + lines).joined(separator: "\n"), who)
        }
        fields = [:]
    }

    init?(_ stored: String?) {
        guard let stored else { return nil }
        let lines = stored.split(separator: "\n")
        guard let kind = lines.first, kind == "challenge" || kind == "desk" else { return nil }
        text = String(kind)
        by = ""
        fields = Dictionary(
            lines.dropFirst().map { line in
                let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
            }, uniquingKeysWith: { first, _ in first })
    }

    func release(by who: String, challenge: ID<Challenge>?) -> Release {
        if text == "challenge", let challenge { return Release(.challenge(challenge)) }
        return Release(
            .desk(who), author: fields["author"].flatMap { EmailAddress($0) },
            caseNumber: fields["case"].flatMap { CaseNumber($0) }, exceptionAccount: fields["account"])
    }
}
