import Core
import Foundation
import MailAuth
import Testing

@testable import Store

@Suite("The order of the outbox")
struct OutboxOrderTests {
    private let scratch: ScratchDatabase

    init() throws { scratch = try ScratchDatabase() }

    /// Two people and that many cases of the first.
    private func makeCases(_ count: Int) async throws -> (people: [Person], cases: [(CaseNumber, ID<FeedEntry>)]) {
        let ann = try await scratch.importAnn()
        let bob = try #require(EmailAddress("bob@lakeside.example"))
        let row = ContactRow(account: "Lakeside", address: bob, role: .authorizedTechnical, isDefaultAccount: true)
        _ = try await scratch.database.write { try $0.importContacts([row], replace: false) }
        let other = try #require(try await scratch.database.read { try $0.person(at: bob) })
        let account = try #require(ann.defaultMembership).account.id
        let cases = try await scratch.database.write { transaction in
            try (0..<count).map { _ in
                let number = try transaction.nextCaseNumber()
                try transaction.insert(
                    SupportCase(
                        number: number, account: account, contact: ann.id, subject: "s", type: "t", priority: "p",
                        status: .new, team: "x", channel: .email, mailbox: "support", created: noon, lastModified: noon)
                )
                let post = FeedEntry(.post, at: noon, author: ann.id, channel: .email, text: "hello")
                return (number, try transaction.append(post, to: number, attachments: []))
            }
        }
        return ([ann, other], cases)
    }

    private func entry(
        _ template: TemplateName, _ topic: (CaseNumber, ID<FeedEntry>)?, _ person: Person
    ) -> OutboxEntry {
        OutboxEntry(
            template: template, topic: topic.map { .feed($0.0, $0.1) } ?? .nothing, recipient: person.id,
            to: person.address, mailbox: "support", messageID: MessageID(rawValue: "\(UUID().uuidString)@example.org"),
            date: noon, replyTo: nil)
    }

    private func claim(_ limit: Int = 10, at time: Date = noon) async throws -> [ClaimedMail] {
        try await scratch.database.write {
            try $0.claim(limit: limit, now: time, leaseUntil: time.addingTimeInterval(60))
        }
    }

    private func record(_ result: DeliveryResult, _ mail: ClaimedMail, at time: Date = noon) async throws {
        try await scratch.database.write { try $0.record(result, of: mail.id, at: time) }
    }

    private func listing(_ id: ID<OutboxEntry>) async throws -> OutboxListing {
        try #require(try await scratch.database.read { try $0.outboxMail(id) })
    }

    @Test("an acknowledgement overtakes reminders that wait, and a stuck case holds up no other")
    func priority() async throws {
        let (people, cases) = try await makeCases(3)
        let entries = [
            entry(.caseFollowUp, cases[0], people[0]), entry(.casePost, cases[1], people[0]),
            entry(.casePost, cases[1], people[0]), entry(.casePost, cases[1], people[1]),
            entry(.caseAcknowledgement, cases[2], people[0]),
        ]
        try await scratch.database.write { try $0.enqueue(entries, at: noon) }
        let first = try await claim(1)
        #expect(first.map(\.entry.template) == [.caseAcknowledgement])
        let stuck = try await claim(1)[0]
        #expect(stuck.id.rawValue == 2)
        try await record(.retry(at: noon.addingTimeInterval(60), error: "451"), stuck)
        // The mail behind the stuck one waits; that of another person on the same case does not, nor does a reminder.
        #expect(Set(try await claim().map(\.id.rawValue)) == [1, 4])
    }

    @Test("a mail kept back for a pause has lost nothing, and one that may come twice is marked")
    func keptBack() async throws {
        let (people, cases) = try await makeCases(1)
        let mail = entry(.casePost, cases[0], people[0])
        try await scratch.database.write { try $0.enqueue([mail], at: noon) }
        try await record(.keptBack(error: "535 no"), try await claim()[0])
        let later = noon.addingTimeInterval(6 * 86_400)
        let again = try await claim(at: later)[0]
        #expect(again.attempts == 1 && again.firstTried == later)
        #expect(!(try await listing(again.id).mayBeDuplicate))
        try await record(.retry(at: later, error: "lost", mayBeDuplicate: true), again, at: later)
        #expect(try await listing(again.id).mayBeDuplicate)
    }

    @Test("a next attempt that a clock set back put far ahead is made now")
    func clockSetBack() async throws {
        let (people, cases) = try await makeCases(1)
        let mail = entry(.casePost, cases[0], people[0])
        try await scratch.database.write { try $0.enqueue([mail], at: noon) }
        let first = try await claim()[0]
        try await record(.retry(at: noon.addingTimeInterval(86_400), error: "451"), first)
        #expect(try await claim().map(\.id) == [first.id])
    }

    @Test("what a person puts back goes first in its case again, with all attempts before it; what is sent stays sent")
    func retried() async throws {
        let (people, cases) = try await makeCases(1)
        let entries = (0..<3).map { _ in entry(.casePost, cases[0], people[0]) }
        try await scratch.database.write { try $0.enqueue(entries, at: noon) }
        let sent = try await claim()[0]
        try await record(.sent(reply: "250"), sent)
        let failed = try await claim()[0]
        try await record(.failed(error: "550"), failed)
        let was = try await scratch.database.write {
            try $0.retry([sent.id, failed.id, ID(99)], at: noon).map(\.was)
        }
        #expect(was == [.sent, .failed])
        let again = try await claim()
        #expect(again.map(\.id) == [failed.id] && again.map(\.attempts) == [1])
        try await record(.sent(reply: "250"), again[0])
        #expect(try await claim().map(\.id.rawValue) == [3])
    }

    @Test("the rate counts what was claimed in the last minute, whatever became of it")
    func claimed() async throws {
        let (people, cases) = try await makeCases(3)
        let entries = cases.map { entry(.casePost, $0, people[0]) }
        try await scratch.database.write { try $0.enqueue(entries, at: noon) }
        try await record(.failed(error: "550"), try await claim(1)[0])
        _ = try await claim(1, at: noon.addingTimeInterval(30))
        let counts = try await scratch.database.read { transaction in
            try [30.0, 59, 60, 90].map { seconds in
                let now = noon.addingTimeInterval(seconds)
                return try transaction.claimedCount(since: now.addingTimeInterval(-60), now: now)
            }
        }
        #expect(counts == [2, 2, 1, 0])
    }

    @Test("a pause is remembered over a restart")
    func pause() async throws {
        let pause = TransportPause.after(nil, because: "535 no", at: noon)
        try await scratch.database.write { try $0.setTransportPause(pause) }
        #expect(try await scratch.reopened().read { try $0.transportPause() } == pause)
        try await scratch.database.write { try $0.setTransportPause(nil) }
        #expect(try await scratch.database.read { try $0.transportPause() } == nil)
    }

    @Test("however attempts end: for one case and person mails go oldest first, one at a time, and all in the end")
    func property() async throws {
        let (people, cases) = try await makeCases(4)
        let templates = TemplateName.allCases
        var generator = SystemRandomNumberGenerator()
        var pairs: [Int64: String] = [:]
        let entries = (0..<120).map { _ in
            let about = Bool.random() ? cases.randomElement(using: &generator) : nil
            return entry(templates.randomElement() ?? .casePost, about, people.randomElement() ?? people[0])
        }
        try await scratch.database.write { try $0.enqueue(entries, at: noon) }
        for (index, entry) in entries.enumerated() {
            guard let number = entry.caseNumber, let recipient = entry.recipient else { continue }
            pairs[Int64(index + 1)] = "\(number) \(recipient.rawValue)"
        }
        var (now, done, rounds) = (noon, [Int64](), 0)
        while done.count < entries.count, rounds < 2_000 {
            rounds += 1
            let claimed = try await claim(Int.random(in: 1...10), at: now)
            let taken = claimed.compactMap { pairs[$0.id.rawValue] }
            #expect(Set(taken).count == taken.count, "two of one case and person at once")
            for mail in claimed {
                switch Int.random(in: 0..<4) {
                case 0: try await record(.retry(at: now.addingTimeInterval(60), error: "451"), mail, at: now)
                case 1: try await record(.keptBack(error: "535"), mail, at: now)
                case 2: try await record(.failed(error: "550"), mail, at: now)
                default: try await record(.sent(reply: "250"), mail, at: now)
                }
                if try await listing(mail.id).state != .queued { done.append(mail.id.rawValue) }
            }
            now = now.addingTimeInterval(61)
        }
        #expect(Set(done).count == entries.count, "\(rounds) rounds")
        for pair in Set(pairs.values) {
            let order = done.filter { pairs[$0] == pair }
            #expect(order == order.sorted(), "\(pair)")
        }
    }

    @Test("claiming and listing look into indexes, so that 100,000 mails cost no more than a page of them")
    func plans() async throws {
        let statements = [
            """
            SELECT id FROM outbox WHERE state = 'queued' AND is_head = 1 AND priority = 1 AND next_attempt_at <= 5
            ORDER BY next_attempt_at, id LIMIT 64
            """: "outbox_turn",
            "SELECT id FROM outbox WHERE state <> 'sent' ORDER BY id DESC LIMIT 20": "outbox_unsent",
            "SELECT count(*) FROM outbox WHERE tried_at > 1 AND tried_at <= 2": "outbox_tried",
            "UPDATE outbox SET state = 'queued' WHERE state = 'sending' AND lease_until <= 5": "outbox_leased",
            "SELECT min(next_attempt_at) FROM outbox WHERE state = 'queued' AND is_head = 1 AND priority = 1":
                "outbox_turn",
            "SELECT min(lease_until) FROM outbox WHERE state = 'sending'": "outbox_leased",
        ]
        for (sql, index) in statements {
            let plan = try await scratch.database.read { transaction in
                try transaction.rows("EXPLAIN QUERY PLAN \(sql)").map { String(describing: $0) }.joined(separator: "; ")
            }
            #expect(plan.contains(index) && !plan.contains("TEMP B-TREE"), "\(plan)")
        }
    }

    @Test("it says when to look again: when the next mail falls due or a lease ends, and not before a pause is over")
    func nextTime() async throws {
        let (people, cases) = try await makeCases(2)
        let database = scratch.database
        func next() async throws -> TimeInterval? {
            try await database.read { try $0.nextMailTime() }?.timeIntervalSince(noon)
        }
        #expect(try await next() == nil)
        var reminder = entry(.casePost, cases[0], people[0])
        reminder.earliest = noon.addingTimeInterval(90)
        let behind = entry(.casePost, cases[0], people[0])
        let first = [reminder, behind]
        try await database.write { try $0.enqueue(first, at: noon) }
        #expect(try await next() == 90, "the one behind it waits, too")
        let prompt = entry(.caseAcknowledgement, cases[1], people[0])
        try await database.write { try $0.enqueue([prompt], at: noon.addingTimeInterval(5)) }
        #expect(try await next() == 5)
        #expect(try await claim(at: noon.addingTimeInterval(5)).count == 1)
        #expect(try await next() == 65, "the end of the lease")
        let pause = TransportPause(since: noon, until: noon.addingTimeInterval(300), reason: "no", count: 2)
        try await database.write { try $0.setTransportPause(pause) }
        #expect(try await next() == 300)
    }

    @Test("mails that an earlier version queued have their priority and their order")
    func migrated() async throws {
        let folder = NSTemporaryDirectory() + "casepost-store-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (path, blobs) = (folder + "/desk.sqlite", folder + "/blobs")
        let old = try DeskDatabase(path: path, blobFolder: blobs, digest: { Digest.sha256($0) }, upTo: "10 lists")
        try await old.write { for statement in Self.earlierRows { try $0.execute(statement) } }
        let new = try DeskDatabase(path: path, blobFolder: blobs, digest: { Digest.sha256($0) })
        let claim = { (limit: Int) in
            try await new.write { try $0.claim(limit: limit, now: noon, leaseUntil: noon.addingTimeInterval(60)) }
        }
        #expect(try await claim(1).map(\.id.rawValue) == [4])
        #expect(try await claim(10).map(\.id.rawValue) == [1, 3])
    }

    private static let earlierRows =
        [
            "INSERT INTO account (id, name) VALUES (1, 'Lakeside')",
            "INSERT INTO person (id, kind, address, first_name, last_name) VALUES (1, 'contact', 'a@b.example', 'A', 'B')",
            """
            INSERT INTO support_case (number, account_id, contact_id, subject, type, priority, status, team, channel, mailbox,
                created_at, modified_at) VALUES (1, 1, 1, 'The printer', 'T', 'P', 'New', 'D', 'email', 'support', 1, 1)
            """,
            """
            INSERT INTO feed_entry (id, case_number, kind, at, channel, visibility, text)
                VALUES (1, 1, 'post', 1, 'email', 'public', 'It burns')
            """,
        ]
        + [
            (1, "case-post", "1", "1"), (2, "case-post", "1", "1"), (3, "sender-redirect", "NULL", "NULL"),
            (4, "case-acknowledgement", "NULL", "NULL"),
        ].map { id, template, number, entry in
            """
            INSERT INTO outbox (id, template, case_number, feed_entry_id, recipient_id, to_address, to_key, mailbox,
                message_id, date_at, message_references, state, queued_at, next_attempt_at)
                VALUES (\(id), '\(template)', \(number), \(entry), 1, 'a@b.example', 'a@b.example', 'support',
                'm\(id)@x', 1, '', 'queued', \(10 - id), \(10 - id))
            """
        }
}
