import Core
import Foundation
import Testing

@testable import Store

/// Monday, 16 November 2026, 08:00 in UTC, where this desk is.
private let monday = Date(timeIntervalSince1970: 1_794_816_000)
private let day: TimeInterval = 86_400

/// Tells whoever is told at once, each with the same template.
struct ToldAtOnce: NotificationPlanning {
    func entries(for event: DeskEvent, on supportCase: SupportCase, to recipients: [Person], at now: Date)
        -> [OutboxEntry]
    {
        recipients.filter { $0.isTold(atOnceOf: event.kind, on: supportCase) }.map {
            entry(.casePost, .feed(supportCase.number, event.feedEntry), $0, now)
        }
    }

    func replyAddress(of supportCase: SupportCase, for person: Person) -> EmailAddress? {
        EmailAddress("support+\(supportCase.number)-\(person.id.rawValue)@example.org")
    }

    func entry(of digest: NewsDigest, to person: Person, at now: Date) -> OutboxEntry? {
        entry(.digest, .digest(digest), person, now)
    }

    private func entry(
        _ template: TemplateName, _ topic: OutboxEntry.Topic, _ person: Person, _ now: Date
    ) -> OutboxEntry {
        OutboxEntry(
            template: template, topic: topic, recipient: person.id, to: person.address, mailbox: "support",
            messageID: MessageID(rawValue: "\(UUID())@example.org"), date: now, replyTo: nil)
    }

    func entry(for answer: AutomaticAnswer, from mailbox: String, at: Date) -> OutboxEntry? { nil }
    func entry(of report: OperatorReport, as template: TemplateName, to address: EmailAddress, at: Date) -> OutboxEntry?
    { nil }
    func entry(of update: ID<NoticeUpdate>, about notice: ID<Notice>, to person: Person, at: Date) -> OutboxEntry? {
        nil
    }
    func entry(asking survey: Survey, of supportCase: SupportCase, to person: Person, at: Date) -> OutboxEntry? { nil }
    func alert(
        _ event: DeskEvent, on supportCase: SupportCase, to address: EmailAddress, _ person: Person?, at: Date
    ) -> OutboxEntry? { nil }
    func entry(
        answering post: NewPost, with text: String, to person: Person, on supportCase: SupportCase, at: Date
    ) -> OutboxEntry? { nil }
}

@Suite("Digests, on a real store")
struct DigestTests {
    private let scratch: ScratchDatabase
    private let desk: Desk
    private let sam: EmailAddress

    init() throws {
        scratch = try ScratchDatabase()
        let preset = Preset(
            name: "small", teams: ["Desk", "Hosting"], caseTypes: [Preset.CaseType(name: "Question", team: "Desk")],
            defaultType: "Question",
            priorities: [Preset.Priority(name: "Low", firstResponse: Preset.ResponseTarget(2, .businessDays))],
            defaultPriority: "Low",
            calendar: Preset.BusinessCalendar(
                timeZone: "UTC", days: [.monday, .tuesday, .wednesday, .thursday, .friday], opens: 0, closes: 1440,
                holidays: [], observance: .none),
            followUp: Preset.FollowUp(reminderDays: [], closingDay: 10))
        desk = Desk(rules: try #require(CaseRules(preset)), planner: ToldAtOnce())
        sam = try #require(EmailAddress("sam@example.org"))
    }

    @discardableResult
    private func addAdvisor(
        _ address: String = "sam@example.org", _ digest: String = "daily 08:00", teams: [String] = ["Desk"],
        at time: Date = monday
    ) async throws -> Person {
        let address = try #require(EmailAddress(address))
        let row = AdvisorRow(address: address, firstName: "Sam", teams: teams, digest: digest, timeZone: "UTC")
        _ = try await scratch.database.write { try $0.importAdvisors([row], replace: false, at: time) }
        return try #require(try await scratch.database.read { try $0.person(at: address) })
    }

    private func open(_ subject: String = "s", at time: Date) async throws -> CaseNumber {
        let ann = try await scratch.importAnn()
        let new = NewCase(
            account: try #require(ann.defaultMembership).account, contact: ann, subject: subject, mailbox: "support",
            post: NewPost(author: ann, channel: .email, text: "hello"))
        let desk = desk
        return try await scratch.database.write { try desk.open(new, in: $0, at: time) }
    }

    private func send(_ person: Person, at time: Date, in database: DeskDatabase? = nil) async throws -> Bool {
        let desk = desk
        return try await (database ?? scratch.database).write { try desk.sendDigest(to: person.id, in: $0, at: time) }
    }

    /// All digests in the outbox, oldest first.
    private func digests() async throws -> [NewsDigest] {
        try await scratch.database.write { transaction in
            let mails = try transaction.claim(limit: 100, now: monday + 99 * day, leaseUntil: monday + 100 * day)
            return mails.compactMap { if case .digest(let digest) = $0.entry.topic { digest } else { nil } }
        }
    }

    @Test("one for each window, however often it is asked for, and none where there is nothing")
    func once() async throws {
        let sam = try await addAdvisor()
        #expect(try await !send(sam, at: monday + day), "nothing has happened")
        let number = try await open(at: monday + day + 1)
        #expect(try await !send(sam, at: monday + day + 2), "the window was dealt with, with nothing in it")
        #expect(try await send(sam, at: monday + 2 * day + 30))
        for seconds in [30, 31, 3_600, day - 1] {
            #expect(try await !send(sam, at: monday + 2 * day + seconds, in: scratch.reopened()))
        }
        let digest = try #require(try await digests().first)
        #expect(digest.sections.map(\.topic) == [.queue])
        let item = try #require(digest.sections.first?.items.first)
        #expect(item.number == number.description && item.account == "Lakeside" && item.priority == "Low")
        #expect(
            item.why == "Opened Tue 17 Nov 08:00" && item.replyTo == "support+\(number)-\(sam.id.rawValue)@example.org")
    }

    @Test("whoever else tries at the same moment, on a connection of their own, makes none")
    func atOnce() async throws {
        let sam = try await addAdvisor()
        let desk = desk
        for round in 1...5 {
            _ = try await open(at: monday + Double(round - 1) * day + 1)
            let others = try (1...4).map { _ in try scratch.reopened() }
            let time = monday + Double(round) * day
            let made = try await withThrowingTaskGroup { group in
                for database in others {
                    group.addTask { try await database.write { try desk.sendDigest(to: sam.id, in: $0, at: time) } }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(made == (round < 5 ? 1 : 0), "the fifth is a Saturday")
        }
        #expect(try await digests().count == 4)
    }

    @Test("who was told of nothing for days gets one digest for all of it")
    func oneForAll() async throws {
        let sam = try await addAdvisor()
        for count in 1...4 { _ = try await open(at: monday + Double(count) * day) }
        #expect(try await send(sam, at: monday + 4 * day + 60))
        let all = try await digests()
        #expect(all.count == 1 && all.first?.sections.map(\.count) == [2, 1, 1], "missed, due soon, new")
    }

    @Test("what happened on their cases is told once, and what they did themselves not at all")
    func news() async throws {
        let sam = try await addAdvisor()
        let number = try await open(at: monday + 1)
        let desk = desk
        let ann = try await scratch.importAnn()
        try await scratch.database.write { transaction in
            _ = try desk.perform(
                [.assign(sam), .schedule(try #require(CivilDate("2026-12-01")))],
                with: NewPost(author: sam, channel: .email, text: "later"), on: number, by: .person(sam), via: .email,
                in: transaction, at: monday + 2)
        }
        #expect(try await !send(sam, at: monday + day))
        try await scratch.database.write {
            try desk.post(
                NewPost(author: ann, channel: .email, text: "sooner"), to: number, in: $0, at: monday + day + 60)
        }
        #expect(try await send(sam, at: monday + 2 * day))
        #expect(try await !send(sam, at: monday + 3 * day))
        let digest = try #require(try await digests().first)
        #expect(digest.sections.map(\.topic) == [.news])
        #expect(digest.sections.first?.items.map(\.why) == ["ann@lakeside.example wrote, Tue 17 Nov 08:01"])
    }

    @Test("a mail that was given up stands in the next digest of who has the case")
    func undelivered() async throws {
        let sam = try await addAdvisor()
        let number = try await open(at: monday + 1)
        let desk = desk
        let ann = try #require(EmailAddress("ann@lakeside.example"))
        try await scratch.database.write { transaction in
            _ = try desk.perform(
                [.assign(sam)], on: number, by: .person(sam), via: .email, in: transaction, at: monday + 2)
            let note = FeedEntry.undelivered(to: ann, because: "550 no such user", at: monday + 3)
            _ = try transaction.append(note, to: number, attachments: [])
        }
        #expect(try await send(sam, at: monday + day))
        let digest = try #require(try await digests().first)
        #expect(digest.sections.map(\.topic) == [.waiting, .undelivered])
        #expect(
            digest.sections.last?.items.map(\.why) == [
                "Mail to ann@lakeside.example could not be delivered: 550 no such user"
            ])
    }

    @Test("held messages are for all of them, flagged contacts for administrators only")
    func aside() async throws {
        let sam = try await addAdvisor()
        let ada = try await addAdvisor("ada@example.org", teams: ["Desk", "administrators"])
        _ = try await scratch.importAnn()
        try await scratch.database.write { transaction in
            for uid in 1...7 {
                let line = try transaction.keep(received(UInt32(uid)), mailbox: "support", at: monday)
                try transaction.hold(line.entry.id, .waiting, challenge: nil)
            }
            _ = try transaction.reviewInactivity(
                Inactivity.Limits(inactiveDays: 1), now: Date() + 2 * day, limit: 100)
        }
        #expect(try await send(sam, at: monday + day))
        #expect(try await send(ada, at: monday + day))
        let all = try await digests()
        #expect(all.map { $0.sections.map(\.topic) } == [[.held], [.held, .flagged]])
        #expect(all.first?.sections.first?.items.count == 5 && all.first?.sections.first?.count == 7)
        #expect(all.last?.sections.last?.items.first?.subject == "ann@lakeside.example <ann@lakeside.example>")
    }

    @Test("only who has digests is asked about", arguments: [("immediate", false), ("off", false), ("hourly", true)])
    func subscribers(_ digest: String, _ expected: Bool) async throws {
        let person = try await addAdvisor(digest: digest)
        #expect(try await scratch.database.read { try $0.digestSubscribers() }.isEmpty != expected)
        _ = try await open(at: monday + 60)
        #expect(try await send(person, at: monday + day + 60) == expected)
    }

    private func addAdvisor(digest: String) async throws -> Person { try await addAdvisor("sam@example.org", digest) }

    @Test("who changes to digests is not told again what was mailed at once")
    func changesSchedule() async throws {
        let before = try await addAdvisor(digest: "immediate")
        let number = try await open(at: monday + 1)
        let desk = desk
        try await scratch.database.write { transaction in
            _ = try desk.perform(
                [.assign(before), .close(why: "")], on: number, by: .system, via: .cli, in: transaction, at: monday + 2)
        }
        let sam = try await addAdvisor("sam@example.org", "daily 08:00", at: monday + 3)
        #expect(try await !send(sam, at: monday + day))
    }

    @Test("a clock that was far ahead does not end digests for good, and one that differs a little sends none twice")
    func clockSetBack() async throws {
        let sam = try await addAdvisor()
        _ = try await open(at: monday + 1)
        #expect(try await send(sam, at: monday + 30 * day))
        #expect(try await !send(sam, at: monday + 3 * day), "noted, and nothing sent for a window that may have been")
        #expect(try await send(sam, at: monday + 4 * day))
        #expect(try await !send(sam, at: monday + 4 * day - 2))
        #expect(try await !send(sam, at: monday + 4 * day))
    }

    @Test("a new case is mailed at once to those of its team who want that; so is one that comes from another team")
    func newCase() async throws {
        let sam = try await addAdvisor(digest: "immediate")
        _ = try await addAdvisor("ida@example.org", "hourly")
        _ = try await addAdvisor("olaf@example.org", "immediate", teams: ["Hosting"])
        let number = try await open(at: monday)
        let mails = try await scratch.database.write { try $0.claim(limit: 9, now: monday, leaseUntil: monday + 60) }
        #expect(mails.map(\.entry.template) == [.casePost, .casePost])
        #expect(mails.last?.entry.recipient == sam.id)
        let desk = desk
        try await scratch.database.write { transaction in
            _ = try desk.perform(
                [.route(team: "Hosting")], on: number, by: .person(sam), via: .email, in: transaction, at: monday + 1)
        }
        let moved = try await scratch.database.write {
            try $0.claim(limit: 9, now: monday + 1, leaseUntil: monday + 60)
        }
        #expect(moved.map(\.entry.to.description) == ["olaf@example.org"])
    }

    @Test(
        "what a digest asks for is found by index, however many cases are closed",
        arguments: [
            ("SELECT number FROM support_case WHERE status <> 'Closed' AND assignee_id = 1", "support_case_desk"),
            (
                """
                SELECT number FROM support_case WHERE status <> 'Closed' AND assignee_id IS NULL
                    AND team IN (SELECT team FROM team_member WHERE person_id = 1)
                """, "support_case_desk (assignee_id=? AND team=?)"
            ),
            (
                "SELECT id FROM person WHERE digest NOT IN ('', 'immediate', 'off') AND kind = 'advisor'",
                "person_gathered"
            ),
            ("SELECT count(*) FROM person WHERE state = 'flagged' AND kind = 'contact'", "person_flagged"),
            ("SELECT count(*) FROM held WHERE state IN ('waiting', 'expired')", "held_open"),
            (
                """
                SELECT 1 FROM feed_entry JOIN support_case ON support_case.number = feed_entry.case_number
                WHERE feed_entry.id > 1 AND (+assignee_id = 1 OR +assignee_id IS NULL) ORDER BY feed_entry.id
                """, "INTEGER PRIMARY KEY (rowid>?)"
            ),
        ])
    func plan(_ sql: String, _ index: String) async throws {
        let plan = try await scratch.database.read { transaction in
            try transaction.rows("EXPLAIN QUERY PLAN \(sql)").map { String(describing: $0) }.joined(separator: "; ")
        }
        #expect(plan.contains(index), "\(plan)")
    }
}
