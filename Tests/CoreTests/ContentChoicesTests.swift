import Core
import Testing

@Suite("How much text goes into mail")
struct ContentChoicesTests {
    private static let choices = ContentChoices(
        .excerpt, accounts: [("Lakeside", .full), ("Northfield", .linkOnly), ("NORTHFIELD", .full)])

    @Test(
        "an account's own choice counts before the desk's, however its name is written; of two the one that says less",
        arguments: [
            ("Lakeside", NotificationContent.full), ("lakeside", .full), ("Elsewhere", .excerpt), ("", .excerpt),
            ("Northfield", .linkOnly), ("northfield", .linkOnly),
        ])
    func accounts(_ name: String, _ content: NotificationContent) {
        #expect(Self.choices.content(for: name) == content)
    }

    @Test(
        "mail about no case says no more than the strictest account of whoever it goes to",
        arguments: [
            (Person.Kind.contact, ["Lakeside"], NotificationContent.full), (.contact, ["Elsewhere"], .excerpt),
            (.contact, ["Lakeside", "Elsewhere"], .excerpt), (.contact, ["Lakeside", "Northfield"], .linkOnly),
            (.contact, [], .linkOnly), (.advisor, [], .linkOnly), (.guest, [], .linkOnly),
        ])
    func people(_ kind: Person.Kind, _ accounts: [String], _ content: NotificationContent) throws {
        let memberships = accounts.enumerated().map { index, name in
            Person.Membership(
                account: Account(id: ID(Int64(index)), name: name), role: .authorizedSupport, isDefault: index == 0)
        }
        let person = Person(
            id: ID(1), kind: kind, address: try #require(EmailAddress("a@b.example")), memberships: memberships)
        #expect(Self.choices.content(for: person) == content)
    }

    @Test("pages are needed as soon as one account leaves text out")
    func pages() {
        #expect(!ContentChoices().needPages && !ContentChoices(.full, accounts: [("a", .full)]).needPages)
        #expect(ContentChoices(.excerpt).needPages && ContentChoices(.full, accounts: [("a", .linkOnly)]).needPages)
    }
}
