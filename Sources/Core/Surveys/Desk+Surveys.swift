public import FoundationEssentials

extension Desk {
    /// Decides about a survey whose time has come, and puts its mail into the outbox if it is to be sent.
    ///
    /// All of it in the transaction that looks who was asked last, so that two cases closing at once send one survey. `nil`
    /// where it was decided already.
    public func decide(
        on id: ID<Survey>, in transaction: some CaseTransaction & SurveyTransaction, at now: Date
    ) throws -> SurveyVerdict? {
        guard let survey = try transaction.survey(id), survey.state == .due else { return nil }
        let facts = try transaction.facts(on: survey, preset.surveys)
        var verdict = preset.surveys.verdict(on: facts, at: now)
        if verdict == .send {
            if let entry = planner.entry(for: survey, of: facts.supportCase, to: facts.contact, at: now) {
                try transaction.set(.sent, of: id, because: "", at: now)
                try transaction.enqueue([entry], at: now)
            } else {
                verdict = .withhold("the settings have no mailbox that it can come from")
            }
        }
        switch verdict {
        case .send: break
        case .withhold(let why): try transaction.set(.withheld, of: id, because: why, at: now)
        case .cancel(let why): try transaction.set(.cancelled, of: id, because: why, at: now)
        }
        return verdict
    }

    /// Notes what closing a case, or opening it again, means for its survey.
    func noteSurvey(
        of supportCase: SupportCase, was old: CaseStatus, in transaction: some SurveyTransaction, at now: Date
    ) throws {
        switch (old == .closed, supportCase.status == .closed) {
        case (false, true): try transaction.addSurvey(of: supportCase, due: now.addingTimeInterval(surveyDelay))
        case (true, false):
            _ = try transaction.cancelSurveys(
                of: supportCase.number, because: "the case was opened again", at: now)
        case (true, true), (false, false): break
        }
    }
}
