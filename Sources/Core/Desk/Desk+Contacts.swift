public import FoundationEssentials

extension Desk {
    /// Changes the registry as the fields of a case ask for; what became of it, a sentence a line, empty if nothing did.
    ///
    /// The case records it. Throws a ``DeskRefusal`` where the fields are unclear or the registry does not allow it.
    public func applyContactRequest(
        of number: CaseNumber, by actor: Actor, via channel: Channel,
        in transaction: some CaseTransaction & AuditTransaction & RegistryTransaction, at now: Date
    ) throws -> [String] {
        let supportCase = try transaction.existingCase(number)
        try checkMayApply(supportCase, by: actor)
        let request = try contactRequest(of: supportCase, transaction)
        let summary = request.summary
        guard !summary.isEmpty else { return [] }
        try transaction.apply(request, by: actor.name, at: now)
        let entry = FeedEntry(
            .note, at: now, author: actor.person?.id, channel: channel, text: summary.joined(separator: "\n"))
        _ = try transaction.append(entry, to: number, attachments: [])
        var changed = supportCase
        changed.lastModified = now
        try transaction.update(changed)
        return summary
    }

    private func checkMayApply(_ supportCase: SupportCase, by actor: Actor) throws(DeskRefusal) {
        guard actor.isDesk else { throw .advisorsOnly }
        if let target = supportCase.mergedInto { throw .merged(supportCase.number, into: target) }
        guard preset.caseType(named: supportCase.type)?.changesContacts == true else {
            throw .noContactRequest(supportCase.type)
        }
        if supportCase.isException { throw .exceptionNotHandedOver(supportCase.number) }
    }

    private func contactRequest(
        of supportCase: SupportCase, _ transaction: some RegistryTransaction
    ) throws -> ContactRequest {
        let contacts = try transaction.contactRows(in: supportCase.account)
        let address = supportCase.fields["Contact E-mail"].flatMap { EmailAddress($0.trimmed) }
        return try ContactRequest.read(
            supportCase.fields, for: try transaction.accountName(supportCase.account), among: contacts,
            known: try address.map { try transaction.contactRows(of: $0, includingDeactivated: true) } ?? [])
    }
}
