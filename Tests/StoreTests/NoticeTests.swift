import Core
import Foundation
import Testing

@testable import Store

@Suite("Notices, on a real store")
struct NoticeTests {
    private let scratch: ScratchDatabase
    private let desk: Desk

    init() throws {
        scratch = try ScratchDatabase()
        let preset = Preset(
            name: "small", teams: ["Desk"], caseTypes: [Preset.CaseType(name: "Question", team: "Desk")],
            defaultType: "Question", priorities: [Preset.Priority(name: "Low")], defaultPriority: "Low",
            calendar: Preset.BusinessCalendar(
                timeZone: "UTC", days: [.monday], opens: 0, closes: 1440, holidays: [], observance: .none),
            followUp: Preset.FollowUp(reminderDays: [], closingDay: 10))
        desk = Desk(rules: try #require(CaseRules(preset)), planner: Everybody())
    }

    /// Ann and Bea of Lakeside, Ann also of Northfield, Cy of Northfield.
    private func importPeople() async throws -> [Account] {
        let rows = try [("Lakeside", "ann"), ("Lakeside", "bea"), ("Northfield", "ann"), ("Northfield", "cy")].map {
            ContactRow(
                account: $0, address: try #require(EmailAddress("\($1)@client.example")), role: .authorizedSupport,
                isDefaultAccount: $1 != "ann" || $0 == "Lakeside")
        }
        return try await scratch.database.write { transaction in
            _ = try transaction.importContacts(rows, replace: false)
            return try ["Lakeside", "Northfield"].map { try #require(try transaction.account(named: $0)) }
        }
    }

    private func open(
        _ draft: NoticeDraft, mailing: Bool = false, at time: Date = noon
    ) async throws -> NoticeOutcome {
        let desk = desk
        return try await scratch.database.write {
            try desk.open(draft, mailing: mailing, by: "operator", in: $0, at: time)
        }
    }

    @Test("an incident that begins now does not lie ahead, however times are rounded", arguments: 0...4)
    func beginsNow(_ part: Int) async throws {
        let time = noon.addingTimeInterval(Double(part) * 0.0001 + 0.0005)
        let outcome = try await open(NoticeDraft(.incident, title: "Grades"), at: time)
        #expect(outcome.notice.state(at: time) == .running)
    }

    private func update(
        _ id: ID<Notice>, _ change: NoticeChange, mailing: Bool = false, at time: Date = noon
    ) async throws -> NoticeOutcome {
        let desk = desk
        return try await scratch.database.write {
            try desk.update(id, change, mailing: mailing, by: "operator", in: $0, at: time)
        }
    }

    private func close(
        _ id: ID<Notice>, saying text: String = "", mailing: Bool = false, at time: Date = noon
    ) async throws -> NoticeOutcome {
        let desk = desk
        return try await scratch.database.write {
            try desk.close(id, saying: text, mailing: mailing, by: "operator", in: $0, at: time)
        }
    }

    /// Who has which mail, oldest first.
    private func mails() async throws -> [String] {
        try await scratch.database.write { transaction in
            try transaction.claim(limit: 100, now: noon + 99, leaseUntil: noon + 999).map { mail in
                guard case .notice(let notice, let told, let person) = try transaction.content(of: mail.entry) else {
                    return "?"
                }
                return "\(notice.id.rawValue) \(told.kind) \(person.address) \(told.text)"
            }
        }
    }

    @Test("opened, told of, closed: each with its words, its time and its period as it was then")
    func life() async throws {
        let opened = try await open(NoticeDraft(.incident, title: " Grades\n are gone ", text: "We look. "))
        #expect(opened.notice.title == "Grades are gone" && opened.notice.period == NoticePeriod(begins: noon))
        let id = opened.notice.id
        _ = try await update(id, NoticeChange(text: "A disk.", ends: noon + 7_200), at: noon + 60)
        let closed = try await close(id, saying: "Mended.", at: noon + 120)
        let reread = try await scratch.reopened().read { try $0.notice(id) }
        #expect(reread == closed.notice)
        #expect(closed.notice.closed == noon + 120)
        #expect(closed.notice.updates.map(\.kind) == [.opened, .updated, .closed])
        #expect(closed.notice.updates.map(\.text) == ["We look.", "A disk.", "Mended."])
        #expect(closed.notice.updates.map(\.period.ends) == [nil, noon + 7_200, noon + 7_200])
        let events = try await scratch.database.read { try $0.auditLines(from: 1, limit: 10).map(\.event) }
        #expect(events.map(\.action) == [.noticeOpened, .noticeUpdated, .noticeClosed])
        #expect(events.allSatisfy { $0.subject == "notice \(id.rawValue)" && !$0.detail.contains("disk") })
    }

    @Test("lists: the open ones, and closed ones by when they were closed, a page at a time")
    func lists() async throws {
        for number in 1...5 { _ = try await open(NoticeDraft(.incident, title: "n\(number)")) }
        for (number, time) in [(2, 30.0), (4, 10), (5, 30)] { _ = try await close(ID(Int64(number)), at: noon + time) }
        let (open, pages) = try await scratch.database.read { transaction in
            (
                try transaction.openNotices().map(\.id.rawValue),
                try [nil, ID(5), ID(2), ID(4)].map {
                    try transaction.closedNotices(before: $0, limit: 2).map(\.id.rawValue)
                }
            )
        }
        #expect(open == [1, 3] && pages == [[5, 2], [2, 4], [4], []])
    }

    @Test(
        "a mail to each contact concerned, one even to those of two accounts; none to the deactivated and to advisors")
    func mailed() async throws {
        let accounts = try await importPeople()
        let advisor = AdvisorRow(
            address: try #require(EmailAddress("sam@example.org")), firstName: "S", lastName: "", teams: ["Desk"],
            digest: "off", timeZone: "UTC")
        try await scratch.database.write { _ = try $0.importAdvisors([advisor], replace: false) }
        #expect(try await open(NoticeDraft(.incident, title: "all"), mailing: true).mails == 3)
        #expect(try await open(NoticeDraft(.incident, title: "one", accounts: [accounts[1]]), mailing: true).mails == 2)
        #expect(try await open(NoticeDraft(.incident, title: "two", accounts: accounts), mailing: true).mails == 3)
        let cy = try #require(EmailAddress("cy@client.example"))
        try await scratch.database.write { transaction in
            let person = try #require(try transaction.person(at: cy))
            _ = try transaction.deactivate(person, by: "operator", at: noon)
        }
        #expect(try await open(NoticeDraft(.incident, title: "less"), mailing: true).mails == 2)
        #expect(try await open(NoticeDraft(.incident, title: "quiet")).mails == 0)
    }

    @Test("the same once more writes nothing and mails only to those who have no mail of it")
    func repeated() async throws {
        _ = try await importPeople()
        let draft = NoticeDraft(.incident, title: "t", text: "one")
        let id = try await open(draft).notice.id
        let again = try await open(draft, mailing: true, at: noon + 5)
        #expect(again.isRepeat && again.notice.id == id && again.mails == 3)
        #expect(try await open(draft, mailing: true, at: noon + 6).mails == 0)
        #expect(try await update(id, NoticeChange(text: "two"), mailing: true, at: noon + 7).mails == 3)
        let second = try await update(id, NoticeChange(text: " two "), mailing: true, at: noon + 8)
        #expect(second.isRepeat && second.mails == 0 && second.notice.updates.count == 2)
        #expect(try await close(id, saying: "three", mailing: true, at: noon + 9).mails == 3)
        let third = try await close(id, saying: "three", mailing: true, at: noon + 10)
        #expect(third.isRepeat && third.mails == 0 && third.notice.closed == noon + 9)
        #expect(try await mails().count == 9)
    }

    @Test("a mail says what was said then, however the notice went on")
    func mailOfThen() async throws {
        _ = try await importPeople()
        let draft = NoticeDraft(.maintenance, title: "t", text: "one", begins: noon + 3_600, ends: noon + 7_200)
        let id = try await open(draft, mailing: true).notice.id
        _ = try await update(id, NoticeChange(text: "two", begins: noon + 7_000))
        _ = try await close(id, saying: "three")
        let told = try await scratch.database.write { transaction in
            try transaction.claim(limit: 1, now: noon, leaseUntil: noon + 9).map {
                try transaction.content(of: $0.entry)
            }
        }
        guard case .notice(let notice, let update, _) = try #require(told.first) else {
            Issue.record("no mail of a notice")
            return
        }
        #expect(update.text == "one" && notice.updates == [update])
        #expect(notice.closed == nil && notice.period.begins == noon + 3_600)
    }

    @Test("mails of notices wait behind answers, and count for no case")
    func priority() async throws {
        _ = try await importPeople()
        _ = try await open(NoticeDraft(.incident, title: "t"), mailing: true)
        let entries = try await scratch.database.write {
            try $0.claim(limit: 9, now: noon, leaseUntil: noon + 9).map(\.entry)
        }
        #expect(entries.count == 3 && entries.allSatisfy { $0.template.priority == .bulk })
        #expect(entries.allSatisfy { $0.caseNumber == nil && $0.replyTo == nil && $0.suppression == nil })
        #expect(Set(entries.map(\.messageID)).count == 3)
    }

    @Test("a notice of that title that is open is not opened with other words; what is closed stays closed")
    func refused() async throws {
        let id = try await open(NoticeDraft(.incident, title: "t", text: "one")).notice.id
        await #expect(throws: NoticeRefusal.isOpen(id)) {
            try await open(NoticeDraft(.incident, title: "t", text: "two"))
        }
        await #expect(throws: NoticeRefusal.nothingSaid) { try await update(id, NoticeChange()) }
        await #expect(throws: NoticeRefusal.incidentAhead) { try await update(id, NoticeChange(begins: noon + 9)) }
        await #expect(throws: NoticeRefusal.noSuchNotice(ID(99))) { try await close(ID(99)) }
        _ = try await close(id)
        await #expect(throws: NoticeRefusal.isClosed(id)) { try await update(id, NoticeChange(text: "more")) }
        await #expect(throws: NoticeRefusal.isClosed(id)) { try await close(id, saying: "more") }
        #expect(
            try await !open(NoticeDraft(.incident, title: "t", text: "one"), at: noon + 9).isRepeat, "it happens again")
        let count = try await scratch.database.read { try $0.auditHead()?.number }
        #expect(count == 3)
    }

    @Test("maintenance that is told late brings a warning", arguments: [(13.9, true), (14.0, false), (20.0, false)])
    func late(_ days: Double, _ isLate: Bool) async throws {
        let begins = noon + days * 86_400
        let draft = NoticeDraft(.maintenance, title: "t", begins: begins, ends: begins + 9)
        #expect(try await open(draft).isLate == (isLate ? 14 : nil))
    }

    @Test(
        "an acknowledgement has the incidents that were open when its case was opened and concern its account, as they were"
    )
    func incidents() async throws {
        let accounts = try await importPeople()
        func titles(_ account: Account, at time: Date) async throws -> [String] {
            try await scratch.database.read { transaction in
                try transaction.incidents(concerning: account.id, at: time).map {
                    "\($0.title): \($0.newestWords?.text ?? "")"
                }
            }
        }
        let id = try await open(NoticeDraft(.incident, title: "all", text: "one")).notice.id
        _ = try await open(NoticeDraft(.incident, title: "north", text: "x", accounts: [accounts[1]]), at: noon + 1)
        _ = try await open(NoticeDraft(.maintenance, title: "work", begins: noon - 9, ends: noon + 99))
        _ = try await update(id, NoticeChange(text: "two"), at: noon + 20)
        _ = try await close(id, at: noon + 30)
        #expect(try await titles(accounts[0], at: noon - 1).isEmpty)
        #expect(try await titles(accounts[0], at: noon + 10) == ["all: one"])
        #expect(try await titles(accounts[1], at: noon + 10) == ["north: x", "all: one"])
        #expect(try await titles(accounts[0], at: noon + 20) == ["all: two"])
        #expect(try await titles(accounts[0], at: noon + 30).isEmpty)
    }
}
