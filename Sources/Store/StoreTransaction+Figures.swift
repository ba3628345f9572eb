public import Core
public import FoundationEssentials
internal import GRDB

/// Figures for those who watch the desk from outside, who ask every few seconds.
///
/// No statement reads more than what waits, what is open, and what came since: mostly entries of a small index.
extension StoreTransaction {
    /// The statements that count, by what they count; none may read all of a table that grows.
    static let figureStatements: [FigureStatement: String] = [
        .numbers: "SELECT last_value FROM number_sequence WHERE name = 'case'",
        // The sign keeps out the index that has all cases, closed ones too.
        .openCases: "SELECT +status, count(*) FROM support_case WHERE status <> 'Closed' GROUP BY +status",
        .unsentMails: "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')",
        .mailsOnTheirWay: "SELECT count(*) FROM outbox WHERE state = 'sending'",
        .endedMails: "SELECT state, count(*) FROM outbox WHERE state IN ('failed', 'suppressed') GROUP BY state",
        .latestMail: "SELECT coalesce(max(id), 0) FROM outbox",
        // The oldest of all is the oldest of its case and recipient. The signs keep SQLite from going through all mails
        // that were ever sent in the order of their ids.
        .oldestMails: """
        SELECT priority, queued_at, template FROM outbox WHERE id IN (
            SELECT min(+id) FROM outbox WHERE state = 'queued' AND is_head = 1 GROUP BY priority
            UNION ALL SELECT min(+id) FROM outbox WHERE state = 'sending' GROUP BY +priority)
        """,
        .floods: "SELECT count(DISTINCT case_number) FROM outbox WHERE told_later = 1",
        .unanswered: """
        SELECT count(*) FROM support_case
        WHERE status <> 'Closed' AND response_answered_at IS NULL AND response_due_at IS NOT NULL
        """,
        .heldReasons: """
        SELECT reason, count(*), min(received_at) FROM held JOIN inbound ON inbound.id = held.inbound_id
        WHERE held.state IN ('waiting', 'expired') GROUP BY reason
        """,
        .quarantined: "SELECT count(*), coalesce(max(id), 0) FROM inbound WHERE state = 'quarantined'",
        .auditLines: "SELECT coalesce(max(number), 0) FROM audit",
        .heldMessages: "SELECT count(*) FROM held WHERE state = 'waiting'",
        .oldestHeld: """
        SELECT received_at FROM inbound
        WHERE id = (SELECT min(inbound_id) FROM held WHERE state = 'waiting')
        """,
        .unfinished: "SELECT count(*) FROM inbound WHERE state = 'received'",
        .latestLine: "SELECT coalesce(max(id), 0) FROM inbound",
    ]

    /// What the desk is made up of now.
    public func figures(at now: Date) throws -> DeskFigures {
        var figures = DeskFigures()
        figures.casesOpened = max(0, try count(.numbers) - 1_000_000)
        for row in try found(.openCases) { figures.cases[try row.word(0)] = row[1] }
        // No case and no mail is ever deleted.
        figures.cases[.closed] = max(0, figures.casesOpened - figures.cases.values.reduce(0, +))
        figures.mails[.sending] = try count(.mailsOnTheirWay)
        figures.mails[.queued] = try count(.unsentMails) - figures.mails[.sending, default: 0]
        for row in try found(.endedMails) { figures.mails[try row.word(0)] = row[1] }
        figures.mails[.sent] = try count(.latestMail) - figures.mails.values.reduce(0, +)
        figures.oldestWaiting = try oldestWaiting()
        figures.givenUpToday = try givenUp(since: now.addingTimeInterval(-86_400))
        figures.floodedCases = try count(.floods)
        figures.unansweredCases = try count(.unanswered)
        figures.overdueCases = try overdueCases(at: now)
        figures.heldMessages = try count(.heldMessages)
        figures.oldestHeldMessage = try found(.oldestHeld).first?.date(0)
        for row in try found(.heldReasons) {
            figures.held[row[0] ?? ""] = DeskFigures.Held(count: row[1], oldest: row.date(2))
        }
        if let row = try found(.quarantined).first {
            (figures.quarantinedMessages, figures.latestQuarantined) = (row[0], row[1])
        }
        figures.unfinishedMessages = try count(.unfinished)
        figures.auditLines = Int64(try count(.auditLines))
        figures.latestBackup = try lastBackup()?.at
        let pages: Int = try row("PRAGMA page_count")?[0] ?? 0
        let pageSize: Int = try row("PRAGMA page_size")?[0] ?? 0
        figures.databaseSize = pages * pageSize
        return figures
    }

    private func oldestWaiting() throws -> [MailPriority: DeskFigures.WaitingMail] {
        try found(.oldestMails).reduce(into: [:]) { oldest, row in
            guard let priority = MailPriority(rawValue: row[0]) else { throw Damaged.row("a mail's priority") }
            let template: String = row[2]
            let mail = DeskFigures.WaitingMail(
                queued: row.date(1), isToOperator: Self.operatorTemplates.contains(template))
            oldest[priority] = [oldest[priority], mail].compactMap(\.self).min { $0.queued < $1.queued }
        }
    }

    private func givenUp(since: Date) throws -> Int {
        try row(
            """
            SELECT count(*) FROM outbox WHERE state = 'failed' AND tried_at > ?
                AND template NOT IN ('operator-alert', 'operator-digest')
            """, [since.milliseconds])?[0] ?? 0
    }

    private func overdueCases(at now: Date) throws -> Int {
        try row(
            """
            SELECT count(*) FROM support_case
            WHERE status <> 'Closed' AND response_answered_at IS NULL AND response_due_at IS NOT NULL
                AND response_due_at < ?
            """, [now.milliseconds])?[0] ?? 0
    }

    private static let operatorTemplates = [TemplateName.operatorAlert, .operatorDigest].map(\.rawValue)

    /// The latest line of the ledger; 0 where it has none.
    public func latestLine() throws -> Int64 { Int64(try count(.latestLine)) }

    /// What became of the messages of the lines after that one.
    public func takings(after line: Int64) throws -> MessageTally.Reading {
        let latest = try latestLine()
        let unfinished: Int64? = try row("SELECT min(+id) FROM inbound WHERE state = 'received' AND +id > ?", [line])?[
            0]
        var reading = MessageTally.Reading(settled: unfinished.map { $0 - 1 } ?? max(latest, line))
        for row in try rows(
            """
            SELECT id <= ?, outcome, coalesce(reason, ''), count(*) FROM inbound
            WHERE id > ? AND state <> 'received' AND outcome IS NOT NULL GROUP BY 1, 2, 3
            """, [reading.settled, line])
        {
            let isSettled: Bool = row[0]
            let kind = MessageTally.Kind(try row.word(1), row[2])
            if isSettled { reading.counts[kind] = row[3] } else { reading.later[kind] = row[3] }
        }
        return reading
    }

    /// Writes something that changes nothing, so that it is known whether writing works.
    public func probe() throws { try execute("UPDATE desk SET name = name") }

    private func found(_ statement: FigureStatement) throws -> [Row] {
        guard let sql = Self.figureStatements[statement] else { preconditionFailure("no statement for \(statement)") }
        return try rows(sql)
    }

    private func count(_ statement: FigureStatement) throws -> Int { try found(statement).first.map { $0[0] } ?? 0 }
}

/// What is counted for ``DeskFigures``.
enum FigureStatement: CaseIterable {
    case numbers, openCases, unanswered, unsentMails, mailsOnTheirWay, endedMails, latestMail, oldestMails, floods
    case heldMessages, oldestHeld, heldReasons, quarantined, unfinished, latestLine, auditLines
}
