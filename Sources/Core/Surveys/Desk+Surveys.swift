public import FoundationEssentials

extension Desk {
    /// Decides about a survey whose time has come, and puts its mail into the outbox if it is to be sent.
    ///
    /// All of it in the transaction that looks who was asked last, so that two cases closing at once send one survey. `nil`
    /// where it was decided already.
    public func decide(
        on id: ID<Survey>, in transaction: some CaseTransaction, at now: Date
    ) throws -> SurveyVerdict? {
        guard let survey = try transaction.survey(id), survey.state == .due else { return nil }
        let facts = try transaction.facts(on: survey, preset.surveys.customer)
        var verdict = preset.surveys.verdict(on: facts, surveyTerms, at: now)
        if verdict == .send {
            if let mail = planner.entry(asking: survey, of: facts.supportCase, to: facts.contact, at: now) {
                try transaction.markSent(id, at: now)
                try transaction.enqueue([mail], at: now)
                Failpoint.surveyQueued.pass()
            } else {
                verdict = .leave(.noMailbox)
            }
        }
        if case .leave(let objection) = verdict { try transaction.leave(id, because: objection, at: now) }
        return verdict
    }

    /// Notes what closing a case, or opening it again, means for its survey.
    func noteSurvey(
        of supportCase: SupportCase, was old: CaseStatus, in transaction: some SurveyTransaction, at now: Date
    ) throws {
        switch (old == .closed, supportCase.status == .closed) {
        case (false, true): try transaction.addSurvey(of: supportCase, due: now.addingTimeInterval(surveyTerms.delay))
        case (true, false): try transaction.withdrawSurveys(.of(supportCase.number), because: .reopened, at: now)
        case (true, true), (false, false): break
        }
    }

    /// Takes an answer: it stands on the case for the desk, and of a bad one the desk hears at once.
    ///
    /// The same answer again changes nothing.
    func take(
        _ answer: SurveyAnswer, of survey: Survey, in transaction: some CaseTransaction, at now: Date
    ) throws {
        guard answer != survey.answer, let supportCase = try transaction.supportCase(survey.caseNumber) else { return }
        let note = FeedEntry(
            .note, at: now, author: survey.contact, channel: .web, visibility: .internal,
            text: answer.words(isChange: survey.answer != nil))
        let entry = try transaction.append(note, to: survey.caseNumber, attachments: [])
        try transaction.set(answer, as: entry, of: survey.id, at: now)
        guard answer.isAlarming else { return }
        let event = DeskEvent(.dissatisfied, feedEntry: entry, author: survey.contact, isInternal: true)
        let desk = try transaction.desk(of: supportCase)
        try tell(planner.entries(for: event, on: supportCase, to: desk, at: now), supportCase, transaction, now)
    }
}
