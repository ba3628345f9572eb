public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction: SurveyTransaction {
    /// Adds the survey of a case that is closed now, to be decided at that time.
    public func addSurvey(of supportCase: SupportCase, due: Date) throws {
        try execute(
            """
            INSERT INTO survey (id, case_number, contact_id, account_id, team, advisor_id, state, due_at)
                VALUES (\(Schema.next(of: "survey")), ?, ?, ?, ?, ?, 'due', ?)
            """,
            [
                supportCase.number.rawValue, supportCase.contact.rawValue, supportCase.account.rawValue,
                supportCase.team, supportCase.assignee?.rawValue, due.milliseconds,
            ])
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

    /// What decides about a survey, for a desk that does not ask that customer twice.
    public func facts(on survey: Survey, _ customer: SurveyRules.Customer) throws -> SurveyFacts {
        guard let supportCase = try supportCase(survey.caseNumber), let contact = try person(survey.contact) else {
            throw Damaged.row("survey \(survey.id.rawValue)")
        }
        let (column, id) =
            switch customer {
            case .contact: ("contact_id", survey.contact.rawValue)
            case .account: ("account_id", survey.account.rawValue)
            }
        let last = try row("SELECT max(sent_at) FROM survey WHERE \(column) = ? AND sent_at IS NOT NULL", [id])
        return SurveyFacts(
            supportCase: supportCase, contact: contact, isOptedOut: try isOptedOut(survey.contact),
            lastSent: last?.optionalDate(0))
    }

    /// Notes that the mail of a survey is in the outbox.
    public func markSent(_ id: ID<Survey>, at now: Date) throws {
        try execute("UPDATE survey SET state = 'sent', sent_at = ? WHERE id = ?", [now.milliseconds, id.rawValue])
    }

    /// Notes that a survey is not sent: nobody was asked, so that it does not count as the last one.
    public func leave(_ id: ID<Survey>, because objection: SurveyObjection, at now: Date) throws {
        try execute(
            "UPDATE survey SET state = ?, why = ?, sent_at = NULL WHERE id = ?",
            [objection.state.rawValue, objection.description, id.rawValue])
    }

    /// Does the same to surveys whose mail has not gone out, and keeps the mail back.
    public func withdrawSurveys(_ scope: SurveyScope, because objection: SurveyObjection, at now: Date) throws {
        let mails: [Row]
        switch scope {
        case .of(let number):
            for row in try rows("SELECT id FROM survey WHERE case_number = ? AND state = 'due'", [number.rawValue]) {
                try leave(ID(row[0]), because: objection, at: now)
            }
            mails = try queuedSurveys("survey_id IN (SELECT id FROM survey WHERE case_number = ?)", number.rawValue)
        case .to(let person): mails = try queuedSurveys("recipient_id = ?", person.rawValue)
        }
        for mail in mails {
            try withdraw(ID(mail[0]), of: ID(mail[1]), mayHaveGone: mail[2], because: objection, at: now)
        }
    }

    private func queuedSurveys(_ condition: String, _ value: Int64) throws -> [Row] {
        try rows(
            """
            SELECT id, survey_id, may_be_duplicate FROM outbox
            WHERE survey_id IS NOT NULL AND state = 'queued' AND \(condition)
            """, [value])
    }

    /// Keeps one mail back; a survey whose mail may have gone out all the same can be answered as before.
    private func withdraw(
        _ mail: ID<OutboxEntry>, of survey: ID<Survey>, mayHaveGone: Bool, because objection: SurveyObjection,
        at now: Date
    ) throws {
        try keepBack(mail, because: objection.description)
        if !mayHaveGone { try leave(survey, because: objection, at: now) }
    }

    private func keepBack(_ mail: ID<OutboxEntry>, because why: String) throws {
        try execute(
            "UPDATE outbox SET state = 'suppressed', last_error = ?, lease_until = NULL WHERE id = ?",
            [why, mail.rawValue])
        try setHead(ofMailsLike: mail)
    }

    /// Keeps a mail back whose turn has come, where its survey is not to be sent any more; whether it did.
    ///
    /// What is decided takes back mail that waits by itself; this is for mail that was on its way meanwhile, came back to
    /// the outbox, or was put back by a person.
    func keepBackUnwanted(_ mail: ID<OutboxEntry>, of id: ID<Survey>, mayHaveGone: Bool, at now: Date) throws -> Bool {
        guard let survey = try survey(id) else { throw Damaged.row("survey \(id.rawValue)") }
        guard survey.state.takesAnswers else {
            try keepBack(mail, because: survey.why.isEmpty ? survey.state.rawValue : survey.why)
            return true
        }
        guard let objection = try facts(on: survey, .contact).objection else { return false }
        try withdraw(mail, of: id, mayHaveGone: mayHaveGone, because: objection, at: now)
        return true
    }

    /// Notes an answer, in the place of an earlier one, and the entry of the feed that has it.
    public func set(
        _ answer: SurveyAnswer, as entry: ID<FeedEntry>, of id: ID<Survey>, at now: Date
    ) throws {
        let columns = SurveyArea.allCases.map { "\($0.rawValue) = ?" }.joined(separator: ", ")
        try execute(
            """
            UPDATE survey SET state = 'answered', answered_at = ?, answer_id = ?, comment = ?, \(columns) WHERE id = ?
            """,
            [now.milliseconds, entry.rawValue, answer.comment]
                + StatementArguments(SurveyArea.allCases.map { answer[$0] }) + [id.rawValue])
    }

    /// Ends the surveys that were sent before that time and not answered; how many.
    public func expireSurveys(sentBefore time: Date, at now: Date) throws -> Int {
        try execute("UPDATE survey SET state = 'expired' WHERE state = 'sent' AND sent_at < ?", [time.milliseconds])
        return db.changesCount
    }

    /// Whether surveys that were sent before that time still wait for an answer.
    public func hasOpenSurveys(sentBefore time: Date) throws -> Bool {
        try row("SELECT 1 FROM survey WHERE state = 'sent' AND sent_at < ? LIMIT 1", [time.milliseconds]) != nil
    }

    /// Whether a contact wants no surveys.
    public func isOptedOut(_ person: ID<Person>) throws -> Bool {
        try row("SELECT survey_opt_out FROM person WHERE id = ?", [person.rawValue])?[0] ?? false
    }

    /// Notes whether a contact wants no surveys; `false` where that was known.
    public func setOptOut(_ isOptedOut: Bool, of person: ID<Person>) throws -> Bool {
        try execute(
            "UPDATE person SET survey_opt_out = ? WHERE id = ? AND survey_opt_out <> ?",
            [isOptedOut ? 1 : 0, person.rawValue, isOptedOut ? 1 : 0])
        return db.changesCount > 0
    }

    /// What makes up a survey, in the order in which ``survey(_:)`` reads it.
    static let surveyColumns =
        ([
            "id", "case_number", "contact_id", "account_id", "team", "advisor_id", "state", "why", "due_at", "sent_at",
            "answered_at", "comment",
        ] + SurveyArea.allCases.map(\.rawValue)).map { "survey.\($0)" }.joined(separator: ", ")

    static func survey(_ row: Row) throws -> Survey {
        var survey = Survey(
            id: ID(row[0]), caseNumber: CaseNumber(row[1]), contact: ID(row[2]), account: ID(row[3]), team: row[4],
            advisor: row.optionalID(5), state: try row.word(6), why: row[7], due: row.date(8))
        (survey.sent, survey.answered) = (row.optionalDate(9), row.optionalDate(10))
        survey.answer = answer(row, from: 11)
        return survey
    }

    /// The answer whose comment stands in that column, its ratings in those behind it.
    static func answer(_ row: Row, from column: Int) -> SurveyAnswer? {
        var ratings: [SurveyArea: Int] = [:]
        for (index, area) in SurveyArea.allCases.enumerated() { ratings[area] = row[column + 1 + index] as Int? }
        return SurveyAnswer(ratings: ratings, comment: row[column])
    }
}
