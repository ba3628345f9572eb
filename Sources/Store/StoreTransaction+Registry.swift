public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction {
    /// The person who writes from that address.
    public func person(at address: EmailAddress) throws -> Person? {
        try row("SELECT person_id FROM person_address WHERE address_key = ?", [address.key])
            .flatMap { try person(ID($0[0])) }
    }

    /// The person of that name or address among the contacts of an account.
    public func contact(named text: String, of account: ID<Account>) throws -> Person? {
        if let address = EmailAddress(text) {
            return try person(at: address).flatMap { $0.membership(in: account) == nil ? nil : $0 }
        }
        let ids = try rows(
            """
            SELECT person.id FROM person JOIN membership ON membership.person_id = person.id
            WHERE account_id = ? AND state <> 'deactivated' AND lower(first_name || ' ' || last_name) = ? LIMIT 2
            """, [account.rawValue, text.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()])
        // Two people of one name: nobody can tell which is meant.
        return ids.count == 1 ? try person(ID(ids[0][0])) : nil
    }

    /// The domains of all addresses of the registry.
    public func domains() throws -> [String] {
        let keys = try rows("SELECT address_key FROM person_address").map { $0[0] as String }
        return Set(keys.compactMap { $0.split(separator: "@").last.map(String.init) }).sorted()
    }

    /// The account of that name, without regard to case.
    public func account(named name: String) throws -> Account? {
        try row("SELECT id, name FROM account WHERE lower(name) = ?", [name.lowercased()])
            .map { Account(id: ID($0[0]), name: $0[1]) }
    }

    /// Name of an account.
    public func accountName(_ id: ID<Account>) throws -> String {
        guard let row = try row("SELECT name FROM account WHERE id = ?", [id.rawValue]) else {
            throw Damaged.row("account \(id.rawValue)")
        }
        return row[0]
    }

    /// All accounts by name.
    public func accounts() throws -> [Account] {
        try rows("SELECT id, name FROM account ORDER BY name").map { Account(id: ID($0[0]), name: $0[1]) }
    }

    /// The guest with that address; made where there is none.
    public func guest(at address: EmailAddress, named name: String, at now: Date) throws -> Person {
        if let known = try person(at: address) { return known }
        let id: ID<Person> = try insert(
            """
            INSERT INTO person (id, kind, address, first_name, last_name, registered_at)
            VALUES (\(Schema.next(of: "person")), 'guest', ?, ?, '', ?) RETURNING id
            """, [address.description, name, now.milliseconds])
        try execute(
            "INSERT INTO person_address (address_key, address, person_id, is_primary) VALUES (?, ?, ?, 1)",
            [address.key, address.description, id.rawValue])
        return Person(id: id, kind: .guest, address: address, firstName: name)
    }

    /// The person of that number.
    public func person(_ id: ID<Person>) throws -> Person? {
        var person: Person?
        try forEachRow(
            """
            SELECT kind, address, first_name, last_name, state, suspended_at, digest,
                account.id, account.name, role, is_default
            FROM person LEFT JOIN membership ON person_id = person.id
                LEFT JOIN account ON account.id = membership.account_id
            WHERE person.id = ? ORDER BY is_default DESC, account.name
            """, [id.rawValue]
        ) { row in
            if person == nil {
                person = Person(
                    id: id, kind: try row.word(0), address: try row.address(1), firstName: row[2], lastName: row[3],
                    state: try row.word(4), isSuspended: row.optionalDate(5) != nil,
                    digest: DigestSchedule(stored: row[6]))
            }
            guard let account: ID<Account> = row.optionalID(7) else { return }
            person?.memberships.append(
                Person.Membership(
                    account: Account(id: account, name: row[8]), role: try row.word(9), isDefault: row[10]))
        }
        return person
    }
}
