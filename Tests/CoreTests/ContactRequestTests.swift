import Core
import Testing

/// A contact of the registry.
private func row(
    _ address: String, _ first: String, _ last: String, _ role: ContactRole = .authorizedSupport,
    account: String = "Lakeside", aliases: [String] = [], title: String = "", areas: [String] = [],
    isDefault: Bool = true
) throws -> ContactRow {
    ContactRow(
        account: account, address: try #require(EmailAddress(address)),
        aliases: try aliases.map { try #require(EmailAddress($0)) }, firstName: first, lastName: last, role: role,
        title: title, areas: areas, isDefaultAccount: isDefault)
}

@Suite("A change of contacts that a case asks for")
struct ContactRequestTests {
    private let contacts: [ContactRow]

    init() throws {
        contacts = [
            try row("ann@district.example", "Ann", "Lee", aliases: ["a.lee@district.example"], title: "Registrar"),
            try row("tom@district.example", "Tom", "Ray", .authorizedTechnical, areas: ["SIS"]),
            try row("jo1@district.example", "Jo", "Kim"), try row("jo2@district.example", "Jo", "Kim"),
        ]
    }

    private func read(_ fields: [String: String], known: [ContactRow] = []) throws -> ContactRequest {
        try ContactRequest.read(fields, for: "Lakeside", among: contacts, known: known)
    }

    @Test("Add: who is new has the role that the form names, and this account for mail that names none")
    func add() throws {
        let change = try read([
            "Request Type": "Add a contact", "Contact First Name": "Mia", "Contact Last Name": "Diaz",
            "Contact E-mail": "mia@district.example", "Contact Type": "Read Only", "Contact Title": "Clerk",
            "Area of Responsibility": "SIS; Finance",
        ])
        #expect(
            change.contact
                == (try row(
                    "mia@district.example", "Mia", "Diaz", .readOnly, title: "Clerk", areas: ["SIS", "Finance"])))
        #expect(change.before == nil && change.leaving == nil)
        #expect(change.summary == ["Mia Diaz <mia@district.example> is a read-only contact of Lakeside now."])
    }

    @Test("Add: who is a contact of another account keeps their names, and that account for mail that names none")
    func addKnown() throws {
        let known = try row("mia@other.example", "Mia", "Diaz", account: "Hillside")
        let change = try read(
            ["Request Type": "add", "Contact E-mail": "mia@other.example", "Contact Type": "Authorized"], known: [known]
        )
        #expect(
            change.contact == (try row("mia@other.example", "Mia", "Diaz", .authorizedSupport, isDefault: false)))
    }

    @Test("Modify: what is filled in is changed, the rest stays, and the case says what was and what is")
    func modify() throws {
        let change = try read([
            "Request Type": "Modify", "Contact E-mail": "a.lee@district.example", "Contact Title": "Head\r\nRegistrar",
            "Contact Primary Phone": "+1 555 0100", "Contact Type": "",
        ])
        #expect(change.contact.address.description == "ann@district.example", "the address stays the primary one")
        #expect(
            change.summary == [
                "Ann Lee <ann@district.example>: the title was \"Registrar\", is \"Head Registrar\".",
                "Ann Lee <ann@district.example>: the primary phone was empty, is \"+1 555 0100\".",
            ])
    }

    @Test("Modify: a contact who has another address now is found by their name")
    func address() throws {
        let change = try read([
            "Request Type": "Modify", "Contact First Name": "ann", "Contact Last Name": "lee",
            "Contact E-mail": "ann@lakeside.example",
        ])
        #expect(change.before?.address.description == "ann@district.example")
        #expect(change.contact.address.description == "ann@lakeside.example")
    }

    @Test("Replace: who comes has the role of who goes, unless the form names another")
    func replace() throws {
        let change = try read([
            "Request Type": "Replace", "Contact First Name": "Mia", "Contact E-mail": "mia@district.example",
            "Contact Replacement Name": "Tom Ray",
        ])
        #expect(change.contact.role == .authorizedTechnical && change.leaving == contacts[1])
        #expect(
            change.summary == [
                "Mia <mia@district.example> is the authorized technical contact of Lakeside now.",
                "Tom Ray <tom@district.example> is no contact of Lakeside any more.",
            ])
    }

    @Test("what the registry says already changes nothing")
    func nothing() throws {
        #expect(
            try read(["Request Type": "Add", "Contact E-mail": "ann@district.example", "Contact Type": "authorized"])
                .summary.isEmpty)
    }

    @Test(
        "what is unclear is refused with what to correct",
        arguments: [
            ([:], "Request Type must begin with"),
            (["Request Type": "Remove"], "Request Type must begin with"),
            (["Request Type": "Add"], "Contact E-mail must be"),
            (["Request Type": "Add", "Contact E-mail": "mia at home"], "Contact E-mail must be"),
            (["Request Type": "Add", "Contact E-mail": "mia@district.example"], "Contact Type must be"),
            (
                ["Request Type": "Add", "Contact E-mail": "mia@district.example", "Contact Type": "Boss"],
                "Contact Type must be"
            ),
            (
                ["Request Type": "Modify", "Contact E-mail": "mia@district.example"],
                "has no contact mia@district.example"
            ),
            (
                [
                    "Request Type": "Modify", "Contact E-mail": "jo@district.example", "Contact First Name": "Jo",
                    "Contact Last Name": "Kim",
                ], "no single one of that name"
            ),
            (["Request Type": "Replace", "Contact E-mail": "mia@district.example"], "whose place"),
            (
                [
                    "Request Type": "Replace", "Contact E-mail": "mia@district.example",
                    "Contact Replacement Name": "Jo Kim",
                ], "several of that name"
            ),
            (
                [
                    "Request Type": "Replace", "Contact E-mail": "tom@district.example",
                    "Contact Replacement Name": "tom@district.example",
                ], "their own place"
            ),
        ] as [([String: String], String)])
    func unclear(_ fields: [String: String], _ why: String) throws {
        do {
            let change = try read(fields)
            Issue.record("it was read as \(change)")
        } catch let refusal as DeskRefusal { #expect(refusal.explanation.contains(why), "\(refusal)") }
    }
}
