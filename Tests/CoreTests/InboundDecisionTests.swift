import Core
import FoundationEssentials
import Testing

private let lakeside = Account(id: ID(1), name: "Lakeside")
private let northfield = Account(id: ID(2), name: "Northfield")
private let now = Date(timeIntervalSince1970: 1_800_000_000)

private func address(_ text: String) throws -> EmailAddress { try #require(EmailAddress(text)) }

private func contact(
    _ role: ContactRole = .authorizedSupport, of account: Account = lakeside, state: Person.State = .active
) throws
    -> Person
{
    Person(
        id: ID(10), kind: .contact, address: try address("ann@lakeside.example"), state: state,
        memberships: [Person.Membership(account: account, role: role, isDefault: true)])
}

private func supportCase(closed: Date? = nil) -> SupportCase {
    SupportCase(
        number: CaseNumber(1_000_001), account: lakeside.id, contact: ID(10), subject: "s", type: "t", priority: "p",
        status: closed == nil ? .new : .closed, team: "team", channel: .email, mailbox: "support", created: now,
        lastModified: now, closed: closed)
}

private func facts(_ person: Person?, _ assurance: SenderVerification.Assurance = .authenticated) throws -> InboundFacts
{
    var facts = InboundFacts(
        sender: SenderVerification(
            address: try address("ann@lakeside.example"), assurance: assurance, by: "authentication-results",
            reason: "r"),
        reopenDays: 60, now: now)
    facts.person = person
    return facts
}

private func decide(_ facts: InboundFacts, kind: InboundMessage.Kind = .message) -> InboundDecision {
    var message = InboundMessage()
    message.kind = kind
    return .decide(message, facts)
}

@Suite("The decision about a message")
struct InboundDecisionTests {
    @Test("a verified contact's mail opens a case for their account")
    func opens() throws {
        let author = try contact()
        #expect(decide(try facts(author)).action == .open(author: author, account: lakeside, continuing: nil))
    }

    @Test(
        "nobody gets in on a From line alone",
        arguments: [
            (SenderVerification.Assurance.none, InboundDecision.HoldReason.unverified), (.contradicted, .contradicted),
        ])
    func unverified(_ assurance: SenderVerification.Assurance, _ reason: InboundDecision.HoldReason) throws {
        #expect(decide(try facts(try contact(), assurance)).action == .hold(reason))
    }

    @Test("a token does not stand in for a verified sender")
    func tokenAlone() throws {
        var given = try facts(try contact(), .none)
        given.thread = .token(ReplyToken(caseNumber: CaseNumber(1_000_001), recipient: ID(10)), .recipientAddress)
        given.supportCase = supportCase()
        #expect(decide(given).action == .hold(.unverified))
    }

    @Test(
        "who may not write waits for a person",
        arguments: [
            (ContactRole.readOnly, Person.State.active, InboundDecision.HoldReason.readOnly),
            (.authorizedSupport, .deactivated, .deactivated),
        ])
    func noRight(_ role: ContactRole, _ state: Person.State, _ reason: InboundDecision.HoldReason) throws {
        #expect(decide(try facts(try contact(role, state: state))).action == .hold(reason))
    }

    @Test("a stranger's mail waits for a person")
    func stranger() throws { #expect(decide(try facts(nil)).action == .hold(.stranger)) }

    @Test("a flagged contact is still a contact")
    func flagged() throws {
        let author = try contact(state: .flagged)
        #expect(decide(try facts(author)).action == .open(author: author, account: lakeside, continuing: nil))
    }

    @Test("a reply goes to its case, as far as the author belongs there")
    func reply() throws {
        let author = try contact()
        var given = try facts(author)
        given.thread = .token(ReplyToken(caseNumber: CaseNumber(1_000_001), recipient: ID(99)), .messageID)
        given.supportCase = supportCase()
        #expect(decide(given).action == .post(to: CaseNumber(1_000_001), author: author))
        #expect(decide(given).reasons.contains("used a reply address issued to somebody else"))
        given.person = try contact(of: northfield)
        #expect(decide(given).action == .hold(.otherAccount))
    }

    @Test(
        "a closed case takes replies for 60 days, then a new case continues it",
        arguments: [
            (59.0, nil), (60.0, nil), (60.1, CaseNumber(1_000_001)),
        ] as [(Double, CaseNumber?)])
    func closed(_ days: Double, _ continuing: CaseNumber?) throws {
        let author = try contact()
        var given = try facts(author)
        given.thread = .token(ReplyToken(caseNumber: CaseNumber(1_000_001), recipient: ID(10)), .messageID)
        given.supportCase = supportCase(closed: now.addingTimeInterval(-days * 86_400))
        let expected: InboundDecision.Action =
            continuing.map { .open(author: author, account: lakeside, continuing: $0) }
            ?? .post(to: CaseNumber(1_000_001), author: author)
        #expect(decide(given).action == expected)
    }

    @Test(
        "robots are recorded and change nothing",
        arguments: [
            (InboundMessage.Kind.bounce, InboundOutcome.bounce), (.autoReply, .autoReply), (.receipt, .ignored),
            (.abuse, .ignored), (.calendar, .ignored), (.list, .held),
        ])
    func robots(_ kind: InboundMessage.Kind, _ outcome: InboundOutcome) throws {
        #expect(decide(try facts(try contact()), kind: kind).outcome == outcome)
    }

    @Test("the same message again, and our own mail, are only recorded")
    func again() throws {
        var given = try facts(try contact())
        given.isDuplicate = true
        #expect(decide(given).action == .record(.duplicate))
        given.isOwn = true
        #expect(decide(given).action == .record(.own))
    }

    @Test("an advisor answers a case, and opens none by mail")
    func advisor() throws {
        let advisor = Person(id: ID(20), kind: .advisor, address: try address("sam@example.org"))
        var given = try facts(advisor)
        #expect(decide(given).action == .hold(.unverified))
        given.thread = .token(ReplyToken(caseNumber: CaseNumber(1_000_001), recipient: ID(20)), .recipientAddress)
        given.supportCase = supportCase()
        #expect(decide(given).action == .post(to: CaseNumber(1_000_001), author: advisor))
    }
}
