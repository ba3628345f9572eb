internal import FoundationEssentials

extension Desk {
    /// Tells the team of a case that nobody has that it is new there: those who want to know at once, but for who was
    /// `alerted`.
    func tellTeam(
        _ event: DeskEvent, _ supportCase: SupportCase, besides alerted: Set<ID<Person>>,
        _ transaction: some CaseTransaction, _ now: Date
    ) throws {
        guard supportCase.assignee == nil else { return }
        let team = try transaction.advisorsToldAtOnce(ofTeam: supportCase.team).filter {
            $0.id != event.author && !alerted.contains($0.id)
        }
        guard !team.isEmpty else { return }
        let told = Set(try transaction.recipients(of: supportCase.number).map(\.id))
        let entries = planner.entries(
            for: event, on: supportCase, to: team.filter { !told.contains($0.id) }, at: now)
        // Not with the others: so many mails to a large team must not keep back the contact's acknowledgement.
        try tell(entries, supportCase, transaction, now)
    }

    /// Tells the advisor who has a case that it came to them, where no other news of the case tell them so.
    func tellAssignee(
        _ event: DeskEvent, _ supportCase: SupportCase, _ transaction: some CaseTransaction, _ now: Date
    ) throws {
        let people = try transaction.audience(of: supportCase).filter { $0.id == supportCase.assignee }
        try tell(planner.entries(for: event, on: supportCase, to: people, at: now), supportCase, transaction, now)
    }
}

extension FeedEntry {
    /// Whether it says that a case has come to somebody or to a team: from others, or opened again.
    func isArrival(of supportCase: SupportCase) -> Bool {
        switch kind {
        case .status: to == CaseStatus.reopened.rawValue
        case .assignment: supportCase.assignee != nil || to == supportCase.team
        case .post, .priority, .recipient, .escalation, .permission, .attachment, .merge, .note: false
        }
    }
}
