public import Core
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
        .oldestMail: """
        SELECT queued_at FROM outbox WHERE id = (SELECT min(id) FROM (
            SELECT min(+id) AS id FROM outbox WHERE state = 'queued' AND is_head = 1
            UNION ALL SELECT min(+id) AS id FROM outbox WHERE state = 'sending') AS oldest)
        """,
        .heldMessages: "SELECT count(*) FROM held WHERE state = 'waiting'",
        .oldestHeld: """
        SELECT received_at FROM inbound
        WHERE id = (SELECT min(inbound_id) FROM held WHERE state = 'waiting')
        """,
        .unfinished: "SELECT count(*) FROM inbound WHERE state = 'received'",
        .latestLine: "SELECT coalesce(max(id), 0) FROM inbound",
    ]

    /// What the desk is made up of now.
    public func figures() throws -> DeskFigures {
        var figures = DeskFigures()
        figures.casesOpened = max(0, try count(.numbers) - 1_000_000)
        for row in try found(.openCases) { figures.cases[try row.word(0)] = row[1] }
        // No case and no mail is ever deleted.
        figures.cases[.closed] = max(0, figures.casesOpened - figures.cases.values.reduce(0, +))
        figures.mails[.sending] = try count(.mailsOnTheirWay)
        figures.mails[.queued] = try count(.unsentMails) - figures.mails[.sending, default: 0]
        for row in try found(.endedMails) { figures.mails[try row.word(0)] = row[1] }
        figures.mails[.sent] = try count(.latestMail) - figures.mails.values.reduce(0, +)
        figures.oldestWaitingMail = try found(.oldestMail).first?.date(0)
        figures.heldMessages = try count(.heldMessages)
        figures.oldestHeldMessage = try found(.oldestHeld).first?.date(0)
        figures.unfinishedMessages = try count(.unfinished)
        let pages: Int = try row("PRAGMA page_count")?[0] ?? 0
        let pageSize: Int = try row("PRAGMA page_size")?[0] ?? 0
        figures.databaseSize = pages * pageSize
        return figures
    }

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
            SELECT id <= ?, outcome, count(*) FROM inbound
            WHERE id > ? AND state <> 'received' AND outcome IS NOT NULL GROUP BY 1, 2
            """, [reading.settled, line])
        {
            let isSettled: Bool = row[0]
            let outcome: InboundOutcome = try row.word(1)
            if isSettled { reading.counts[outcome] = row[2] } else { reading.later[outcome] = row[2] }
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
    case numbers, openCases, unsentMails, mailsOnTheirWay, endedMails, latestMail, oldestMail, heldMessages, oldestHeld
    case unfinished, latestLine
}
