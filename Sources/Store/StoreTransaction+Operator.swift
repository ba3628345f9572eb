public import Core
public import FoundationEssentials
internal import GRDB

/// What the operator was told, and what there is to tell.
extension StoreTransaction {
    /// The alerts that stand, the oldest first.
    public func standingAlerts() throws -> [StandingAlert] {
        try rows(
            """
            SELECT name, text, advice, level, tells_end, since, noted_at, told_at, told_level, gone_at
            FROM operator_alert ORDER BY since, name
            """
        ).map { row in
            let alert = OperatorAlert(row[0], row[1], advice: row[2], level: row[3], tellsEnd: row[4])
            var standing = StandingAlert(alert, since: row.date(5))
            (standing.noted, standing.told, standing.toldLevel) = (row.optionalDate(6), row.optionalDate(7), row[8])
            standing.gone = row.optionalDate(9)
            return standing
        }
    }

    /// Has these alerts stand and no others.
    public func setStandingAlerts(_ alerts: [StandingAlert]) throws {
        try execute("DELETE FROM operator_alert")
        for one in alerts {
            try execute(
                """
                INSERT INTO operator_alert (name, text, advice, level, tells_end, since, noted_at, told_at, told_level, gone_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    one.alert.name, one.alert.text, one.alert.advice, one.alert.level, one.alert.tellsEnd ? 1 : 0,
                    one.since.milliseconds, one.noted?.milliseconds, one.told?.milliseconds, one.toldLevel,
                    one.gone?.milliseconds,
                ])
        }
    }

    /// How many alerts were mailed to that address since then.
    public func alertMails(to address: EmailAddress, since: Date) throws -> Int {
        try row(
            "SELECT count(*) FROM outbox WHERE to_key = ? AND queued_at > ? AND template = 'operator-alert'",
            [address.key, since.milliseconds])?[0] ?? 0
    }

    /// How far the operator was told by digests; `nil` before the first.
    public func operatorMark() throws -> OperatorMark? {
        try row("SELECT window_at, made_at, inbound_id, outbox_id FROM operator_mark WHERE name = 'digest'").map {
            OperatorMark(window: $0.date(0), at: $0.date(1), line: $0[2], mail: $0[3])
        }
    }

    /// Notes that all there is now has been told, in the digest of that window; gives how far that is.
    public func setOperatorMark(window: Date, at now: Date) throws {
        try execute(
            """
            INSERT INTO operator_mark (name, window_at, made_at, inbound_id, outbox_id)
            VALUES ('digest', ?, ?, (SELECT coalesce(max(id), 0) FROM inbound), (SELECT coalesce(max(id), 0) FROM outbox))
            ON CONFLICT (name) DO UPDATE SET window_at = excluded.window_at, made_at = excluded.made_at,
                inbound_id = excluded.inbound_id, outbox_id = excluded.outbox_id
            """, [window.milliseconds, now.milliseconds])
    }

    /// What came and went since a digest; before the first one, within a day.
    public func turnover(since mark: OperatorMark?, at now: Date) throws -> DeskTurnover {
        let since = mark?.at ?? now.addingTimeInterval(-86_400)
        var turnover = DeskTurnover()
        for row in try rows(
            """
            SELECT outcome, count(*) FROM inbound WHERE id > ? AND received_at > ? AND outcome IS NOT NULL GROUP BY outcome
            """, [try mark?.line ?? max(0, latestLine() - Self.most), since.milliseconds])
        {
            turnover.messages[try row.word(0)] = row[1]
        }
        for row in try rows(
            "SELECT state, count(*) FROM outbox WHERE id > ? AND queued_at > ? GROUP BY state",
            [try mark?.mail ?? max(0, (latestMail()?.rawValue ?? 0) - Self.most), since.milliseconds])
        {
            turnover.mails[try row.word(0)] = row[1]
        }
        let time = since.milliseconds
        turnover.casesOpened = try number("SELECT count(*) FROM support_case WHERE created_at > ?", [time])
        // What was closed was changed then or later, and of changes there is an index.
        turnover.casesClosed = try number(
            "SELECT count(*) FROM support_case WHERE modified_at > ? AND closed_at > ?", [time, time])
        turnover.surveysAnswered = try number(
            "SELECT count(*) FROM survey WHERE sent_at > ? AND answered_at > ?",
            [since.addingTimeInterval(-Self.longestSurvey).milliseconds, time])
        return turnover
    }

    /// So many of the latest lines at most are looked at where no digest said how far they were told.
    private static let most: Int64 = 100_000

    /// Nobody answers a survey that is older.
    private static let longestSurvey: TimeInterval = 366 * 86_400

    private func number(_ sql: String, _ arguments: StatementArguments) throws -> Int {
        try row(sql, arguments)?[0] ?? 0
    }
}
