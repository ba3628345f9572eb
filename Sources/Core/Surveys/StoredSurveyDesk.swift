public import FoundationEssentials

/// The surveys of a desk's database.
public struct StoredSurveyDesk<Storage: DeskStorage>: SurveyDesk where Storage.Transaction: SurveyTransaction {
    private let storage: Storage
    private let desk: Desk

    /// The surveys in `storage`, of a desk that tells its teams of low ratings.
    public init(storage: Storage, desk: Desk) {
        self.storage = storage
        self.desk = desk
    }

    /// What the form shows; `nil` where there is no such survey, or it was never sent.
    public func form(of id: ID<Survey>) async throws -> SurveyForm? {
        let rules = desk.preset.surveys
        return try await storage.read { transaction in
            guard let survey = try transaction.survey(id), let expires = survey.expires(rules),
                let supportCase = try transaction.supportCase(survey.caseNumber)
            else { return nil }
            return SurveyForm(survey: survey, subject: supportCase.subject, expires: expires)
        }
    }

    /// Takes an answer, durably when it returns.
    public func take(_ answer: SurveyAnswer, of id: ID<Survey>, at now: Date) async throws -> SurveyOutcome {
        let desk = desk
        return try await storage.write { transaction in
            guard let survey = try transaction.survey(id), let expires = survey.expires(desk.preset.surveys) else {
                return .unknown
            }
            guard survey.state.takesAnswers, now < expires else { return .over }
            try desk.take(answer, of: survey, in: transaction, at: now)
            return .taken
        }
    }

    /// Who is asked whether they want surveys; `nil` for nobody whom the registry has.
    public func invitee(_ id: ID<Person>) async throws -> SurveyInvitee? {
        try await storage.read { transaction in
            guard let person = try transaction.person(numbered: id) else { return nil }
            return SurveyInvitee(address: person.address, isOptedOut: try transaction.isOptedOut(id))
        }
    }

    /// Notes what somebody wants, durably when it returns; the same again changes nothing.
    public func setOptOut(_ isOptedOut: Bool, of id: ID<Person>, at now: Date) async throws {
        try await storage.write { transaction in
            guard let person = try transaction.person(numbered: id) else { return }
            try transaction.setOptOut(isOptedOut, of: person, by: person.address.description, at: now)
        }
    }
}

extension SurveyTransaction where Self: AuditTransaction {
    /// Notes whether somebody wants surveys; a mail to them that has not gone out is kept back.
    public func setOptOut(_ isOptedOut: Bool, of person: Person, by actor: String, at now: Date) throws {
        guard try setOptOut(isOptedOut, of: person.id, at: now) else { return }
        if isOptedOut { try keepBackSurveys(to: person.id, because: "opted out", at: now) }
        try audit(
            AuditEvent(
                isOptedOut ? .surveysStopped : .surveysResumed, of: person.address.description, by: actor, at: now))
    }
}
