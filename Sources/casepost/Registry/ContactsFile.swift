internal import Core

/// Reads `contacts.csv`: one row for each contact and account.
struct ContactsFile {
    static let columns = [
        "account", "email", "aliases", "first_name", "last_name", "role", "title", "primary_phone", "secondary_phone",
        "areas", "default_account",
    ]
    /// What a file may leave out; a contact keeps what they chose by mail.
    static let optionalColumns = ["digest"]
    /// What belongs to the contact, not to one of the accounts; a row may leave it to another row of the same contact.
    private static let personalColumns = [
        "aliases", "first_name", "last_name", "title", "primary_phone", "secondary_phone", "digest",
    ]

    private var reader: RegistryReader
    private var result = RegistryRows<ContactRow>()
    private var accounts: [String: (name: String, line: Int)] = [:]
    private var technical: [String: Int] = [:]
    private var memberships: [String: Int] = [:]
    private var defaults: [String: Int] = [:]
    /// Whose each address is: the key of the contact's own, and the line that said so.
    private var owners: [String: (contact: String, line: Int)] = [:]
    private var personal: [String: [String: (value: String, line: Int)]] = [:]

    private init(_ text: String, file: String) {
        reader = RegistryReader(text, file: file, columns: Self.columns, optional: Self.optionalColumns)
    }

    /// All rows of a text; throws every problem in it at once.
    static func rows(_ text: String, file: String) throws(FileProblems) -> RegistryRows<ContactRow> {
        var contacts = Self(text, file: file)
        contacts.readAll()
        guard contacts.reader.problems.isEmpty else { throw FileProblems(contacts.reader.problems) }
        return contacts.result
    }

    private mutating func readAll() {
        let rows = reader.rows.map { ($0, address($0)) }
        for case (let row, let address?) in rows {
            own(address, by: address, row, "email")
            collectPersonal(row, address)
        }
        for (row, address) in rows {
            guard let contact = contact(row, address) else { continue }
            checkMembership(contact, row)
            result.values.append(contact)
            result.lines.append(row.line)
        }
    }

    private mutating func address(_ row: RegistryReader.Cells) -> EmailAddress? {
        let address = EmailAddress(row["email"])
        if address == nil { reader.report(row.line, "email", Self.badAddress(row["email"])) }
        return address
    }

    private mutating func contact(_ row: RegistryReader.Cells, _ address: EmailAddress?) -> ContactRow? {
        if row["account"].isEmpty { reader.report(row.line, "account", "is empty; write the name of the organisation") }
        let role = role(row)
        let isDefault = isDefault(row)
        let aliases = address.map { self.aliases(row, $0) } ?? []
        checkDigest(row)
        guard let address, let role, let isDefault, !row["account"].isEmpty else { return nil }
        let known = personal[address.key, default: [:]].mapValues(\.value)
        return ContactRow(
            account: row["account"], address: address, aliases: aliases, firstName: known["first_name", default: ""],
            lastName: known["last_name", default: ""], role: role, title: known["title", default: ""],
            primaryPhone: known["primary_phone", default: ""], secondaryPhone: known["secondary_phone", default: ""],
            areas: row.list("areas"), isDefaultAccount: isDefault,
            digest: DigestSchedule(known["digest", default: ""]))
    }

    private mutating func checkDigest(_ row: RegistryReader.Cells) {
        let text = row["digest"]
        guard !text.isEmpty, DigestSchedule(text).map({ $0 == .off }) ?? true else { return }
        let hint = NearestName.hint(for: text, among: ["immediate", "hourly"])
        let advice = "write immediate, hourly or daily HH:MM, or leave it empty"
        reader.report(row.line, "digest", "\"\(text)\" is no schedule for a contact; \(advice)\(hint)")
    }

    private mutating func role(_ row: RegistryReader.Cells) -> ContactRole? {
        let role = ContactRole(rawValue: row["role"])
        if role == nil {
            reader.report(row.line, "role", BadValue.notAmong(ContactRole.allCases.map(\.rawValue), row["role"]).text)
        }
        return role
    }

    private mutating func isDefault(_ row: RegistryReader.Cells) -> Bool? {
        switch row["default_account"].lowercased() {
        case "true", "yes": return true
        case "", "false", "no": return false
        case let other:
            reader.report(row.line, "default_account", "is \"\(other)\"; write true or false, or leave it empty")
            return nil
        }
    }

    /// What the rows of a contact say of the person must agree, or an import would change it with every row.
    private mutating func collectPersonal(_ row: RegistryReader.Cells, _ address: EmailAddress) {
        for column in Self.personalColumns where !row[column].isEmpty {
            let known = personal[address.key]?[column]
            if let known, known.value != row[column] {
                reader.report(
                    row.line, column,
                    "\"\(row[column])\" here and \"\(known.value)\" on line \(known.line) for \(address); write the same in both"
                )
            } else if known == nil {
                personal[address.key, default: [:]][column] = (row[column], row.line)
            }
        }
    }

    private mutating func aliases(_ row: RegistryReader.Cells, _ address: EmailAddress) -> [EmailAddress] {
        let known = personal[address.key]?["aliases"]?.value ?? ""
        var aliases: [EmailAddress] = []
        for text in known.split(separator: ";").map(\.trimmed) where !text.isEmpty {
            guard let alias = EmailAddress(text) else {
                if !row["aliases"].isEmpty { reader.report(row.line, "aliases", Self.badAddress(text)) }
                continue
            }
            if alias == address {
                reader.report(row.line, "aliases", "\(alias) is the contact's own address; remove it here")
            } else if !aliases.contains(alias) {
                aliases.append(alias)
                own(alias, by: address, row, "aliases")
            }
        }
        return aliases
    }

    private mutating func own(
        _ address: EmailAddress, by contact: EmailAddress, _ row: RegistryReader.Cells, _ column: String
    ) {
        guard let owner = owners[address.key] else {
            owners[address.key] = (contact.key, row.line)
            return
        }
        guard owner.contact != contact.key else { return }
        reader.report(
            row.line, column,
            "\(address) is \(owner.contact)'s already, on line \(owner.line); an address belongs to one contact")
    }

    private mutating func checkMembership(_ contact: ContactRow, _ row: RegistryReader.Cells) {
        let account = contact.account.lowercased()
        if let known = accounts[account], known.name != contact.account {
            reader.report(
                row.line, "account",
                "\"\(contact.account)\" is spelled \"\(known.name)\" on line \(known.line); spell it in one way")
        }
        accounts[account] = accounts[account] ?? (contact.account, row.line)
        if let line = memberships["\(contact.address.key) \(account)"] {
            reader.report(
                row.line, "email", "\(contact.address) stands in this account on line \(line) already; remove one row")
            return
        }
        memberships["\(contact.address.key) \(account)"] = row.line
        if contact.role == .authorizedTechnical {
            if let line = technical[account] {
                reader.report(
                    row.line, "role",
                    "\(contact.account) has its authorizedTechnical contact on line \(line); an account may have one, use another role"
                )
            }
            technical[account] = technical[account] ?? row.line
        }
        guard contact.isDefaultAccount else { return }
        if let line = defaults[contact.address.key] {
            reader.report(
                row.line, "default_account",
                "\(contact.address) has a default account on line \(line); leave it empty here")
        }
        defaults[contact.address.key] = defaults[contact.address.key] ?? row.line
    }

    static func badAddress(_ text: String) -> String {
        text.isEmpty ? "is empty; write an address" : "\"\(text)\" is not an address; write it as name@example.org"
    }
}
