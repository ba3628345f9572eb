public import FoundationEssentials

/// The surveys of a desk's database.
public struct StoredSurveyDesk<Storage: DeskStorage>: SurveyDesk {
    private let storage: Storage
    private let desk: Desk

    /// The surveys in `storage`, of a desk that tells its advisors of bad answers.
    public init(storage: Storage, desk: Desk) {
        self.storage = storage
        self.desk = desk
    }

    /// The rules by which the desk asks.
    public var rules: SurveyRules { desk.preset.surveys }

    /// What the form shows; `nil` where there is no such survey, or it was never sent.
    public func form(of id: ID<Survey>) async throws -> SurveyForm? {
        let rules = rules
        return try await storage.read { transaction in
            guard let survey = try transaction.survey(id), survey.state != .due,
                let supportCase = try transaction.supportCase(survey.caseNumber)
            else { return nil }
            return SurveyForm(survey: survey, subject: supportCase.subject, expires: survey.expires(rules))
        }
    }

    /// Takes an answer, durably when it returns.
    public func take(_ answer: SurveyAnswer, of id: ID<Survey>, at now: Date) async throws -> SurveyOutcome {
        let desk = desk
        return try await storage.write { transaction in
            guard let survey = try transaction.survey(id), survey.state != .due else { return .unknown }
            guard survey.isOpen(desk.preset.surveys, at: now) else { return .over }
            try desk.take(answer, of: survey, in: transaction, at: now)
            return .taken
        }
    }

    /// Who is asked whether they want surveys; `nil` for nobody whom the registry has.
    public func invitee(_ id: ID<Person>) async throws -> SurveyInvitee? {
        try await storage.read { transaction in
            guard let person = try transaction.person(id) else { return nil }
            return SurveyInvitee(address: person.address, isOptedOut: try transaction.isOptedOut(id))
        }
    }

    /// Notes what somebody wants, durably when it returns; the same again changes nothing.
    public func setOptOut(_ isOptedOut: Bool, of id: ID<Person>, at now: Date) async throws {
        try await storage.write { transaction in
            guard let person = try transaction.person(id) else { return }
            try transaction.setOptOut(isOptedOut, of: person, by: person.address.description, at: now)
        }
    }
}
