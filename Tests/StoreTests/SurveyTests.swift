import Core
import Foundation
import Testing

@testable import Store

private let day: TimeInterval = 86_400

@Suite("Surveys, on a real store")
struct SurveyTests {
    private let scratch: ScratchDatabase
    private let desk: Desk

    init() throws {
        scratch = try ScratchDatabase()
        desk = try Self.desk()
    }

    private static func desk(_ change: (inout SurveyRules) -> Void = { _ in }) throws -> Desk {
        var preset = Preset(
            name: "small", teams: ["Desk"], caseTypes: [Preset.CaseType(name: "Question", team: "Desk")],
            defaultType: "Question", priorities: [Preset.Priority(name: "Low")], defaultPriority: "Low",
            calendar: Preset.BusinessCalendar(
                timeZone: "UTC", days: [.monday], opens: 0, closes: 1440, holidays: [], observance: .none),
            followUp: Preset.FollowUp(reminderDays: [], closingDay: 10))
        change(&preset.surveys)
        return Desk(
            rules: try #require(CaseRules(preset)), planner: Everybody(), surveys: SurveyTerms(hasPages: true))
    }

    private func add(_ address: String, to account: String = "Lakeside") async throws -> Person {
        let address = try #require(EmailAddress(address))
        let row = ContactRow(account: account, address: address, role: .authorizedSupport, isDefaultAccount: true)
        _ = try await scratch.database.write { try $0.importContacts([row], replace: false) }
        return try #require(try await scratch.database.read { try $0.person(at: address) })
    }

    private func open(_ person: Person) async throws -> CaseNumber {
        let new = NewCase(
            account: try #require(person.defaultMembership).account, contact: person, subject: "s", mailbox: "support",
            post: NewPost(author: person, channel: .email, text: "hello"))
        let desk = desk
        return try await scratch.database.write { try desk.open(new, in: $0, at: noon) }
    }

    private func perform(_ act: CaseAct, on number: CaseNumber, at time: Date = noon) async throws {
        let desk = desk
        _ = try await scratch.database.write {
            try desk.perform([act], on: number, by: .operator, via: .cli, in: $0, at: time)
        }
    }

    @discardableResult
    private func decide(at time: Date = noon, _ desk: Desk? = nil, in database: DeskDatabase? = nil) async throws
        -> [SurveyVerdict]
    {
        let (desk, database) = (desk ?? self.desk, database ?? scratch.database)
        var verdicts: [SurveyVerdict] = []
        for id in try await database.read({ try $0.dueSurveys(at: time, limit: 10_000) }) {
            if let verdict = try await database.write({ try desk.decide(on: id, in: $0, at: time) }) {
                verdicts.append(verdict)
            }
        }
        return verdicts
    }

    /// All surveys as `state why`, the first closing first.
    private func states() async throws -> [String] {
        try await scratch.database.read { transaction in
            try transaction.surveys(SurveyFilter(), limit: nil, offset: 0).items.reversed().map {
                $0.survey.state.rawValue + ($0.survey.why.isEmpty ? "" : " " + $0.survey.why)
            }
        }
    }

    /// The mails that ask, as `state error`.
    private func mails() async throws -> [String] {
        try await scratch.database.read { transaction in
            try transaction.outbox(OutboxFilter(states: OutboxState.allCases), limit: 10_000).reversed()
                .filter { $0.template == TemplateName.survey.rawValue }
                .map { $0.state.rawValue + ($0.lastError.map { " " + $0 } ?? "") }
        }
    }

    private func claimSurveys(at time: Date = noon) async throws -> [ClaimedMail] {
        try await scratch.database.write {
            try $0.claim(limit: 10_000, now: time, leaseUntil: time.addingTimeInterval(60))
        }.filter { $0.entry.template == .survey }
    }

    /// Sends all that waits before the mail of a survey, so that its turn comes.
    private func sendOthers(at time: Date = noon) async throws {
        try await scratch.database.write { transaction in
            while true {
                let mails = try transaction.claim(limit: 1, now: time, leaseUntil: time.addingTimeInterval(60))
                guard let mail = mails.first, mail.entry.template != .survey else {
                    for mail in mails {
                        try transaction.record(.retry(at: time, error: "not yet"), of: mail.id, at: time)
                    }
                    return
                }
                try transaction.record(.sent(reply: "250"), of: mail.id, at: time)
            }
        }
    }

    private func answer(_ overall: Int, _ comment: String = "") throws -> SurveyAnswer {
        var ratings = Dictionary(uniqueKeysWithValues: SurveyArea.allCases.map { ($0, 4) })
        ratings[.overall] = overall
        return try #require(SurveyAnswer(ratings: ratings, comment: comment))
    }

    private var pages: StoredSurveyDesk<DeskDatabase> { StoredSurveyDesk(storage: scratch.database, desk: desk) }

    @Test("a case that is closed asks its contact, and none asks them again within 30 days")
    func once() async throws {
        let ann = try await add("ann@lakeside.example")
        for (offset, expected) in [
            (0, SurveyVerdict.send), (29.9, .leave(.askedLately(days: 30))), (30, .send),
        ] as [(Double, SurveyVerdict)] {
            let number = try await open(ann)
            let time = noon.addingTimeInterval(offset * day)
            try await perform(.close(why: "done"), on: number, at: time)
            #expect(try await decide(at: time) == [expected])
            #expect(try await decide(at: time) == [], "what is decided is decided")
        }
        #expect(try await states() == ["sent", "withheld within 30 days", "sent"])
        #expect(try await mails().count == 2)
    }

    @Test("an account may be the customer: then its people are asked one in turn", arguments: [true, false])
    func accounts(_ isAccount: Bool) async throws {
        let desk = try Self.desk { $0.customer = isAccount ? .account : .contact }
        for person in [try await add("ann@lakeside.example"), try await add("bob@lakeside.example")] {
            try await perform(.close(why: "done"), on: try await open(person))
        }
        try await perform(.close(why: "done"), on: try await open(try await add("eve@bay.example", to: "Bay")))
        let verdicts = try await decide(desk)
        #expect(verdicts == [.send, isAccount ? .leave(.askedLately(days: 30)) : .send, .send])
    }

    @Test("however many decide at the same moment on connections of their own, each contact is asked once")
    func race() async throws {
        for person in 0..<5 {
            let contact = try await add("c\(person)@lakeside.example")
            for _ in 0..<6 { try await perform(.close(why: "done"), on: try await open(contact)) }
        }
        let others = try (1...4).map { _ in try scratch.reopened() }
        let sent = try await withThrowingTaskGroup { group in
            for database in others {
                group.addTask { try await decide(in: database).count { $0 == .send } }
            }
            return try await group.reduce(0, +)
        }
        #expect(sent == 5)
        #expect(try await states().count { $0 == "sent" } == 5)
        #expect(try await states().count { $0 == "withheld within 30 days" } == 25)
        #expect(try await mails() == Array(repeating: "queued", count: 5))
    }

    @Test("opening a case again cancels its survey, before the decision and while the mail waits")
    func reopened() async throws {
        let ann = try await add("ann@lakeside.example")
        let number = try await open(ann)
        try await perform(.close(why: "done"), on: number)
        try await perform(.reopen(why: "not yet"), on: number)
        #expect(try await decide() == [])
        #expect(try await states() == ["cancelled the case was opened again"])
        try await perform(.close(why: "done"), on: number)
        #expect(try await decide() == [.send])
        try await perform(.reopen(why: "no"), on: number)
        #expect(try await mails() == ["suppressed the case was opened again"])
        #expect(
            try await states() == ["cancelled the case was opened again", "cancelled the case was opened again"])
        try await perform(.close(why: "done"), on: number)
        #expect(try await decide() == [.send], "nobody was asked, so that it is not too soon")
    }

    @Test("row 107: who opts out while the mail waits gets none; undone, the next case asks again")
    func optOut() async throws {
        let ann = try await add("ann@lakeside.example")
        try await perform(.close(why: "done"), on: try await open(ann))
        #expect(try await decide() == [.send])
        for _ in 1...3 { try await pages.setOptOut(true, of: ann.id, at: noon) }
        #expect(try await pages.invitee(ann.id)?.isOptedOut == true)
        #expect(try await mails() == ["suppressed opted out"])
        #expect(try await states() == ["withheld opted out"])
        try await perform(.close(why: "done"), on: try await open(ann))
        #expect(try await decide() == [.leave(.optedOut)])
        try await pages.setOptOut(false, of: ann.id, at: noon)
        try await perform(.close(why: "done"), on: try await open(ann))
        #expect(try await decide() == [.send])
        let actions = try await scratch.database.read { try $0.auditLines(from: 1, limit: 100) }.map(\.event.action)
        #expect(
            actions.filter { [.surveysStopped, .surveysResumed].contains($0) } == [.surveysStopped, .surveysResumed])
    }

    @Test("a mail that was on its way when its contact opted out does not go a second time")
    func optOutOnTheWay() async throws {
        let ann = try await add("ann@lakeside.example")
        try await perform(.close(why: "done"), on: try await open(ann))
        #expect(try await decide() == [.send])
        try await sendOthers()
        let mail = try #require(try await claimSurveys().first)
        try await pages.setOptOut(true, of: ann.id, at: noon)
        #expect(try await mails() == ["sending not yet"], "it is out of our hands")
        try await scratch.database.write { try $0.record(.retry(at: noon, error: "451"), of: mail.id, at: noon) }
        #expect(try await claimSurveys().isEmpty)
        #expect(try await mails() == ["suppressed opted out"])
        #expect(try await states() == ["withheld opted out"])
        // A person who puts it back all the same does not get it sent.
        try await scratch.database.write { _ = try $0.retry([mail.id], at: noon) }
        #expect(try await claimSurveys().isEmpty)
        #expect(try await mails() == ["suppressed opted out"])
    }

    @Test("where the mail may have gone out all the same, the survey can be answered")
    func maybeSent() async throws {
        let ann = try await add("ann@lakeside.example")
        try await perform(.close(why: "done"), on: try await open(ann))
        #expect(try await decide() == [.send])
        try await sendOthers()
        let mail = try #require(try await claimSurveys().first)
        try await scratch.database.write {
            try $0.record(.retry(at: noon, error: "lost", mayBeDuplicate: true), of: mail.id, at: noon)
        }
        try await pages.setOptOut(true, of: ann.id, at: noon)
        #expect(try await mails() == ["suppressed opted out"])
        #expect(try await states() == ["sent"])
    }

    @Test("case mail goes on for who opted out (row 154), and an import leaves what they chose")
    func caseMail() async throws {
        let ann = try await add("ann@lakeside.example")
        try await pages.setOptOut(true, of: ann.id, at: noon)
        _ = try await add("ann@lakeside.example")
        #expect(try await pages.invitee(ann.id)?.isOptedOut == true)
        try await perform(.close(why: "done"), on: try await open(ann))
        let templates = try await scratch.database.read { try $0.mails(after: nil).map(\.template) }
        #expect(templates == [.casePost, .casePost])
    }

    @Test("an answer is kept, may be changed until it expires, and stands on the case for the desk only")
    func answers() async throws {
        let ann = try await add("ann@lakeside.example")
        let number = try await open(ann)
        try await perform(.close(why: "done"), on: number)
        let id = try #require(try await scratch.database.read { try $0.dueSurveys(at: noon, limit: 1) }.first)
        #expect(try await pages.take(try answer(5), of: id, at: noon) == .unknown, "it was never sent")
        try await decide()
        #expect(try await pages.take(try answer(5, "Thanks"), of: id, at: noon) == .taken)
        #expect(try await pages.take(try answer(5, "Thanks"), of: id, at: noon) == .taken)
        #expect(try await pages.take(try answer(3), of: id, at: noon.addingTimeInterval(29 * day)) == .taken)
        #expect(try await pages.take(try answer(1), of: id, at: noon.addingTimeInterval(30 * day)) == .over)
        let form = try #require(try await pages.form(of: id))
        #expect(try form.survey.state == .answered && form.survey.answer == answer(3))
        let feed = try await scratch.database.read { try $0.caseDetail(number)?.feed ?? [] }
        let notes = feed.map(\.entry).filter { $0.kind == .note }
        #expect(notes.map(\.visibility) == [.internal, .internal])
        #expect(notes[0].text.hasPrefix("Answered") && notes[0].text.contains("Overall Service: 5 of 5\n\nThanks"))
        #expect(notes[1].text.hasPrefix("Changed") && notes.allSatisfy { $0.author == ann.id })
        #expect(try await pages.take(try answer(5), of: ID(99), at: noon) == .unknown)
    }

    @Test("who does not answer in time can't any more; who did stays answered")
    func expiry() async throws {
        for name in ["ann", "bob"] {
            try await perform(.close(why: "done"), on: try await open(try await add("\(name)@lakeside.example")))
        }
        try await decide()
        #expect(try await pages.take(try answer(5), of: ID(2), at: noon) == .taken)
        let later = noon.addingTimeInterval(1)
        #expect(try await scratch.database.write { try $0.expireSurveys(sentBefore: noon, at: later) } == 0)
        #expect(try await scratch.database.write { try $0.expireSurveys(sentBefore: later, at: later) } == 1)
        #expect(try await states() == ["expired", "answered"])
        #expect(try await pages.take(try answer(5), of: ID(1), at: noon) == .over)
    }

    @Test("of a bad answer the desk hears at once, of others not")
    func alarm() async throws {
        let sam = try #require(EmailAddress("sam@desk.example"))
        let row = AdvisorRow(address: sam, firstName: "Sam", teams: ["Desk"], digest: "off", timeZone: "UTC")
        _ = try await scratch.database.write { try $0.importAdvisors([row], replace: false) }
        for (index, overall) in [3, 2].enumerated() {
            let contact = try await add("c\(index)@lakeside.example")
            try await perform(.close(why: "done"), on: try await open(contact))
            try await decide()
            let before = try await scratch.database.read { try $0.latestMail() }
            #expect(try await pages.take(try answer(overall), of: ID(Int64(index + 1)), at: noon) == .taken)
            let told = try await scratch.database.read { try $0.mails(after: before) }
            #expect(told.map(\.to) == (overall == 2 ? [sam] : []))
        }
    }

    @Test("the next digest of the advisor and the team tells of answers, once")
    func digests() async throws {
        let ann = try await add("ann@lakeside.example")
        let rows = try [("sam", "Desk"), ("kim", "Hosting")].map { name, team in
            AdvisorRow(
                address: try #require(EmailAddress("\(name)@desk.example")), teams: [team], digest: "daily 08:00",
                timeZone: "UTC")
        }
        _ = try await scratch.database.write { try $0.importAdvisors(rows, replace: false, at: noon) }
        let people = try await scratch.database.read { transaction in
            try rows.map { try #require(try transaction.person(at: $0.address)) }
        }
        let number = try await open(ann)
        try await perform(.close(why: "done"), on: number)
        try await decide()
        #expect(try await pages.take(try answer(4), of: ID(1), at: noon) == .taken)
        func ratings(_ person: Person) async throws -> [DigestMaterial.Rating] {
            try await scratch.database.read { transaction in
                let subscriber = try #require(try transaction.digestSubscriber(person.id))
                return try transaction.digestMaterial(for: subscriber, limit: 5).ratings
            }
        }
        #expect(try await ratings(people[0]) == [DigestMaterial.Rating(number: number, answer: try answer(4))])
        #expect(try await ratings(people[1]) == [])
        let sam = people[0].id
        try await scratch.database.write { try $0.settleDigest(of: sam, window: noon) }
        #expect(try await ratings(people[0]) == [])
        #expect(try await pages.take(try answer(3), of: ID(1), at: noon) == .taken)
        #expect(try await ratings(people[0]).map(\.answer) == [try answer(3)])
    }

    @Test("lists and figures take what they are asked for")
    func lists() async throws {
        let ann = try await add("ann@lakeside.example")
        let eve = try await add("eve@bay.example", to: "Bay")
        let numbers = [try await open(ann), try await open(ann), try await open(eve)]
        for number in numbers { try await perform(.close(why: "done"), on: number) }
        try await decide()
        #expect(try await pages.take(try answer(2), of: ID(3), at: noon) == .taken)
        func list(_ filter: SurveyFilter) async throws -> [CaseNumber] {
            try await scratch.database.read { try $0.surveys(filter, limit: nil, offset: 0) }.items.map(
                \.survey.caseNumber)
        }
        #expect(try await list(SurveyFilter()) == numbers.reversed())
        #expect(try await list(SurveyFilter(states: [.withheld])) == [numbers[1]])
        #expect(try await list(SurveyFilter(states: [.sent, .answered])) == [numbers[2], numbers[0]])
        #expect(try await list(SurveyFilter(caseNumber: numbers[0])) == [numbers[0]])
        #expect(try await list(SurveyFilter(contact: eve.address)) == [numbers[2]])
        let page = try await scratch.database.read { try $0.surveys(SurveyFilter(), limit: 1, offset: 1) }
        #expect(page.total == 3 && page.items.map(\.survey.caseNumber) == [numbers[1]])
        func reported(since: Date? = nil, before: Date? = nil, team: String? = nil, account: String? = nil)
            async throws -> [Int?]
        {
            try await scratch.database.read { transaction in
                var found: [Int?] = []
                try transaction.forEachSentSurvey(since: since, before: before, team: team, account: account) {
                    found.append($0.answer?[.overall])
                }
                return found
            }
        }
        #expect(try await reported() == [nil, 2], "what was not sent counts nowhere")
        #expect(try await reported(account: "Bay") == [2])
        #expect(try await reported(team: "Hosting") == [])
        #expect(try await reported(since: noon).count == 2)
        #expect(try await reported(before: noon).isEmpty)
    }
}
