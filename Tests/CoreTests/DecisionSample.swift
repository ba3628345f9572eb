import Core
import FoundationEssentials
import Testing

let lakeside = Account(id: ID(1), name: "Lakeside")
let northfield = Account(id: ID(2), name: "Northfield")
let decisionTime = Date(timeIntervalSince1970: 1_800_000_000)

func sampleAddress(_ text: String) throws -> EmailAddress { try #require(EmailAddress(text)) }

/// A contact of Lakeside, or somebody else.
func sampleContact(
    _ role: ContactRole = .authorizedSupport, of account: Account = lakeside, state: Person.State = .active
) throws -> Person {
    Person(
        id: ID(10), kind: .contact, address: try sampleAddress("ann@lakeside.example"), firstName: "Ann", state: state,
        memberships: [Person.Membership(account: account, role: role, isDefault: true)])
}

/// Case 1000001 of Lakeside.
func sampleCase(closed: Date? = nil, number: Int64 = 1_000_001, epoch: UInt8 = 0) -> SupportCase {
    SupportCase(
        number: CaseNumber(number), account: lakeside.id, contact: ID(10), subject: "s", type: "t", priority: "p",
        status: closed == nil ? .new : .closed, team: "team", channel: .email, mailbox: "support", tokenEpoch: epoch,
        created: decisionTime, lastModified: decisionTime, closed: closed)
}

/// Facts about a message of that person, as sure as said.
func sampleFacts(
    _ person: Person?, _ assurance: SenderVerification.Assurance = .authenticated,
    onUnverified: InboundRules.OnUnverified = .confirm
) throws -> InboundFacts {
    var facts = InboundFacts(
        sender: SenderVerification(
            address: try sampleAddress("ann@lakeside.example"), assurance: assurance, by: .authenticationResults,
            reason: "r"),
        rules: InboundRules(reopenDays: 60, onUnverified: onUnverified), now: decisionTime)
    facts.person = person
    return facts
}

extension InboundFacts {
    /// The same, answering case 1000001 by a token of that person and epoch.
    func answering(_ supportCase: SupportCase?, recipient: Int64 = 10, epoch: UInt8 = 0) -> InboundFacts {
        var facts = self
        let token = ReplyToken(caseNumber: CaseNumber(1_000_001), recipient: ID(recipient), epoch: epoch)
        facts.thread = .token(token, .recipientAddress)
        facts.supportCase = supportCase
        return facts
    }
}

/// The decision about a message of that kind.
func decide(
    _ facts: InboundFacts, kind: InboundMessage.Kind = .message, quiet: String? = nil, fields: [String: String] = [:],
    commands: [MailCommand] = [], replyText: String = ""
) -> InboundDecision {
    var message = InboundMessage()
    message.kind = kind
    message.quiet = quiet
    message.fields = fields
    (message.commands, message.replyText) = (commands, replyText)
    return .decide(message, facts)
}
