public import FoundationEssentials

extension Desk {
    /// Puts somebody on the list of people who are told about a case; nothing happens if they are on it.
    public func addRecipient(
        _ person: Person, to number: CaseNumber, by actor: Actor, via channel: Channel,
        in transaction: some CaseTransaction, at now: Date
    ) throws {
        let supportCase = try transaction.existingCase(number)
        if let refusal = RecipientRule.refusal(adding: person, to: supportCase, by: actor) { throw refusal }
        guard try !transaction.recipients(of: number).contains(where: { $0.id == person.id }) else { return }
        try transaction.addRecipient(person.id, to: number, because: "added by \(actor.name)", at: now)
        try note(nil, person.address, on: number, by: actor, via: channel, transaction, now)
    }

    /// Takes somebody off the list of people who are told about a case; nothing happens if they are not on it.
    public func removeRecipient(
        _ person: Person, from number: CaseNumber, by actor: Actor, via channel: Channel,
        in transaction: some CaseTransaction, at now: Date
    ) throws {
        let supportCase = try transaction.existingCase(number)
        if let refusal = RecipientRule.refusal(removing: person, from: supportCase, by: actor) { throw refusal }
        guard try transaction.recipients(of: number).contains(where: { $0.id == person.id }) else { return }
        try transaction.removeRecipient(person.id, from: number)
        try note(person.address, nil, on: number, by: actor, via: channel, transaction, now)
    }

    private func note(
        _ old: EmailAddress?, _ new: EmailAddress?, on number: CaseNumber, by actor: Actor, via channel: Channel,
        _ transaction: some CaseTransaction, _ now: Date
    ) throws {
        let entry = FeedEntry(
            .recipient, at: now, author: actor.person?.id, channel: channel, from: old?.description,
            to: new?.description)
        _ = try transaction.append(entry, to: number, attachments: [])
    }
}
