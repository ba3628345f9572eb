public import Core
internal import FoundationEssentials
internal import GRDB

extension StoreTransaction {
    /// People of one kind by address, of one state or account where given; `limit` items from `offset` on, or all.
    public func people(
        _ kind: Person.Kind, state: Person.State? = nil, account: String? = nil, limit: Int? = nil, offset: Int = 0
    ) throws -> Page<PersonListing> {
        var condition = "FROM person WHERE kind = ?"
        var arguments: StatementArguments = [kind.rawValue]
        if let state {
            condition += " AND state = ?"
            arguments += [state.rawValue]
        }
        if let account {
            condition += """
                 AND id IN (SELECT person_id FROM membership JOIN account ON account.id = account_id WHERE name = ?)
                """
            arguments += [account]
        }
        let total = try row("SELECT count(*) \(condition)", arguments)?[0] as Int? ?? 0
        let items = try rows(
            "SELECT id \(condition) ORDER BY address LIMIT ? OFFSET ?", arguments + [limit ?? Int.max, offset]
        ).compactMap { try personListing(ID($0[0])) }
        return Page(items: items, total: total)
    }

    /// The person who writes from that address, as a list shows them.
    public func personDetail(at address: EmailAddress) throws -> PersonListing? {
        try person(at: address).flatMap { try personListing($0.id) }
    }

    private func personListing(_ id: ID<Person>) throws -> PersonListing? {
        guard let person = try person(id),
            let row = try row(
                """
                SELECT last_activity_at, survey_opt_out, digest, time_zone, flagged_at, suspended_at
                FROM person WHERE id = ?
                """, [id.rawValue])
        else { return nil }
        let aliases = try rows(
            "SELECT address FROM person_address WHERE person_id = ? AND is_primary = 0 ORDER BY address", [id.rawValue])
        let teams = try rows("SELECT team FROM team_member WHERE person_id = ? ORDER BY team", [id.rawValue])
        return PersonListing(
            person: person, aliases: aliases.map { $0[0] }, lastActivity: row.optionalDate(0),
            flaggedAt: row.optionalDate(4), suspendedAt: row.optionalDate(5), surveyOptOut: row[1],
            teams: teams.map { $0[0] }, digest: row[2], timeZone: row[3])
    }

    /// The rows of a contacts file that says what the registry says, by address and account.
    public func contactRows(of wanted: EmailAddress? = nil, includingDeactivated: Bool = false) throws -> [ContactRow] {
        let condition = includingDeactivated ? "" : " AND state <> 'deactivated'"
        guard let wanted else { return try contactRows(where: condition, []) }
        return try contactRows(
            where: condition + " AND person.id IN (SELECT person_id FROM person_address WHERE address_key = ?)",
            [wanted.key])
    }

    /// The active contacts of an account, as a contacts file has them.
    public func contactRows(in account: ID<Account>) throws -> [ContactRow] {
        try contactRows(where: " AND state <> 'deactivated' AND account.id = ?", [account.rawValue])
    }

    private func contactRows(where condition: String, _ arguments: StatementArguments) throws -> [ContactRow] {
        try rows(
            """
            SELECT person.id, account.name, address, first_name, last_name, role, title, primary_phone,
                secondary_phone, areas, is_default, digest
            FROM person JOIN membership ON person_id = person.id JOIN account ON account.id = account_id
            WHERE kind = 'contact'\(condition) ORDER BY address, account.name
            """, arguments
        ).map { row in
            let aliases = try rows(
                "SELECT address FROM person_address WHERE person_id = ? AND is_primary = 0 ORDER BY address",
                [row[0] as Int64]
            ).map { try $0.address(0) }
            return ContactRow(
                account: row[1], address: try row.address(2), aliases: aliases, firstName: row[3], lastName: row[4],
                role: try row.word(5), title: row[6], primaryPhone: row[7], secondaryPhone: row[8],
                areas: (row[9] as String).split(separator: ";").map(String.init), isDefaultAccount: row[10],
                digest: DigestSchedule(row[11] as String))
        }
    }
}
