public import FoundationEssentials

extension Desk {
    /// Gives a case that a guest opened on an exception to an authorized contact of its account; the guest is told no more.
    ///
    /// Only from then on may the case be closed as resolved, and changes be recorded as permitted.
    public func transition(
        _ number: CaseNumber, to contact: Person, by actor: String,
        in transaction: some CaseTransaction & AuditTransaction,
        at now: Date
    ) throws {
        var supportCase = try transaction.existingCase(number)
        guard supportCase.isException else { throw DeskRefusal.noException(number) }
        guard contact.state != .deactivated, let membership = contact.membership(in: supportCase.account),
            membership.role.isAuthorized
        else { throw DeskRefusal.notAuthorized(contact.address) }
        try transaction.removeRecipient(supportCase.contact, from: number)
        try transaction.addRecipient(contact.id, to: number, because: "contact of the case", at: now)
        (supportCase.contact, supportCase.isException, supportCase.lastModified) = (contact.id, false, now)
        try transaction.update(supportCase)
        let entry = FeedEntry(
            .assignment, at: now, author: nil, channel: .cli, visibility: .internal,
            text: "The exception is over: the case belongs to an authorized contact now.", from: "exception",
            to: contact.address.description)
        _ = try transaction.append(entry, to: number, attachments: [])
        try transaction.audit(
            AuditEvent(
                .exceptionTransitioned, of: "case \(number)", by: actor, detail: "to \(contact.address)", at: now))
    }
}

extension ContactRole {
    /// Whether the role may ask, report and request on behalf of an account.
    public var isAuthorized: Bool { self == .authorizedSupport || self == .authorizedTechnical }
}
