import Core
import Foundation
import MailAuth
import Notifier
import Testing

private let now = Date(timeIntervalSince1970: 1_800_000_000)

@Suite("What advisors are mailed at once")
struct DigestPlanningTests {
    private let tokens: ReplyTokens
    private let planner: NotificationPlanner
    private let mailbox: EmailAddress

    init() throws {
        let keys: [(id: UInt8, bytes: [UInt8])] = [(0, [UInt8](repeating: 1, count: 32))]
        tokens = ReplyTokens(keys: try #require(KeyRing(keys)))
        mailbox = try #require(EmailAddress("support@example.org"))
        planner = NotificationPlanner(tokens: tokens, mailboxes: ["support": mailbox, "zoo": mailbox])
    }

    private func advisor(_ digest: DigestSchedule) throws -> Person {
        Person(id: ID(3), kind: .advisor, address: try #require(EmailAddress("sam@example.org")), digest: digest)
    }

    private func supportCase(assignee: Int64? = nil) -> SupportCase {
        SupportCase(
            number: CaseNumber(1_000_001), account: ID(1), contact: ID(1), subject: "s", type: "t", priority: "p",
            status: .new, team: "x", assignee: assignee.map { ID($0) }, channel: .email, mailbox: "support",
            created: now, lastModified: now)
    }

    private func templates(_ kind: DeskEvent.Kind, _ digest: DigestSchedule, assignee: Int64?) throws -> [TemplateName]
    {
        let event = DeskEvent(kind, feedEntry: ID(5), author: ID(1))
        return planner.entries(
            for: event, on: supportCase(assignee: assignee), to: [try advisor(digest)], at: now
        ).map(\.template)
    }

    @Test(
        "whoever has digests is mailed no event but the deadline of a case that is theirs or nobody's",
        arguments: [
            (DeskEvent.Kind.opened, TemplateName.casePost), (.posted, .casePost), (.moved, .caseStatus),
            (.closed, .caseClosed), (.escalated, .caseEscalated), (.released, .caseReleased),
            (.overdue, .responseWarning),
        ])
    func gathered(_ kind: DeskEvent.Kind, _ template: TemplateName) throws {
        #expect(try templates(kind, .immediate, assignee: 9) == [template])
        #expect(try templates(kind, .hourly, assignee: 9) == [])
        #expect(try templates(kind, .daily(at: 480), assignee: 3) == (kind == .overdue ? [template] : []))
        #expect(try templates(kind, .hourly, assignee: nil) == (kind == .overdue ? [template] : []))
        #expect(try templates(kind, .off, assignee: 3) == [])
    }

    @Test(
        "answers to their commands and alerts to whoever is on call never wait",
        arguments: [DigestSchedule.hourly, .off])
    func answers(_ digest: DigestSchedule) throws {
        let sam = try advisor(digest)
        let post = NewPost(author: sam, channel: .email, text: "#status")
        #expect(planner.entry(answering: post, with: "x", to: sam, on: supportCase(), at: now) != nil)
        let event = DeskEvent(.opened, feedEntry: ID(5), author: nil)
        #expect(planner.alert(event, on: supportCase(), to: sam.address, sam, at: now) != nil)
    }

    @Test("a digest is about no case and can't be answered; each case in it can")
    func digest() throws {
        let sam = try advisor(.hourly)
        let digest = NewsDigest(sections: [], timeZone: "UTC")
        let entry = try #require(planner.entry(of: digest, to: sam, at: now))
        #expect(entry.template == .digest && entry.topic == .digest(digest) && entry.mailbox == "support")
        #expect(entry.replyTo == nil && entry.caseNumber == nil && entry.template.priority == .bulk)
        var answer = InboundMessage()
        let address = try #require(planner.replyAddress(of: supportCase(), for: sam))
        answer.to = [NamedAddress(address: address.description)]
        #expect(
            tokens.thread(of: answer, base: mailbox)
                == .token(ReplyToken(caseNumber: CaseNumber(1_000_001), recipient: sam.id), .recipientAddress))
        answer.to = []
        answer.inReplyTo = [entry.messageID]
        #expect(tokens.thread(of: answer, base: mailbox) == .none)
    }
}
