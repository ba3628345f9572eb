public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction {
    /// Adds and updates contacts; with `replace`, deactivates contacts that no row names.
    ///
    /// Throws `RegistryConflict` with every bad row; the transaction is then to be given up.
    public func importContacts(
        _ contacts: [ContactRow], replace: Bool, by actor: String = AuditEvent.operatorName, at now: Date = Date()
    ) throws -> RegistryImportReport {
        var report = RegistryImportReport()
        var problems: [(row: Int, problem: String)] = []
        var seen: [String: Bool] = [:]
        for (index, row) in contacts.enumerated() {
            do {
                let (id, change) = try importPerson(
                    row.address, row.aliases, kind: .contact,
                    values: [row.firstName, row.lastName, row.title, row.primaryPhone, row.secondaryPhone],
                    digest: row.digest, by: actor, at: now)
                let memberChanged = try importMembership(of: id, row)
                let before = seen[row.address.key]
                seen[row.address.key] = true
                if before == nil { report.count(change, alsoChanged: memberChanged) }
            } catch let problem as ImportProblem { problems.append((index, problem.text)) }
        }
        guard problems.isEmpty else { throw RegistryConflict(problems: problems) }
        if replace { report.deactivated = try deactivate(.contact, except: Set(seen.keys)) }
        try audit(report, .contactsImported, by: actor, at: now)
        return report
    }

    /// Adds and updates advisors; with `replace`, deactivates advisors that no row names.
    ///
    /// Throws `RegistryConflict` with every bad row; the transaction is then to be given up.
    public func importAdvisors(
        _ advisors: [AdvisorRow], replace: Bool, by actor: String = AuditEvent.operatorName, at now: Date = Date()
    ) throws -> RegistryImportReport {
        var report = RegistryImportReport()
        var problems: [(row: Int, problem: String)] = []
        for (index, row) in advisors.enumerated() {
            do {
                let (id, change) = try importPerson(
                    row.address, [], kind: .advisor,
                    values: [row.firstName, row.lastName, "", "", ""], digest: DigestSchedule(stored: row.digest),
                    timeZone: row.timeZone, by: actor, at: now)
                report.count(change, alsoChanged: try importTeams(of: id, row.teams))
            } catch let problem as ImportProblem { problems.append((index, problem.text)) }
        }
        guard problems.isEmpty else { throw RegistryConflict(problems: problems) }
        if replace {
            report.deactivated = try deactivate(
                .advisor, except: Set(advisors.map(\.address.key)))
        }
        try audit(report, .advisorsImported, by: actor, at: now)
        return report
    }

    /// `values`: first and last name, title, two telephone numbers; a digest of `nil` leaves what was chosen.
    func importPerson(
        _ address: EmailAddress, _ aliases: [EmailAddress], kind: Person.Kind, values personal: [String],
        digest: DigestSchedule?, timeZone: String = "", by actor: String, at now: Date
    ) throws -> (ID<Person>, ImportChange) {
        let known = try row(
            """
            SELECT person.id, kind, first_name, last_name, title, primary_phone, secondary_phone, digest, time_zone, state
            FROM person JOIN person_address ON person.id = person_id WHERE address_key = ?
            """, [address.key])
        let chosen = digest?.description ?? known.map { $0[7] } ?? ""
        let values = personal + [chosen, timeZone]
        guard let known else {
            let id: ID<Person> = try insert(
                """
                INSERT INTO person (id, kind, address, first_name, last_name, title, primary_phone, secondary_phone, digest,
                    time_zone, registered_at) VALUES (\(Schema.next(of: "person")), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
                """, StatementArguments([kind.rawValue, address.description] + values) + [now.milliseconds])
            _ = try importAddresses(of: id, address, aliases)
            try beginDigests(of: id, DigestSchedule(stored: chosen), at: now)
            return (id, .added)
        }
        let id = ID<Person>(known[0])
        // Who was let in as a guest on an exception may become somebody of the registry.
        let wasGuest = known[1] as String == Person.Kind.guest.rawValue
        if wasGuest {
            try execute("UPDATE person SET kind = ? WHERE id = ?", [kind.rawValue, id.rawValue])
        }
        guard wasGuest || known[1] == kind.rawValue else {
            throw ImportProblem(
                text:
                    "\(address) is already in the registry as \(known[1] as String == "advisor" ? "an advisor" : "a contact")"
            )
        }
        let addressesChanged = try importAddresses(of: id, address, aliases)
        let wasDeactivated = known[9] as String == Person.State.deactivated.rawValue
        if wasDeactivated { try reactivate(id, address, kind, by: actor, at: now) }
        let same = !wasGuest && (2...8).map { known[$0] as String } == values
        try beginDigests(of: id, DigestSchedule(stored: chosen), at: now)
        if !same {
            try execute(
                """
                UPDATE person SET first_name = ?, last_name = ?, title = ?, primary_phone = ?, secondary_phone = ?, digest = ?,
                    time_zone = ? WHERE id = ?
                """, StatementArguments(values) + [id.rawValue])
        }
        return (id, same && !addressesChanged && !wasDeactivated ? .unchanged : .updated)
    }

    /// Makes the person's addresses those given, the first of them primary.
    func importAddresses(of id: ID<Person>, _ primary: EmailAddress, _ aliases: [EmailAddress]) throws -> Bool {
        let wanted = [primary] + aliases
        for address in wanted {
            let owner = try row("SELECT person_id FROM person_address WHERE address_key = ?", [address.key])
            if let owner, owner[0] != id.rawValue {
                throw ImportProblem(text: "\(address) belongs to somebody else already")
            }
        }
        let current = try rows(
            "SELECT address FROM person_address WHERE person_id = ? ORDER BY is_primary DESC, address", [id.rawValue]
        ).map { $0[0] as String }
        let sorted = [primary.description] + aliases.map(\.description).sorted()
        guard current != sorted else { return false }
        try execute("DELETE FROM person_address WHERE person_id = ?", [id.rawValue])
        for (index, address) in wanted.enumerated() {
            try execute(
                "INSERT INTO person_address (address_key, address, person_id, is_primary) VALUES (?, ?, ?, ?)",
                [address.key, address.description, id.rawValue, index == 0 ? 1 : 0])
        }
        try execute("UPDATE person SET address = ? WHERE id = ?", [primary.description, id.rawValue])
        return true
    }

    func importMembership(of id: ID<Person>, _ contact: ContactRow) throws -> Bool {
        try execute("INSERT INTO account (name) VALUES (?) ON CONFLICT (name) DO NOTHING", [contact.account])
        guard let account = try row("SELECT id FROM account WHERE name = ?", [contact.account])?[0] as Int64? else {
            throw Damaged.row("the account \(contact.account)")
        }
        if contact.role == .authorizedTechnical,
            let other = try row(
                """
                SELECT address FROM membership JOIN person ON person.id = person_id
                WHERE account_id = ? AND role = ? AND person_id <> ?
                """, [account, contact.role.rawValue, id.rawValue])
        {
            throw ImportProblem(
                text:
                    "\(contact.account) has a technical contact already, \(other[0] as String); an account may have one"
            )
        }
        let areas = contact.areas.joined(separator: ";")
        let current = try row(
            "SELECT role, areas, is_default FROM membership WHERE person_id = ? AND account_id = ?",
            [id.rawValue, account])
        if let current, current[0] == contact.role.rawValue, current[1] == areas, current[2] == contact.isDefaultAccount
        {
            return false
        }
        try execute(
            """
            INSERT INTO membership (person_id, account_id, role, areas, is_default) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (person_id, account_id)
            DO UPDATE SET role = excluded.role, areas = excluded.areas, is_default = excluded.is_default
            """, [id.rawValue, account, contact.role.rawValue, areas, contact.isDefaultAccount ? 1 : 0])
        return true
    }

    private func importTeams(of id: ID<Person>, _ teams: [String]) throws -> Bool {
        let current = try rows("SELECT team FROM team_member WHERE person_id = ? ORDER BY team", [id.rawValue])
            .map { $0[0] as String }
        guard current != teams.sorted() else { return false }
        try execute("DELETE FROM team_member WHERE person_id = ?", [id.rawValue])
        for team in Set(teams) {
            try execute("INSERT INTO team_member (person_id, team) VALUES (?, ?)", [id.rawValue, team])
        }
        return true
    }

    private func deactivate(
        _ kind: Person.Kind, except keys: Set<String>
    ) throws -> Int {
        let active = try rows(
            """
            SELECT person.id, address_key FROM person JOIN person_address ON person.id = person_id AND is_primary = 1
            WHERE kind = ? AND state <> 'deactivated'
            """, [kind.rawValue])
        let gone = active.filter { !keys.contains($0[1]) }
        for person in gone { try execute("UPDATE person SET state = 'deactivated' WHERE id = ?", [person[0] as Int64]) }
        return gone.count
    }

    /// One event for a whole file; none for a file that changed nothing.
    private func audit(
        _ report: RegistryImportReport, _ action: AuditEvent.Action, by actor: String, at now: Date
    ) throws {
        guard report.added + report.updated + report.deactivated > 0 else { return }
        let detail = "\(report.added) added, \(report.updated) updated, \(report.deactivated) deactivated"
        try audit(AuditEvent(action, of: "file", by: actor, detail: detail, at: now))
    }
}

/// What is wrong with one row of an import.
struct ImportProblem: Error { var text: String }

enum ImportChange { case added, updated, unchanged }

extension RegistryImportReport {
    fileprivate mutating func count(_ change: ImportChange, alsoChanged: Bool) {
        switch change {
        case .added: added += 1
        case .updated: updated += 1
        case .unchanged where alsoChanged: updated += 1
        case .unchanged: unchanged += 1
        }
    }
}
