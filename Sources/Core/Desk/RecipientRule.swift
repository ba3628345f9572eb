/// Who may be put on the list of people who are told about a case, and taken off it.
public enum RecipientRule {
    /// Why somebody may not add a person to a case's list; `nil` if they may.
    ///
    /// The desk adds advisors, and contacts of the account; contacts add those who may write for it, and themselves.
    public static func refusal(adding person: Person, to supportCase: SupportCase, by actor: Actor) -> DeskRefusal? {
        refusal(adding: person, toCasesOf: supportCase.account, by: actor)
    }

    /// The same about a case of that account which may not be there yet.
    static func refusal(adding person: Person, toCasesOf account: ID<Account>, by actor: Actor) -> DeskRefusal? {
        guard person.state != .deactivated else { return .noRecipient(person.address) }
        if actor.isDesk, person.kind == .advisor { return nil }
        guard let membership = person.membership(in: account) else { return .noRecipient(person.address) }
        if actor.isDesk || actor.person?.id == person.id { return nil }
        guard mayChangeOthers(actor, account) else { return .onlyOneself }
        return membership.role.mayWrite ? nil : .noRecipient(person.address)
    }

    /// Why somebody may not take a person off a case's list; `nil` if they may.
    public static func refusal(removing person: Person, from supportCase: SupportCase, by actor: Actor) -> DeskRefusal?
    {
        if person.id == supportCase.contact { return .contactStays(person.address) }
        if actor.isDesk || actor.person?.id == person.id { return nil }
        return mayChangeOthers(actor, supportCase.account) ? nil : .onlyOneself
    }

    private static func mayChangeOthers(_ actor: Actor, _ account: ID<Account>) -> Bool {
        actor.person?.mayWrite(for: account) ?? false
    }
}
