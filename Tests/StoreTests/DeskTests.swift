import Core
import Foundation
import Store
import Testing

/// Notes whom each event would tell.
struct Everybody: NotificationPlanning {
    func entries(for event: DeskEvent, on supportCase: SupportCase, to recipients: [Person], at now: Date)
        -> [OutboxEntry]
    {
        recipients.map { person in
            OutboxEntry(
                template: .casePost, topic: .feed(supportCase.number, event.feedEntry), recipient: person.id,
                to: person.address, mailbox: supportCase.mailbox,
                messageID: MessageID(rawValue: "\(UUID())@example.org"),
                date: now, replyTo: person.address, inReplyTo: event.messageID)
        }
    }

    func entry(for answer: AutomaticAnswer, from mailbox: String, at: Date) -> OutboxEntry? { nil }
    func entry(of report: OperatorReport, as template: TemplateName, to address: EmailAddress, at: Date) -> OutboxEntry?
    { nil }
    func entry(asking survey: Survey, of supportCase: SupportCase, to person: Person, at now: Date) -> OutboxEntry? {
        OutboxEntry(
            template: .survey, topic: .survey(supportCase.number, survey.id), recipient: person.id, to: person.address,
            mailbox: supportCase.mailbox, messageID: MessageID(rawValue: "\(UUID())@example.org"), date: now,
            replyTo: person.address)
    }
    func replyAddress(of supportCase: SupportCase, for person: Person) -> EmailAddress? { nil }
    func entry(of digest: NewsDigest, to person: Person, at: Date) -> OutboxEntry? { nil }
    func entry(of update: ID<NoticeUpdate>, about notice: ID<Notice>, to person: Person, at now: Date) -> OutboxEntry? {
        OutboxEntry(
            template: .notice, topic: .notice(notice, update), recipient: person.id, to: person.address,
            mailbox: "support", messageID: MessageID(rawValue: "\(UUID())@example.org"), date: now, replyTo: nil)
    }
    func alert(
        _ event: DeskEvent, on supportCase: SupportCase, to address: EmailAddress, _ person: Person?, at: Date
    ) -> OutboxEntry? { nil }
    func entry(
        answering post: NewPost, with text: String, to person: Person, on supportCase: SupportCase, at now: Date
    ) -> OutboxEntry? {
        OutboxEntry(
            template: .commandReply, topic: .answer(supportCase.number, text), recipient: person.id, to: person.address,
            mailbox: supportCase.mailbox, messageID: MessageID(rawValue: "\(UUID())@example.org"), date: now,
            replyTo: person.address)
    }
}

@Suite("The desk, on a real store")
struct DeskTests {
    private let scratch: ScratchDatabase
    private let desk: Desk

    init() throws {
        scratch = try ScratchDatabase()
        let preset = Preset(
            name: "small", teams: ["Desk", "Hosting"],
            caseTypes: [
                Preset.CaseType(name: "Question", team: "Desk"),
                Preset.CaseType(name: "Outage", aliases: ["Down"], team: "Hosting"),
            ], defaultType: "Question", priorities: [Preset.Priority(name: "Low")], defaultPriority: "Low",
            calendar: Preset.BusinessCalendar(
                timeZone: "UTC", days: [.monday], opens: 0, closes: 1440, holidays: [], observance: .none),
            followUp: Preset.FollowUp(reminderDays: [], closingDay: 10))
        desk = Desk(rules: try #require(CaseRules(preset)), planner: Everybody())
    }

    private func open(_ ann: Person, type: String? = nil) async throws -> CaseNumber {
        let account = try #require(ann.defaultMembership).account
        let new = NewCase(
            account: account, contact: ann, subject: "s", type: type, mailbox: "support",
            post: NewPost(author: ann, channel: .email, text: "hello"))
        let desk = desk
        return try await scratch.database.write { try desk.open(new, in: $0, at: noon) }
    }

    @Test(
        "a case gets its type's team, by name or alias; an unknown type is the default",
        arguments: [
            (nil, "Question", "Desk"), ("outage", "Outage", "Hosting"), ("Down", "Outage", "Hosting"),
            ("Nonsense", "Question", "Desk"),
        ] as [(String?, String, String)])
    func types(_ asked: String?, _ type: String, _ team: String) async throws {
        let number = try await open(try await scratch.importAnn(), type: asked)
        let opened = try #require(try await scratch.database.read { try $0.supportCase(number) })
        #expect(opened.type == type && opened.team == team && opened.priority == "Low" && opened.status == .new)
    }

    @Test("numbers are never given twice, also when an opening is undone")
    func numbers() async throws {
        let ann = try await scratch.importAnn()
        let first = try await open(ann)
        let second = try await open(ann)
        #expect(second.rawValue == first.rawValue + 1)
    }

    @Test(
        "a contact's answer to what waits for them puts the case back to work, and the feed says so",
        arguments: [
            (CaseStatus.pendingCustomerInput, CaseStatus.new), (.pendingCustomerVerification, .new),
            (.closed, .reopened), (.assigned, .assigned),
        ])
    func contactAnswers(_ before: CaseStatus, _ after: CaseStatus) async throws {
        let ann = try await scratch.importAnn()
        let number = try await open(ann)
        let desk = desk
        try await scratch.database.write { transaction in
            var waiting = try #require(try transaction.supportCase(number))
            waiting.status = before
            waiting.closed = before == .closed ? noon : nil
            try transaction.update(waiting)
            try desk.post(NewPost(author: ann, channel: .email, text: "here"), to: number, in: transaction, at: noon)
        }
        let detail = try #require(try await scratch.database.read { try $0.caseDetail(number) })
        #expect(detail.listing.supportCase.status == after)
        #expect(detail.listing.supportCase.closed == nil)
        let changes = detail.feed.filter { $0.entry.kind == .status }.map { [$0.entry.from, $0.entry.to] }
        #expect(changes == (before == after ? [] : [[before.rawValue, after.rawValue]]))
        #expect(detail.listing.posts == 2)
    }

    @Test("a post to a case that is not there, or was closed long ago, is refused and leaves nothing")
    func refusals() async throws {
        let ann = try await scratch.importAnn()
        let number = try await open(ann)
        let desk = desk
        try await scratch.database.write { transaction in
            var closed = try #require(try transaction.supportCase(number))
            (closed.status, closed.closed) = (.closed, noon)
            try transaction.update(closed)
        }
        let late = noon.addingTimeInterval(61 * 86_400)
        for (target, refusal) in [
            (number, DeskRefusal.closedTooLong(number)), (CaseNumber(7), .noSuchCase(CaseNumber(7))),
        ] {
            await #expect(throws: refusal) {
                try await scratch.database.write {
                    try desk.post(NewPost(author: ann, channel: .email, text: "late"), to: target, in: $0, at: late)
                }
            }
        }
        let detail = try #require(try await scratch.database.read { try $0.caseDetail(number) })
        #expect(detail.listing.posts == 1)
    }
}
