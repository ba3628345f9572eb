public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction {
    /// Adds a contact in an account, or what the row says of one who is there; throws `RegistryConflict`.
    ///
    /// A row for the default account takes that from the contact's other accounts.
    public func addContact(_ contact: ContactRow, by actor: String, at now: Date) throws {
        do {
            let (id, _) = try importPerson(
                contact.address, contact.aliases, kind: .contact,
                values: [
                    contact.firstName, contact.lastName, contact.title, contact.primaryPhone, contact.secondaryPhone,
                ], digest: contact.digest, by: actor, at: now)
            if contact.isDefaultAccount {
                try execute("UPDATE membership SET is_default = 0 WHERE person_id = ?", [id.rawValue])
            }
            _ = try importMembership(of: id, contact)
        } catch let problem as ImportProblem {
            throw RegistryConflict(problems: [(0, problem.text)])
        }
        try audit(
            AuditEvent(
                .contactAdded, of: contact.address.description, by: actor,
                detail: "\(contact.role.rawValue) of \(contact.account)", at: now))
    }

    /// Changes the contacts of an account as a case asks for; throws a `DeskRefusal` where the registry does not allow it.
    ///
    /// Whoever leaves their only account is deactivated, and keeps their history.
    public func apply(_ request: ContactRequest, by actor: String, at now: Date) throws {
        do {
            if let leaving = request.leaving { try endMembership(of: leaving, by: actor, at: now) }
            if let before = request.before, before.address != request.contact.address,
                let person = try person(at: before.address)
            {
                _ = try importAddresses(of: person.id, request.contact.address, request.contact.aliases)
            }
            try addContact(request.contact, by: actor, at: now)
        } catch let problem as ImportProblem {
            throw DeskRefusal.unclearContactRequest(problem.text)
        } catch let conflict as RegistryConflict {
            throw DeskRefusal.unclearContactRequest(conflict.problems.map(\.problem).joined(separator: "; "))
        }
    }

    private func endMembership(of contact: ContactRow, by actor: String, at now: Date) throws {
        guard let person = try person(at: contact.address) else { return }
        try execute(
            "DELETE FROM membership WHERE person_id = ? AND account_id = (SELECT id FROM account WHERE name = ?)",
            [person.id.rawValue, contact.account])
        try audit(
            AuditEvent(
                .membershipEnded, of: person.address.description, by: actor, detail: contact.account, at: now))
        if person.memberships.count == 1 { _ = try deactivate(person, by: actor, at: now) }
    }

    /// Takes a contact's rights and keeps their history; whether they had any.
    public func deactivate(_ person: Person, by actor: String, at now: Date) throws -> Bool {
        guard person.state != .deactivated else { return false }
        try execute("UPDATE person SET state = 'deactivated' WHERE id = ?", [person.id.rawValue])
        try audit(AuditEvent(.contactDeactivated, of: person.address.description, by: actor, at: now))
        return true
    }

    /// Gives a deactivated or flagged contact their rights and all the time again; whether that changed anything.
    public func reactivate(_ person: Person, by actor: String, at now: Date) throws -> Bool {
        guard person.state != .active else { return false }
        try reactivate(person.id, person.address, person.kind, by: actor, at: now)
        return true
    }

    func reactivate(
        _ id: ID<Person>, _ address: EmailAddress, _ kind: Person.Kind, by actor: String, at now: Date
    ) throws {
        let before = try row("SELECT state, digest FROM person WHERE id = ?", [id.rawValue])
        try execute(
            "UPDATE person SET state = 'active', flagged_at = NULL, registered_at = ? WHERE id = ?",
            [now.milliseconds, id.rawValue])
        if let before, before[0] == Person.State.deactivated.rawValue {
            // What happened while they were gone is no news.
            try endDigests(of: id)
            try beginDigests(of: id, DigestSchedule(stored: before[1] as String), at: now)
        }
        let detail = kind == .advisor ? "advisor" : ""
        try audit(AuditEvent(.contactReactivated, of: address.description, by: actor, detail: detail, at: now))
    }

    /// Has mail to a suspended address tried again; whether it was suspended.
    public func resume(_ person: Person, by actor: String, at now: Date) throws -> Bool {
        guard person.isSuspended else { return false }
        try clearSuspension(of: person.id)
        try audit(AuditEvent(.contactResumed, of: person.address.description, by: actor, at: now))
        return true
    }

    /// The bounces that led to a suspension stay on record and count no more.
    func clearSuspension(of id: ID<Person>) throws {
        try execute("UPDATE person SET suspended_at = NULL WHERE id = ?", [id.rawValue])
        try execute("UPDATE bounce SET effect = 'note' WHERE person_id = ?", [id.rawValue])
    }
}
