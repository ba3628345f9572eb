/// The change of an account's contacts that the fields of a case ask for.
public struct ContactRequest: Sendable, Equatable {
    /// What is asked for; the first word of the field Request Type.
    public enum Kind: String, Sendable, CaseIterable {
        case add, modify
        /// The contact takes the place of another one.
        case replace
    }

    /// The contact as they are to be from now on.
    public var contact: ContactRow
    /// What the registry says of them in this account; `nil` for a contact who is new there.
    public var before: ContactRow?
    /// The contact of the account whose place they take.
    public var leaving: ContactRow?

    /// The fields without which a type of case can't ask for it.
    public static let neededFields = ["Request Type", "Contact E-mail"]
}

extension ContactRequest {
    /// Reads what the fields of a case ask for.
    ///
    /// `contacts` are those of the account, `known` what the registry says of the named address in any account, deactivated
    /// people included. The fields say who the contact is to be; Contact Replacement Name says whose place they take. What
    /// is not filled in stays as it is. Throws a sentence for the advisor who applies it.
    public static func read(
        _ fields: [String: String], for account: String, among contacts: [ContactRow], known: [ContactRow]
    ) throws(DeskRefusal) -> ContactRequest {
        let form = Form(values: fields)
        let (kind, address) = (try form.kind(), try form.address())
        let same = contacts.first { $0.answers(to: address) }
        switch kind {
        case .add:
            let row = try form.row(over: same, known.first, for: account, address, role: nil)
            return ContactRequest(contact: row, before: same)
        case .modify:
            guard let before = same ?? contacts.only(named: form.name) else {
                throw .unclearContactRequest("\(account) has no contact \(address), and no single one of that name")
            }
            return ContactRequest(
                contact: try form.row(over: before, nil, for: account, address, role: before.role), before: before)
        case .replace:
            let leaving = try form.leaving(among: contacts, of: account)
            if leaving.answers(to: address) {
                throw .unclearContactRequest("\(address) can't take their own place; the Request Type may be Modify")
            }
            return ContactRequest(
                contact: try form.row(over: same, known.first, for: account, address, role: leaving.role),
                before: same, leaving: leaving)
        }
    }

    /// What becomes of the account's contacts, a sentence a line; empty where the registry says it already.
    public var summary: [String] {
        let who = "\(contact.displayName) <\(contact.address)>"
        var lines: [String] = []
        if let before {
            let changes = zip(before.facts, contact.facts).filter { $0.value != $1.value }
            lines = changes.map { "\(who): \($0.name) was \($0.value.orNothing), is \($1.value.orNothing)." }
        } else {
            lines = ["\(who) is \(contact.role.inWords) of \(contact.account) now."]
        }
        if let leaving {
            lines.append("\(leaving.displayName) <\(leaving.address)> is no contact of \(contact.account) any more.")
        }
        return lines
    }
}

/// What the fields of the form say, without line ends and control characters.
private struct Form {
    let values: [String: String]

    func text(_ name: String) -> String? {
        let words = (values[name] ?? "").split { $0.isWhitespace || $0.isControl }.joined(separator: " ")
        return words.isEmpty ? nil : words
    }

    var name: String {
        [text("Contact First Name"), text("Contact Last Name")].compactMap { $0 }.joined(separator: " ")
    }

    func kind() throws(DeskRefusal) -> ContactRequest.Kind {
        let word = text("Request Type")?.lowercased().prefix { $0.isLetter } ?? ""
        if let kind = ContactRequest.Kind(rawValue: String(word)) { return kind }
        throw .unclearContactRequest("the field Request Type must begin with Add, Modify or Replace")
    }

    func address() throws(DeskRefusal) -> EmailAddress {
        guard let text = text("Contact E-mail"), let address = EmailAddress(text) else {
            throw .unclearContactRequest("the field Contact E-mail must be an e-mail address")
        }
        return address
    }

    /// The role that Contact Type names, as people write it.
    func role() throws(DeskRefusal) -> ContactRole? {
        guard let text = text("Contact Type") else { return nil }
        switch text.lowercased().filter(\.isLetter) {
        case "authorized", "authorizedsupport", "support": return .authorizedSupport
        case "technical", "authorizedtechnical": return .authorizedTechnical
        case "implementation": return .implementation
        case "readonly": return .readOnly
        default: throw .unclearContactRequest("the field Contact Type must be Authorized, Technical or Read Only")
        }
    }

    func leaving(among contacts: [ContactRow], of account: String) throws(DeskRefusal) -> ContactRow {
        guard let name = text("Contact Replacement Name") else {
            throw .unclearContactRequest("the field Contact Replacement Name must say whose place the contact takes")
        }
        let named = EmailAddress(name).flatMap { address in contacts.first { $0.answers(to: address) } }
        if let leaving = named ?? contacts.only(named: name) { return leaving }
        throw .unclearContactRequest("\(account) has no contact \"\(name)\", or several of that name")
    }

    /// What is filled in, over what the registry says of the contact: in this account, or else in another one.
    func row(
        over same: ContactRow?, _ other: ContactRow?, for account: String, _ address: EmailAddress,
        role: ContactRole?
    ) throws(DeskRefusal) -> ContactRow {
        let person = same ?? other
        guard let role = try self.role() ?? role ?? same?.role else {
            throw .unclearContactRequest("the field Contact Type must be Authorized, Technical or Read Only")
        }
        let keepsAddress = person?.answers(to: address) ?? false
        let areas = text("Area of Responsibility")?.split { ";,".contains($0) }
            .map { String($0).trimmed }.filter { !$0.isEmpty }
        return ContactRow(
            account: account, address: keepsAddress ? person?.address ?? address : address,
            aliases: person?.aliases ?? [],
            firstName: text("Contact First Name") ?? person?.firstName ?? "",
            lastName: text("Contact Last Name") ?? person?.lastName ?? "", role: role,
            title: text("Contact Title") ?? person?.title ?? "",
            primaryPhone: text("Contact Primary Phone") ?? person?.primaryPhone ?? "",
            secondaryPhone: text("Contact Secondary Phone") ?? person?.secondaryPhone ?? "",
            areas: areas ?? same?.areas ?? [], isDefaultAccount: same?.isDefaultAccount ?? (other == nil))
    }
}

extension ContactRow {
    /// First and last name, or the address where both are empty.
    fileprivate var displayName: String {
        let name = [firstName, lastName].filter { !$0.isEmpty }.joined(separator: " ")
        return name.isEmpty ? address.description : name
    }

    /// Whether mail from that address is theirs.
    fileprivate func answers(to wanted: EmailAddress) -> Bool {
        ([address] + aliases).contains { $0.key == wanted.key }
    }

    /// What can be changed about them, in the order of the form.
    fileprivate var facts: [(name: String, value: String)] {
        [
            ("the first name", firstName), ("the last name", lastName), ("the address", address.description),
            ("the title", title), ("the primary phone", primaryPhone), ("the secondary phone", secondaryPhone),
            ("the role", role.rawValue), ("the areas of responsibility", areas.joined(separator: ", ")),
        ]
    }
}

extension [ContactRow] {
    /// The one of that full name, without regard to case; `nil` where there is none, or are several.
    fileprivate func only(named name: String) -> ContactRow? {
        let found = filter { $0.displayName.lowercased() == name.lowercased() }
        return found.count == 1 ? found[0] : nil
    }
}

extension String {
    fileprivate var orNothing: String { isEmpty ? "empty" : "\"\(self)\"" }
}

extension Character {
    fileprivate var isControl: Bool { unicodeScalars.contains { $0.properties.generalCategory == .control } }
}
