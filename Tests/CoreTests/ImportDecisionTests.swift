import Core
import Foundation
import Testing

@Suite("What becomes of an old message")
struct ImportDecisionTests {
    private static let account = Account(id: ID(1), name: "Lakeside")
    private static let other = Account(id: ID(2), name: "Northfield")

    private static func person(_ kind: Person.Kind, role: ContactRole = .authorizedSupport) throws -> Person {
        var person = Person(
            id: ID(7), kind: kind, address: try #require(EmailAddress("ann@district.example")), firstName: "Ann")
        if kind == .contact { person.memberships = [Person.Membership(account: account, role: role, isDefault: true)] }
        return person
    }

    private static func facts(_ person: Person?, assurance: SenderVerification.Assurance = .none) -> InboundFacts {
        var facts = InboundFacts(
            sender: SenderVerification(address: person?.address, assurance: assurance, reason: ""),
            rules: InboundRules(reopenDays: 30), now: Date(timeIntervalSince1970: 1_700_000_000))
        facts.person = person
        return facts
    }

    private static func supportCase(of account: Account) -> SupportCase {
        SupportCase(
            number: CaseNumber(1_000_001), account: account.id, contact: ID(7), subject: "s", type: "t", priority: "p",
            status: .closed, team: "", channel: .email, mailbox: "support", created: .distantPast,
            lastModified: .distantPast)
    }

    @Test("of a contact opens a case, or joins the one that it answers where that is of their account")
    func contact() throws {
        let ann = try Self.person(.contact)
        var facts = Self.facts(ann)
        #expect(ImportDecision.decide(InboundMessage(), facts) == .open(author: ann, Self.account))
        facts.supportCase = Self.supportCase(of: Self.account)
        #expect(ImportDecision.decide(InboundMessage(), facts) == .post(to: CaseNumber(1_000_001), author: ann))
        facts.supportCase = Self.supportCase(of: Self.other)
        #expect(ImportDecision.decide(InboundMessage(), facts) == .open(author: ann, Self.account))
        facts.rules.accounts = ["Northfield"]
        #expect(ImportDecision.decide(InboundMessage(), facts) == .leave(.noRight))
        #expect(
            ImportDecision.decide(InboundMessage(), Self.facts(try Self.person(.contact, role: .readOnly)))
                == .leave(.noRight))
    }

    @Test("of an advisor or the desk itself only joins a case")
    func desk() throws {
        let sam = try Self.person(.advisor)
        var facts = Self.facts(sam)
        #expect(ImportDecision.decide(InboundMessage(), facts) == .leave(.unanswering))
        facts.supportCase = Self.supportCase(of: Self.account)
        #expect(ImportDecision.decide(InboundMessage(), facts) == .post(to: CaseNumber(1_000_001), author: sam))
        facts.isFromOwnAddress = true
        #expect(ImportDecision.decide(InboundMessage(), facts) == .post(to: CaseNumber(1_000_001), author: nil))
        facts.supportCase = nil
        #expect(ImportDecision.decide(InboundMessage(), facts) == .leave(.unanswering))
    }

    @Test("is left out, or a duplicate, before anybody asks who wrote it")
    func left() throws {
        let ann = try Self.person(.contact)
        var facts = Self.facts(ann)
        facts.earlier = EarlierTaking(
            received: .distantPast, outcome: .opened, caseNumber: nil, reasons: [], contentKey: "k")
        #expect(ImportDecision.decide(InboundMessage(), facts) == .duplicate)
        facts.isOwn = true
        #expect(ImportDecision.decide(InboundMessage(), facts) == .leave(.own))
        #expect(ImportDecision.decide(InboundMessage(), Self.facts(nil)) == .leave(.stranger))
        #expect(ImportDecision.decide(InboundMessage(), Self.facts(try Self.person(.guest))) == .leave(.stranger))
        let forged = Self.facts(ann, assurance: .contradicted)
        #expect(ImportDecision.decide(InboundMessage(), forged) == .leave(.contradicted))
        #expect(ImportDecision.decide(InboundMessage(), forged, trusting: true) == .open(author: ann, Self.account))
    }

    @Test("of a robot is left out", arguments: [InboundMessage.Kind.bounce, .receipt, .abuse, .calendar, .autoReply])
    func robot(_ kind: InboundMessage.Kind) throws {
        var message = InboundMessage()
        message.kind = kind
        #expect(ImportDecision.decide(message, Self.facts(try Self.person(.contact))) == .leave(.automatic))
    }
}
