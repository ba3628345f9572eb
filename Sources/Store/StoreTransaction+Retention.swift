public import Core
public import FoundationEssentials
internal import GRDB

/// What is looked through for things that are too old, one after the other.
public enum RetentionStep: Sendable, Equatable {
    /// Messages as they came that became that.
    case messages(InboundOutcome)
    /// The texts of mails that are not sent any more, and the addresses of strangers who were answered.
    case mailTexts
    /// The closed cases of an account, by its number and name.
    case cases(ID<Account>, name: String)
    /// The oldest lines of the audit log.
    case auditLines

    /// What is counted of it.
    public var state: RemovalState {
        switch self {
        case .messages: .messages
        case .mailTexts: .mailTexts
        case .cases: .cases
        case .auditLines: .auditLines
        }
    }
}

/// What came of looking through a batch.
public struct RetentionBatch: Sendable {
    /// How many things went.
    public var removed = 0
    /// How many are old enough, and on hold.
    public var held = 0
    /// The place to go on from; `nil` at the end.
    public var next: RetentionPlace?
}

/// A place in the order of things: by time, then by number.
public struct RetentionPlace: Sendable, Equatable {
    /// The start of everything.
    public static let start = RetentionPlace(time: .min, number: 0)

    var time: Int64
    var number: Int64
}

extension StoreTransaction {
    /// The steps of a pass: what has no period is not looked through.
    public func retentionSteps(_ rules: Retention) throws -> [RetentionStep] {
        var steps = InboundOutcome.allCases.filter { rules.days(for: $0) != nil }.map { RetentionStep.messages($0) }
        if rules.periods.sentDays != nil { steps.append(.mailTexts) }
        for row in try rows("SELECT id, name FROM account ORDER BY id") {
            let name: String = row[1]
            if rules.days(ofAccount: name) != nil { steps.append(.cases(ID(row[0]), name: name)) }
        }
        if rules.periods.auditDays != nil { steps.append(.auditLines) }
        return steps
    }

    /// Removes of the next few things of a step what is too old and not on hold; a rehearsal only counts.
    public func removeExpired(
        _ step: RetentionStep, _ rules: Retention, from place: RetentionPlace, at now: Date, isRehearsal: Bool = false
    ) throws -> RetentionBatch {
        if step == .auditLines { return try removeAuditLines(rules, at: now, isRehearsal: isRehearsal) }
        let anythingHeld = try row("SELECT 1 FROM legal_hold LIMIT 1") != nil
        guard let (sql, limit, size) = candidates(step, rules, at: now) else { return RetentionBatch() }
        let found = try rows(sql.text, sql.arguments + [limit.milliseconds, place.time, place.number, size])
        var batch = RetentionBatch()
        for row in found {
            let hold = anythingHeld ? try hold(on: row, at: now) : nil
            switch rules.verdict(on: try thing(step, row), hold: hold, at: now) {
            case .goes:
                if !isRehearsal { try remove(step, row[1], at: now) }
                batch.removed += 1
            case .stays(.held): batch.held += 1
            case .stays(.tooYoung), .stays(.forGood): break
            }
        }
        if !isRehearsal { try count(batch.removed, step.state) }
        if found.count == size, let last = found.last { batch.next = RetentionPlace(time: last[0], number: last[1]) }
        return batch
    }

    /// The statement that finds what is old enough, how old that is, and how many at once.
    ///
    /// Its rows say: when, its number, its case, whose it is, and whose address.
    static func retentionStatement(_ step: RetentionStep) -> String {
        switch step {
        case .messages:
            """
            SELECT finished_at, id, case_number, sender_id, from_address FROM inbound
            WHERE outcome = ? AND raw_removed_at IS NULL AND state <> 'received' AND finished_at <= ?
                AND (finished_at, id) > (?, ?) ORDER BY finished_at, id LIMIT ?
            """
        case .mailTexts:
            """
            SELECT queued_at, id, case_number, recipient_id, to_address FROM outbox
            WHERE text_removed_at IS NULL AND (answer IS NOT NULL OR (recipient_id IS NULL AND case_number IS NULL))
                AND state IN ('sent', 'failed', 'suppressed') AND template <> 'notice' AND queued_at <= ? AND (queued_at, id) > (?, ?) ORDER BY queued_at, id LIMIT ?
            """
        case .cases:
            """
            SELECT closed_at, number, number, contact_id, NULL FROM support_case
            WHERE account_id = ? AND closed_at IS NOT NULL AND removed_at IS NULL AND closed_at <= ?
                AND (closed_at, number) > (?, ?) ORDER BY closed_at, number LIMIT ?
            """
        case .auditLines: "SELECT at, number, hash FROM audit ORDER BY number LIMIT ?"
        }
    }

    private func candidates(
        _ step: RetentionStep, _ rules: Retention, at now: Date
    ) -> (sql: (text: String, arguments: StatementArguments), limit: Date, size: Int)? {
        let (days, arguments, size): (Int?, StatementArguments, Int) =
            switch step {
            case .messages(let outcome): (rules.days(for: outcome), [outcome.rawValue], 50)
            case .mailTexts: (rules.periods.sentDays, [], 200)
            case .cases(let account, let name): (rules.days(ofAccount: name), [account.rawValue], 10)
            case .auditLines: (nil, [], 0)
            }
        guard let days else { return nil }
        return ((Self.retentionStatement(step), arguments), Retention.limit(days, before: now), size)
    }

    private func thing(_ step: RetentionStep, _ row: Row) throws -> Retention.Thing {
        switch step {
        case .messages(let outcome): .message(outcome, ended: row.date(0))
        case .mailTexts: .mailText(queued: row.date(0))
        case .cases(_, let name): .supportCase(account: name, closed: row.date(0))
        case .auditLines: .auditLine(at: row.date(0), anythingHeld: false)
        }
    }

    /// What keeps the thing of a row: by its case, else by whose it is.
    private func hold(on row: Row, at now: Date) throws -> LegalHold? {
        if let number: Int64 = row[2] { return try hold(on: CaseNumber(number), at: now) }
        if let person: ID<Person> = row.optionalID(3) { return try hold(on: person, at: now) }
        guard let address = (row[4] as String?).flatMap({ EmailAddress($0) }),
            let known = try self.row("SELECT person_id FROM person_address WHERE address_key = ?", [address.key])
        else { return nil }
        return try hold(on: ID<Person>(known[0]), at: now)
    }

    private func remove(_ step: RetentionStep, _ number: Int64, at now: Date) throws {
        switch step {
        case .messages(let outcome): try removeMessage(number, outcome, at: now)
        case .mailTexts: try removeText(ofMail: number, at: now)
        case .cases: try removeCase(CaseNumber(number), at: now)
        case .auditLines: break
        }
    }

    /// Removes a message; of one that became nothing, also who wrote it and about what.
    ///
    /// Whoever wanted to let it in had all that time.
    private func removeMessage(_ id: Int64, _ outcome: InboundOutcome, at now: Date) throws {
        guard try removeRaw(of: id, at: now) else { return }
        switch outcome {
        case .opened, .posted: return
        case .held, .bounce, .autoReply, .duplicate, .ignored, .quarantined, .command: break
        }
        try execute(
            """
            UPDATE inbound SET from_address = NULL, subject = NULL, reasons = NULL, evidence = NULL, sender_id = NULL
            WHERE id = ?
            """, [id])
        try execute(
            """
            UPDATE held SET state = 'rejected', decided_by = ?, decided_at = ?
            WHERE inbound_id = ? AND state IN ('waiting', 'expired')
            """, [AuditEvent.systemName, now.milliseconds, id])
        try execute("UPDATE held SET release = NULL WHERE inbound_id = ?", [id])
    }

    /// Removes lines from the beginning of the log; none while anything is on hold.
    private func removeAuditLines(_ rules: Retention, at now: Date, isRehearsal: Bool) throws -> RetentionBatch {
        let anythingHeld = try holds(at: now).contains { $0.origin == .person }
        let size = isRehearsal ? Int.max : 1_000
        var (batch, last): (RetentionBatch, (number: Int64, hash: String)?) = (RetentionBatch(), nil)
        let lines = try cursor(Self.retentionStatement(.auditLines), [size])
        scan: while let row = try lines.next() {
            switch rules.verdict(on: .auditLine(at: row.date(0), anythingHeld: anythingHeld), at: now) {
            case .goes:
                batch.removed += 1
                last = (row[1], row[2])
            case .stays(.held): batch.held += 1
            case .stays(.tooYoung), .stays(.forGood): break scan
            }
        }
        guard let last, !isRehearsal else { return batch }
        try trimAudit(to: last.number, hash: last.hash, at: now)
        try count(batch.removed, .auditLines)
        if batch.removed == size { batch.next = .start }
        return batch
    }

    /// Ends a pass: what went since the last end is told to the audit log in one line, where anything did.
    public func endRetention(at now: Date) throws {
        try set(.lastRun, now.milliseconds)
        let counts = try Self.counted.compactMap { state, words in
            try value(of: state).map { "\($0) \(words)" }
        }
        guard !counts.isEmpty else { return }
        try audit(
            AuditEvent(
                .retentionRun, of: "retention", by: AuditEvent.systemName,
                detail: "removed " + counts.joined(separator: ", "), at: now))
        for (state, _) in Self.counted { try clear(state) }
    }

    private static let counted: [(RemovalState, String)] = [
        (.messages, "messages"), (.mailTexts, "texts of mails"), (.cases, "cases"), (.auditLines, "lines of this log"),
    ]
}
