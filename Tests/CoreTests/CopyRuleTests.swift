import Core
import Testing

/// Somebody who was copied on a mail about a case of Lakeside.
private struct Copied: Sendable, CustomTestStringConvertible {
    enum Who: Sendable { case nobody, contact(ContactRole, of: Account), advisor, guest }
    enum Expected: Sendable { case added, told, refused(CopiedAddress.Refusal) }

    var testDescription: String
    var by = Who.contact(.authorizedSupport, of: lakeside)
    var who: Who
    var state = Person.State.active
    var isTold = false
    var added = 0
    var expected: Expected
}

@Suite("Who is copied on a mail to a case")
struct CopyRuleTests {
    private static let rows = [
        Copied(
            testDescription: "a colleague joins", who: .contact(.authorizedTechnical, of: lakeside), expected: .added),
        Copied(
            testDescription: "a colleague of whom nothing was heard for long joins",
            who: .contact(.implementation, of: lakeside), state: .flagged, expected: .added),
        Copied(
            testDescription: "who is told already stays so", who: .contact(.authorizedSupport, of: lakeside),
            isTold: true, expected: .told),
        Copied(testDescription: "so does the advisor who has the case", who: .advisor, isTold: true, expected: .told),
        Copied(testDescription: "a stranger does not", who: .nobody, expected: .refused(.noContact)),
        Copied(testDescription: "a guest does not", who: .guest, expected: .refused(.noContact)),
        Copied(
            testDescription: "a contact of another account is as good as a stranger",
            who: .contact(.authorizedSupport, of: northfield), expected: .refused(.noContact)),
        Copied(
            testDescription: "a read-only contact of another account, too", who: .contact(.readOnly, of: northfield),
            expected: .refused(.noContact)),
        Copied(
            testDescription: "a contact who was deactivated, too", who: .contact(.authorizedSupport, of: lakeside),
            state: .deactivated, expected: .refused(.noContact)),
        Copied(
            testDescription: "a read-only contact is not added by others", who: .contact(.readOnly, of: lakeside),
            expected: .refused(.readOnly)),
        Copied(testDescription: "a contact adds no advisor", who: .advisor, expected: .refused(.noContact)),
        Copied(testDescription: "an advisor adds advisors", by: .advisor, who: .advisor, expected: .added),
        Copied(
            testDescription: "an advisor adds read-only contacts", by: .advisor,
            who: .contact(.readOnly, of: lakeside), expected: .added),
        Copied(
            testDescription: "an advisor adds nobody else", by: .advisor,
            who: .contact(.authorizedSupport, of: northfield), expected: .refused(.noContact)),
        Copied(
            testDescription: "a guest adds nobody, and learns nothing", by: .guest,
            who: .contact(.authorizedSupport, of: lakeside), expected: .refused(.authorMayNot)),
        Copied(testDescription: "not even of strangers", by: .guest, who: .nobody, expected: .refused(.authorMayNot)),
        Copied(
            testDescription: "one mail adds twenty", who: .contact(.authorizedSupport, of: lakeside), added: 19,
            expected: .added),
        Copied(
            testDescription: "and no more", who: .contact(.authorizedSupport, of: lakeside), added: 20,
            expected: .refused(.tooMany)),
    ]

    @Test("joins the case, or not, and why", arguments: rows)
    private func verdict(_ row: Copied) throws {
        let author = try #require(try person(row.by, id: 1))
        var copied = try person(row.who, id: 2)
        copied?.state = row.state
        let verdict = CopyRule.verdict(
            on: copied, isTold: row.isTold, account: lakeside.id, by: author, added: row.added)
        switch (verdict, row.expected) {
        case (.added(let person), .added), (.told(let person), .told): #expect(person == copied)
        case (.refused(let refusal), .refused(let expected)): #expect(refusal == expected)
        case (_, _): Issue.record("\(verdict)")
        }
    }

    private func person(_ who: Copied.Who, id: Int64) throws -> Person? {
        let address = try #require(EmailAddress("p\(id)@district.example"))
        switch who {
        case .nobody: return nil
        case .advisor: return Person(id: ID(id), kind: .advisor, address: address)
        case .guest: return Person(id: ID(id), kind: .guest, address: address)
        case .contact(let role, let account):
            let membership = Person.Membership(account: account, role: role, isDefault: true)
            return Person(id: ID(id), kind: .contact, address: address, memberships: [membership])
        }
    }

    @Test("all in To and Cc count, each once, but for our own addresses and what is none")
    func addresses() throws {
        var message = InboundMessage()
        message.to = ["support@example.org", "Support+abc@example.org", "raj@district.example"].map {
            NamedAddress(address: $0)
        }
        message.cc = ["RAJ@district.example", "campus@example.org", "no address", "x@y@z", "kim@district.example"].map {
            NamedAddress(address: $0)
        }
        let ours = OwnAddresses(["support@example.org", "campus@example.org"].compactMap { EmailAddress($0) })
        #expect(
            CopyRule.addresses(of: message, ours: ours).map(\.description) == [
                "raj@district.example", "kim@district.example",
            ])
    }

    @Test("an author is told of five at most, and of none where all are added")
    func notice() throws {
        let copies = try (1...7).map {
            CopiedAddress(try #require(EmailAddress("s\($0)@elsewhere.example")), .refused(.noContact))
        }
        #expect(CopiedAddress.notice(of: [], account: "Lakeside") == nil)
        #expect(
            CopiedAddress.notice(of: [copies[0]], account: "Lakeside") == """
                Copied on your mail, and not told about the case:
                  s1@elsewhere.example: no contact of Lakeside
                """)
        let lines = CopiedAddress.notice(of: copies, account: "Lakeside")?.split(separator: "\n")
        #expect(lines?.count == 7 && lines?.last == "  and others")
    }
}
