public import Core
internal import FoundationEssentials
internal import GRDB

extension StoreTransaction {
    /// The person who writes from that address.
    public func person(at address: EmailAddress) throws -> Person? {
        try row("SELECT person_id FROM person_address WHERE address_key = ?", [address.key])
            .flatMap { try person(ID($0[0])) }
    }

    /// The person of that number.
    func person(_ id: ID<Person>) throws -> Person? {
        guard
            let row = try row(
                "SELECT kind, address, first_name, last_name, state, suspended_at FROM person WHERE id = ?",
                [id.rawValue])
        else { return nil }
        let memberships = try rows(
            """
            SELECT account.id, account.name, role, is_default FROM membership
            JOIN account ON account.id = membership.account_id
            WHERE person_id = ? ORDER BY is_default DESC, account.name
            """, [id.rawValue])
        return Person(
            id: id, kind: try row.word(0), address: try row.address(1), firstName: row[2], lastName: row[3],
            state: try row.word(4), isSuspended: row.optionalDate(5) != nil,
            memberships: try memberships.map {
                Person.Membership(
                    account: Account(id: ID($0[0]), name: $0[1]), role: try $0.word(2), isDefault: $0[3])
            })
    }
}
