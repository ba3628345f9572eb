public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction: SurveyTransaction {
    /// Adds the survey of a case that is closed now, to be decided at that time.
    public func addSurvey(of supportCase: SupportCase, due: Date) throws {
        try execute(
            """
            INSERT INTO survey (case_number, contact_id, account_id, team, advisor_id, state, due_at, changed_at)
                VALUES (?, ?, ?, ?, ?, 'due', ?, ?)
            """,
            [
                supportCase.number.rawValue, supportCase.contact.rawValue, supportCase.account.rawValue,
                supportCase.team, supportCase.assignee?.rawValue, due.milliseconds, due.milliseconds,
            ])
    }

    /// Cancels the surveys of a case whose mail has not gone out; how many.
    public func cancelSurveys(of number: CaseNumber, because why: String, at now: Date) throws -> Int {
        let unsent = try rows(
            """
            SELECT id FROM survey WHERE case_number = ? AND (state = 'due' OR state = 'sent' AND EXISTS (
                SELECT 1 FROM outbox WHERE survey_id = survey.id AND state = 'queued' AND attempts = 0))
            """, [number.rawValue])
        for row in unsent {
            let id = ID<Survey>(row[0])
            try set(.cancelled, of: id, because: why, at: now)
            // Nobody was asked, so that this one does not count as the last.
            try execute("UPDATE survey SET sent_at = NULL WHERE id = ?", [id.rawValue])
            try keepBack("survey_id = ?", [id.rawValue], because: why)
        }
        return unsent.count
    }

    /// The surveys whose time has come, the longest waiting first.
    public func dueSurveys(at now: Date, limit: Int) throws -> [ID<Survey>] {
        try rows(
            "SELECT id FROM survey WHERE state = 'due' AND due_at <= ? ORDER BY due_at, id LIMIT ?",
            [now.milliseconds, limit]
        ).map { ID($0[0]) }
    }

    /// The survey of that number.
    public func survey(_ id: ID<Survey>) throws -> Survey? {
        try row("SELECT \(Self.surveyColumns) FROM survey WHERE id = ?", [id.rawValue]).map(Self.survey)
    }

    /// What decides about a survey.
    public func facts(on survey: Survey, _ rules: SurveyRules) throws -> SurveyFacts {
        guard let supportCase = try supportCase(survey.caseNumber), let contact = try person(survey.contact) else {
            throw Damaged.row("survey \(survey.id.rawValue)")
        }
        let last =
            switch rules.customer {
            case .contact: try row("SELECT max(sent_at) FROM survey WHERE contact_id = ?", [survey.contact.rawValue])
            case .account: try row("SELECT max(sent_at) FROM survey WHERE account_id = ?", [survey.account.rawValue])
            }
        return SurveyFacts(
            supportCase: supportCase, contact: contact, isOptedOut: try isOptedOut(survey.contact),
            lastSent: last?.optionalDate(0))
    }

    /// Notes where a survey stands, and why.
    public func set(_ state: Survey.State, of id: ID<Survey>, because why: String, at now: Date) throws {
        try execute(
            """
            UPDATE survey SET state = ?, why = ?, changed_at = ?,
                sent_at = CASE WHEN ? = 'sent' THEN ? ELSE sent_at END WHERE id = ?
            """, [state.rawValue, why, now.milliseconds, state.rawValue, now.milliseconds, id.rawValue])
    }

    /// Notes an answer, in the place of an earlier one.
    public func set(_ answer: SurveyAnswer, of id: ID<Survey>, at now: Date) throws {
        let ratings = SurveyArea.allCases.map { answer[$0] }
        let columns = SurveyArea.allCases.map { "\($0.rawValue) = ?" }.joined(separator: ", ")
        try execute(
            """
            UPDATE survey SET state = 'answered', why = '', changed_at = ?, answered_at = ?, comment = ?, \(columns)
            WHERE id = ?
            """,
            [now.milliseconds, now.milliseconds, answer.comment] + StatementArguments(ratings) + [id.rawValue])
    }

    /// Ends the surveys that were sent before that time and not answered; how many.
    public func expireSurveys(sentBefore time: Date, at now: Date) throws -> Int {
        try rows(
            "UPDATE survey SET state = 'expired', changed_at = ? WHERE state = 'sent' AND sent_at < ? RETURNING id",
            [now.milliseconds, time.milliseconds]
        ).count
    }

    /// Whether a contact wants no surveys.
    public func isOptedOut(_ person: ID<Person>) throws -> Bool {
        try row("SELECT survey_opt_out FROM person WHERE id = ?", [person.rawValue])?[0] ?? false
    }

    /// Notes whether a contact wants no surveys; `false` where that was known.
    public func setOptOut(_ isOptedOut: Bool, of person: ID<Person>, at now: Date) throws -> Bool {
        try row(
            "UPDATE person SET survey_opt_out = ? WHERE id = ? AND survey_opt_out <> ? RETURNING id",
            [isOptedOut, person.rawValue, isOptedOut]) != nil
    }

    /// Keeps back the mails of surveys to a person that have not gone out.
    public func keepBackSurveys(to person: ID<Person>, because why: String, at now: Date) throws {
        let surveys = try rows(
            """
            SELECT survey_id FROM outbox WHERE recipient_id = ? AND survey_id IS NOT NULL AND state = 'queued'
            """, [person.rawValue])
        for row in surveys {
            try set(.withheld, of: ID(row[0]), because: why, at: now)
            try execute("UPDATE survey SET sent_at = NULL WHERE id = ?", [row[0] as Int64])
        }
        try keepBack("recipient_id = ? AND survey_id IS NOT NULL", [person.rawValue], because: why)
    }

    private func keepBack(_ condition: String, _ arguments: StatementArguments, because why: String) throws {
        try execute(
            "UPDATE outbox SET state = 'suppressed', last_error = ? WHERE \(condition) AND state = 'queued'",
            [why] + arguments)
    }

    private static let surveyColumns = """
        id, case_number, contact_id, account_id, team, advisor_id, state, why, due_at, sent_at, answered_at, comment,
        \(SurveyArea.allCases.map(\.rawValue).joined(separator: ", "))
        """

    private static func survey(_ row: Row) throws -> Survey {
        var survey = Survey(
            id: ID(row[0]), caseNumber: CaseNumber(row[1]), contact: ID(row[2]), account: ID(row[3]), team: row[4],
            advisor: row.optionalID(5), state: try row.word(6), why: row[7], due: row.date(8))
        (survey.sent, survey.answered) = (row.optionalDate(9), row.optionalDate(10))
        var ratings: [SurveyArea: Int] = [:]
        for (index, area) in SurveyArea.allCases.enumerated() { ratings[area] = row[12 + index] as Int? }
        survey.answer = SurveyAnswer(ratings: ratings, comment: row[11])
        return survey
    }
}
