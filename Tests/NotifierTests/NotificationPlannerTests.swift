import Core
import Foundation
import MailAuth
import Notifier
import Testing

private let now = Date(timeIntervalSince1970: 1_800_000_000)

@Suite("Who is told what")
struct NotificationPlannerTests {
    private let tokens: ReplyTokens
    private let planner: NotificationPlanner
    private let mailbox: EmailAddress
    private let ann: Person
    private let raj: Person

    init() throws {
        let keys: [(id: UInt8, bytes: [UInt8])] = [(0, [UInt8](repeating: 1, count: 32))]
        tokens = ReplyTokens(keys: try #require(KeyRing(keys)))
        mailbox = try #require(EmailAddress("support@example.org"))
        planner = NotificationPlanner(tokens: tokens, mailboxes: ["support": mailbox])
        ann = Person(id: ID(1), kind: .contact, address: try #require(EmailAddress("ann@district.example")))
        raj = Person(id: ID(2), kind: .contact, address: try #require(EmailAddress("raj@district.example")))
    }

    private func entries(_ kind: DeskEvent.Kind, by author: Person, mailbox: String = "support") -> [OutboxEntry] {
        let supportCase = SupportCase(
            number: CaseNumber(1_000_001), account: ID(1), contact: ann.id, subject: "s", type: "t", priority: "p",
            status: .new, team: "x", channel: .email, mailbox: mailbox, created: now, lastModified: now)
        let event = DeskEvent(
            kind, feedEntry: ID(5), author: author.id, messageID: MessageID(rawValue: "m@district.example"),
            references: [MessageID(rawValue: "r@district.example")])
        return planner.entries(for: event, on: supportCase, to: [ann, raj], at: now)
    }

    @Test("the opener gets an acknowledgement, the others the post; nobody is mailed their own post")
    func templates() {
        #expect(entries(.opened, by: ann).map(\.template) == [.caseAcknowledgement, .casePost])
        #expect(entries(.posted, by: ann).map(\.recipient) == [raj.id])
        #expect(entries(.posted, by: raj).map(\.recipient) == [ann.id])
    }

    @Test("each mail carries a token of its own recipient, in the address and in the Message-ID")
    func tokensOfTheirOwn() throws {
        for entry in entries(.opened, by: ann) {
            let expected = ThreadMatch.token(
                ReplyToken(caseNumber: CaseNumber(1_000_001), recipient: try #require(entry.recipient)),
                .recipientAddress)
            var answer = InboundMessage()
            answer.to = [NamedAddress(address: try #require(entry.replyTo).description)]
            #expect(tokens.thread(of: answer, base: mailbox) == expected)
            answer = InboundMessage()
            answer.inReplyTo = [entry.messageID]
            #expect(
                tokens.thread(of: answer, base: mailbox)
                    == .token(
                        ReplyToken(caseNumber: CaseNumber(1_000_001), recipient: try #require(entry.recipient)),
                        .messageID))
            #expect(entry.messageID.isWellFormed)
            #expect(entry.references.map(\.rawValue) == ["r@district.example", "m@district.example"])
        }
    }

    @Test("a case of a mailbox that was renamed is still answered, from another one")
    func renamedMailbox() { #expect(entries(.opened, by: ann, mailbox: "gone").count == 2) }
}

@Suite("When mail is tried again")
struct RetryScheduleTests {
    @Test(
        "soon at first, then every four hours, for five days",
        arguments: [
            (1, 60.0), (2, 300), (3, 900), (4, 3600), (5, 14_400), (6, 14_400), (40, 14_400),
        ])
    func steps(_ attempts: Int, _ seconds: Double) {
        #expect(RetrySchedule().next(after: attempts, firstTried: now, now: now) == now.addingTimeInterval(seconds))
    }

    @Test("after five days no more")
    func over() {
        let tried = now.addingTimeInterval(-5 * 86_400)
        #expect(RetrySchedule().next(after: 30, firstTried: tried, now: now) == nil)
        #expect(RetrySchedule().next(after: 30, firstTried: tried.addingTimeInterval(1), now: now) != nil)
    }
}
