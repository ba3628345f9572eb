import Core
import Foundation
import Testing

@testable import Store

@Suite("Bursts and floods, on a real store")
struct BurstOutboxTests {
    private let scratch: ScratchDatabase

    init() throws { scratch = try ScratchDatabase() }

    /// A desk that tells everybody everything.
    private func desk(quiet: TimeInterval, limit: Int = 0) throws -> Desk {
        let preset = Preset(
            name: "small", teams: ["Desk"], caseTypes: [Preset.CaseType(name: "Question", team: "Desk")],
            defaultType: "Question", priorities: [Preset.Priority(name: "Low")], defaultPriority: "Low",
            calendar: Preset.BusinessCalendar(
                timeZone: "UTC", days: [.monday], opens: 0, closes: 1440, holidays: [], observance: .none),
            followUp: Preset.FollowUp(reminderDays: [], closingDay: 10))
        var limits = DeskLimits()
        limits.mailsPerCasePer10Minutes = limit
        return Desk(
            rules: try #require(CaseRules(preset)), planner: Everybody(), limits: limits, quietTime: quiet)
    }

    private func open(_ desk: Desk) async throws -> CaseNumber {
        let ann = try await scratch.importAnn()
        let account = try #require(ann.defaultMembership).account
        let new = NewCase(
            account: account, contact: ann, subject: "s", mailbox: "support",
            post: NewPost(author: ann, channel: .email, text: "0"))
        return try await scratch.database.write { try desk.open(new, in: $0, at: noon) }
    }

    private func post(_ text: String, _ number: CaseNumber, _ desk: Desk, at time: Date) async throws {
        let post = NewPost(
            author: nil, channel: .cli, text: text, messageID: MessageID(rawValue: "\(text)@district.example"))
        try await scratch.database.write { try desk.post(post, to: number, in: $0, at: time) }
    }

    private func claim(at time: Date) async throws -> [ClaimedMail] {
        try await scratch.database.write { try $0.claim(limit: 100, now: time, leaseUntil: time + 60) }
    }

    /// The words of a mail, newest first.
    private func words(_ mail: ClaimedMail) async throws -> [String] {
        switch try await scratch.database.read({ try $0.content(of: mail.entry) }) {
        case .news(let content): ([content.newest] + content.others).map(\.feedEntry.text)
        case .feed(let content): [content.feedEntry.text]
        case .answer, .challenge, .digest, .notice, .report, .survey, .person: []
        }
    }

    @Test("what comes within the time becomes one mail, whose time begins with the first and is not prolonged")
    func burst() async throws {
        let desk = try desk(quiet: 60)
        let number = try await open(desk)
        for second in 1...59 where second % 10 == 9 {
            try await post("\(second)", number, desk, at: noon + Double(second))
        }
        #expect(try await claim(at: noon + 59.9).isEmpty)
        let mails = try await claim(at: noon + 60)
        #expect(mails.map(\.entry.template) == [.caseNews])
        let mail = try #require(mails.first)
        #expect(try await words(mail) == ["59", "49", "39", "29", "19", "9", "0"])
        #expect(mail.entry.inReplyTo?.rawValue == "59@district.example" && mail.entry.date == noon + 59)
    }

    @Test("what was tried once says the same ever after, and what comes then is another mail behind it")
    func tried() async throws {
        let desk = try desk(quiet: 60)
        let number = try await open(desk)
        try await post("1", number, desk, at: noon + 1)
        let first = try #require(try await claim(at: noon + 60).first)
        let words = try await words(first)
        try await scratch.database.write { try $0.record(.keptBack(error: "535"), of: first.id, at: noon + 61) }
        try await post("2", number, desk, at: noon + 62)
        try await post("3", number, desk, at: noon + 63)
        let again = try await claim(at: noon + 300)
        #expect(again.map(\.entry) == [first.entry], "the second waits for the first")
        #expect(try await self.words(try #require(again.first)) == words)
        try await scratch.database.write { try $0.record(.sent(reply: "250"), of: first.id, at: noon + 301) }
        #expect(try await self.words(try #require(try await claim(at: noon + 301).first)) == ["3", "2"])
    }

    @Test("a mail tells twenty things, and the next ones are another mail")
    func full() async throws {
        let desk = try desk(quiet: 60)
        let number = try await open(desk)
        for count in 1...30 { try await post("\(count)", number, desk, at: noon + 1) }
        let first = try #require(try await claim(at: noon + 61).first)
        #expect(try await words(first) == (0...19).reversed().map(String.init))
        try await scratch.database.write { try $0.record(.sent(reply: "250"), of: first.id, at: noon + 62) }
        #expect(
            try await words(try #require(try await claim(at: noon + 62).first)) == (20...30).reversed().map(String.init)
        )
    }

    @Test("what does not wait has what waits before it go first, and at once")
    func hurry() async throws {
        let desk = try desk(quiet: 60)
        let number = try await open(desk)
        let ann = try await scratch.importAnn()
        let post = NewPost(author: ann, channel: .email, text: "#status")
        try await scratch.database.write {
            try desk.answer(post, with: "New.", to: ann, on: number, in: $0, at: noon + 5)
        }
        let first = try #require(try await claim(at: noon + 5).first)
        #expect(first.entry.template == .casePost)
        try await scratch.database.write { try $0.record(.sent(reply: "250"), of: first.id, at: noon + 6) }
        #expect(try await claim(at: noon + 6).map(\.entry.template) == [.commandReply])
    }

    @Test("what was kept back is told by one mail when the flood is over, once, and nothing newer overtakes it")
    func flood() async throws {
        let desk = try desk(quiet: 0, limit: 3)
        let number = try await open(desk)
        for count in 1...5 { try await post("\(count)", number, desk, at: noon + Double(count)) }
        var sent: [[String]] = []
        func sendAll(at time: Date) async throws {
            while let mail = try await claim(at: time).first {
                sent.append(try await words(mail))
                try await scratch.database.write { try $0.record(.sent(reply: "250"), of: mail.id, at: time) }
            }
        }
        try await sendAll(at: noon + 10)
        #expect(sent == [["0"], ["1"], ["2"]])
        // The first mails are ten minutes old, so that the limit itself would let this go.
        try await post("6", number, desk, at: noon + 602)
        try await sendAll(at: noon + 602)
        #expect(sent.count == 3)
        let floods = try await scratch.reopened().read { try $0.floods() }
        #expect(floods.map(\.begun) == [noon + 3] && floods.map(\.caseNumber) == [number])
        let count = try await scratch.reopened().write { try $0.tellKeptBack(about: number, at: noon + 603) }
        #expect(count == 1)
        try await sendAll(at: noon + 603)
        #expect(sent.dropFirst(3) == [["6", "5", "4", "3"]])
        #expect(try await scratch.database.write { try $0.tellKeptBack(about: number, at: noon + 604) } == 0)
        #expect(try await scratch.database.read { try $0.floods() }.isEmpty)
        try await post("7", number, desk, at: noon + 605)
        try await sendAll(at: noon + 605)
        #expect(sent.last == ["7"] && sent.count == 5)
        let notes = try await scratch.database.read { try $0.caseDetail(number) }
        #expect(notes?.feed.count { $0.entry.kind == .note } == 1, "the case says so once")
    }

    @Test("of many things that were kept back the newest twenty are shown, and that there were more")
    func manyKeptBack() async throws {
        let desk = try desk(quiet: 0, limit: 1)
        let number = try await open(desk)
        for count in 1...40 { try await post("\(count)", number, desk, at: noon + 1) }
        _ = try await scratch.database.write { try $0.tellKeptBack(about: number, at: noon + 700) }
        let first = try #require(try await claim(at: noon + 700).first)
        try await scratch.database.write { try $0.record(.sent(reply: "250"), of: first.id, at: noon + 700) }
        let mail = try #require(try await claim(at: noon + 700).first)
        #expect(try await words(mail) == (21...40).reversed().map(String.init))
        guard case .news(let content) = try await scratch.database.read({ try $0.content(of: mail.entry) }) else {
            Issue.record("no news")
            return
        }
        #expect(content.hasMore)
    }

    @Test("a question for permission that was kept back is asked as it was, beside the mail that tells the rest")
    func permissionKeptBack() async throws {
        let desk = try desk(quiet: 0, limit: 1)
        let number = try await open(desk)
        for count in 1...2 { try await post("\(count)", number, desk, at: noon + 1) }
        let ann = try await scratch.importAnn()
        let question = OutboxEntry(
            template: .permissionRequest, topic: .feed(number, ID(1)), recipient: ann.id, to: ann.address,
            mailbox: "support", messageID: MessageID(rawValue: "question@example.org"), date: noon, replyTo: nil
        ).keptBack(because: "too many")
        try await scratch.database.write { try $0.enqueue([question], at: noon + 2) }
        try await post("3", number, desk, at: noon + 3)
        _ = try await scratch.database.write { try $0.tellKeptBack(about: number, at: noon + 700) }
        var templates: [TemplateName] = []
        while let mail = try await claim(at: noon + 700).first {
            templates.append(mail.entry.template)
            try await scratch.database.write { try $0.record(.sent(reply: "250"), of: mail.id, at: noon + 700) }
        }
        #expect(templates == [.casePost, .permissionRequest, .caseNews])
    }

    @Test("what an operator sends of it is not told again; a suspended address is told nothing")
    func retried() async throws {
        let desk = try desk(quiet: 0, limit: 1)
        let number = try await open(desk)
        try await post("1", number, desk, at: noon + 1)
        _ = try await scratch.database.write { try $0.retry([ID(2)], at: noon + 2) }
        #expect(try await scratch.database.read { try $0.floods() }.isEmpty)
        try await post("2", number, desk, at: noon + 3)
        try await scratch.database.write {
            try $0.execute("UPDATE person SET suspended_at = 1")
        }
        #expect(try await scratch.database.write { try $0.tellKeptBack(about: number, at: noon + 700) } == 0)
        #expect(try await scratch.database.read { try $0.floods() }.isEmpty)
    }
}
