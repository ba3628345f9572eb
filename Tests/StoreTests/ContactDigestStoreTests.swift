import Core
import Foundation
import Testing

@testable import Store

/// Monday, 16 November 2026, 08:00 in UTC, where this desk is.
private let monday = Date(timeIntervalSince1970: 1_794_816_000)
private let day: TimeInterval = 86_400

@Suite("Digests of contacts, on a real store")
struct ContactDigestStoreTests {
    private let scratch: ScratchDatabase
    private let desk: Desk
    private let sam: Person
    private let ann: Person
    private let raj: Person

    /// Raj is on the list of Ann's case and gets a digest at eight.
    init() async throws {
        scratch = try ScratchDatabase()
        let preset = Preset(
            name: "small", teams: ["Desk"], caseTypes: [Preset.CaseType(name: "Question", team: "Desk")],
            defaultType: "Question", priorities: [Preset.Priority(name: "Low"), Preset.Priority(name: "High")],
            defaultPriority: "Low",
            calendar: Preset.BusinessCalendar(
                timeZone: "UTC", days: [.monday, .tuesday, .wednesday, .thursday, .friday], opens: 0, closes: 1440,
                holidays: [], observance: .none),
            followUp: Preset.FollowUp(reminderDays: [], closingDay: 10))
        desk = Desk(rules: try #require(CaseRules(preset)), planner: ToldAtOnce())
        let (samAddress, rajAddress) = (EmailAddress("sam@example.org"), EmailAddress("raj@lakeside.example"))
        let (sam, raj) = (try #require(samAddress), try #require(rajAddress))
        ann = try await scratch.importAnn()
        try await scratch.database.write { transaction in
            let advisor = AdvisorRow(address: sam, firstName: "Sam", teams: ["Desk"], digest: "off", timeZone: "UTC")
            _ = try transaction.importAdvisors([advisor], replace: false, at: monday)
            let contact = ContactRow(
                account: "Lakeside", address: raj, role: .authorizedSupport, digest: .daily(at: 480))
            _ = try transaction.importContacts([contact], replace: false, at: monday)
        }
        self.sam = try #require(try await scratch.database.read { try $0.person(at: sam) })
        self.raj = try #require(try await scratch.database.read { try $0.person(at: raj) })
    }

    private func write<T: Sendable>(_ body: @escaping @Sendable (Desk, StoreTransaction) throws -> T) async throws -> T
    {
        let desk = desk
        return try await scratch.database.write { try body(desk, $0) }
    }

    private func open(at time: Date = monday + 1) async throws -> CaseNumber {
        let new = NewCase(
            account: try #require(ann.defaultMembership).account, contact: ann, subject: "s", mailbox: "support",
            post: NewPost(author: ann, channel: .email, text: "hello"))
        let raj = raj
        return try await write { desk, transaction in
            let number = try desk.open(new, in: transaction, at: time)
            try desk.addRecipient(raj, to: number, by: .system, via: .cli, in: transaction, at: time)
            return number
        }
    }

    private func post(_ text: String, on number: CaseNumber, at time: Date) async throws {
        let sam = sam
        try await write { desk, transaction in
            try desk.post(
                NewPost(author: sam, channel: .email, text: text), to: number, in: transaction, at: time)
        }
    }

    private func send(at time: Date, to person: Person? = nil) async throws -> Bool {
        let id = (person ?? raj).id
        return try await write { try $0.sendDigest(to: id, in: $1, at: time) }
    }

    private func digests() async throws -> [NewsDigest] {
        try await write { _, transaction in
            let mails = try transaction.claim(limit: 100, now: monday + 99 * day, leaseUntil: monday + 100 * day)
            return mails.compactMap { if case .digest(let digest) = $0.entry.topic { digest } else { nil } }
        }
    }

    @Test("one with the words of what was posted, for who is on the list; none where nothing happened")
    func once() async throws {
        let number = try await open()
        try await post("Look here.", on: number, at: monday + 60)
        #expect(try await send(at: monday + day))
        #expect(try await !send(at: monday + 2 * day))
        let digest = try #require(try await digests().first)
        let item = try #require(digest.sections.first?.items.first)
        #expect(digest.sections.map(\.topic) == [.news] && item.number == number.description)
        #expect(item.posts?.map(\.text) == ["Look here.", "hello"] && item.why == "Sam wrote, Mon 16 Nov 08:01")
    }

    @Test("what the desk keeps to itself is in none")
    func isInternal() async throws {
        let number = try await open()
        #expect(try await send(at: monday + day))
        let sam = sam
        try await write { desk, transaction in
            try desk.post(
                NewPost(author: sam, channel: .email, visibility: .internal, text: "hush"), to: number,
                in: transaction, at: monday + day + 60)
        }
        #expect(try await !send(at: monday + 2 * day))
    }

    @Test("what they were mailed at once is not told again, nor what that mail showed")
    func toldAtOnce() async throws {
        let number = try await open()
        let (sam, ann) = (sam, ann)
        try await write { _, transaction in
            _ = try transaction.choose(.daily(at: 480), for: ann, by: "ann", at: monday + 2)
        }
        try await post("Wait.", on: number, at: monday + 60)
        try await write { desk, transaction in
            _ = try desk.perform(
                [.move(to: .pendingCustomerInput, text: "")],
                with: NewPost(author: sam, channel: .email, text: "Which term?"), on: number, by: .person(sam),
                via: .email, in: transaction, at: monday + 120)
        }
        #expect(try await !send(at: monday + day, to: ann), "Ann was asked at once, below it the earlier post")
        #expect(try await send(at: monday + day), "Raj was not")
    }

    @Test("of cases of an account that they left, nothing")
    func left() async throws {
        let number = try await open()
        try await post("Look here.", on: number, at: monday + 60)
        let raj = raj
        try await write { _, transaction in
            let row = try #require(try transaction.contactRows(of: raj.address).first)
            let other = ContactRow(account: "Northfield", address: raj.address, role: .authorizedSupport)
            _ = try transaction.importContacts([other], replace: false, at: monday + 61)
            try transaction.execute(
                """
                DELETE FROM membership WHERE person_id = \(raj.id.rawValue)
                    AND account_id = (SELECT id FROM account WHERE name = '\(row.account)')
                """)
        }
        #expect(try await !send(at: monday + day))
    }

    @Test("who chooses to be told at once gets what has gathered, and then no more digests")
    func last() async throws {
        let number = try await open()
        try await post("Look here.", on: number, at: monday + 60)
        let raj = raj
        try await write { _, transaction in
            let isChanged = try transaction.choose(.immediate, for: raj, by: "raj", at: monday + 120)
            let subscribers = try transaction.digestSubscribers().map(\.person.id)
            #expect(isChanged && subscribers == [raj.id])
        }
        #expect(try await send(at: monday + 121))
        let digest = try #require(try await digests().first)
        #expect(digest.schedule == "immediate" && digest.sections.map(\.count) == [1])
        try await post("More.", on: number, at: monday + 180)
        #expect(try await !send(at: monday + 2 * day))
        #expect(try await scratch.database.read { try $0.digestSubscribers() }.isEmpty)
    }

    @Test("an import that says nothing of digests leaves what they chose; one that does changes it")
    func imports() async throws {
        let raj = raj
        for (digest, expected) in [(DigestSchedule?.none, DigestSchedule.daily(at: 480)), (.hourly, .hourly)] {
            let row = ContactRow(
                account: "Lakeside", address: raj.address, role: .authorizedSupport, digest: digest)
            try await write { _, transaction in
                _ = try transaction.importContacts([row], replace: false, at: monday + 1)
                let digest = try transaction.person(at: raj.address)?.digest
                let rows = try transaction.contactRows(of: raj.address).map(\.digest)
                #expect(digest == expected && rows == [expected])
            }
        }
    }

    @Test("who comes back is not told what happened while they were gone")
    func back() async throws {
        let number = try await open()
        let raj = raj
        try await write { _, transaction in _ = try transaction.deactivate(raj, by: "operator", at: monday + 2) }
        try await post("Look here.", on: number, at: monday + 60)
        #expect(try await !send(at: monday + day))
        try await write { _, transaction in
            let gone = try #require(try transaction.person(at: raj.address))
            _ = try transaction.reactivate(gone, by: "operator", at: monday + 5 * day)
        }
        #expect(try await !send(at: monday + 8 * day))
    }
}
