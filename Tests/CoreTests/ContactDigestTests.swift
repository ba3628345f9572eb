import Core
import Foundation
import Testing

/// Wednesday, 18 November 2026, 08:00 in Chicago.
private let now = Date(timeIntervalSince1970: 1_795_010_400)
private let hour: TimeInterval = 3_600

@Suite("Digests of contacts")
struct ContactDigestTests {
    private let ann: Person

    init() throws {
        ann = Person(
            id: ID(10), kind: .contact, address: try #require(EmailAddress("ann@lakeside.example")),
            digest: .daily(at: 480))
    }

    private func supportCase(_ status: CaseStatus, ofAnn isAnns: Bool) -> SupportCase {
        var supportCase = sampleCase()
        supportCase.status = status
        if !isAnns { supportCase.contact = ID(11) }
        return supportCase
    }

    @Test(
        "what asks for their answer, and the beginning and end of their own case, does not wait",
        arguments: [
            (DeskEvent.Kind.posted, CaseStatus.pendingCustomerInput, true, true),
            (.posted, .pendingCustomerInput, false, false), (.posted, .assigned, true, false),
            (.moved, .pendingCustomerVerification, true, true), (.moved, .scheduled, true, false),
            (.resolved, .pendingCustomerVerification, true, true),
            (.resolved, .pendingCustomerVerification, false, false),
            (.opened, .new, true, true), (.opened, .new, false, false), (.closed, .closed, true, true),
            (.closed, .closed, false, false), (.escalated, .assigned, true, false),
            (.released, .availableInRelease, true, false), (.permissionAsked, .assigned, false, true),
            (.permissionAnswered, .assigned, true, false), (.reminded, .pendingCustomerInput, false, true),
        ])
    func waits(_ event: DeskEvent.Kind, _ status: CaseStatus, _ isAnns: Bool, _ isAtOnce: Bool) {
        let supportCase = supportCase(status, ofAnn: isAnns)
        #expect(ann.isTold(atOnceOf: event, on: supportCase) == isAtOnce)
        var immediate = ann
        immediate.digest = .immediate
        #expect(immediate.isTold(atOnceOf: event, on: supportCase), "whoever chose no digest")
    }

    private func news(
        _ number: Int64, _ kind: FeedEntry.Kind, by author: Int64 = 3, text: String = "", to: String? = nil
    ) -> DigestMaterial.News {
        let entry = FeedEntry(kind, at: now - hour, author: ID(author), channel: .email, text: text, to: to)
        return DigestMaterial.News(
            number: CaseNumber(number), isMine: true, entry: entry, author: author == 10 ? "Ann Lee" : "Sam Okafor",
            isByAdvisor: author == 3)
    }

    /// The sections as `topic: number why [posts, newest first] | …`.
    private func text(_ news: [DigestMaterial.News], waiting: [Int64] = []) throws -> [String] {
        let calendar = try #require(DigestCalendar(timeZone: "America/Chicago", clock: DeskCalendar.clock()))
        var material = ContactDigestMaterial()
        material.news = news
        material.waiting = waiting.map { .init(number: CaseNumber($0), since: now - 24 * hour) }
        return ContactDigestDraft(material, isFor: ann, calendar: calendar).sections.map { section in
            let lines = section.lines.map { "\($0.number) \($0.why) \($0.posts.map(\.text))" }
            return "\(section.topic.rawValue): " + lines.joined(separator: " | ")
        }
    }

    @Test("what others did, the latest first, with their words")
    func others() throws {
        #expect(
            try text([
                news(1, .post, text: "one"), news(2, .status, to: "Scheduled"), news(1, .post, text: "two"),
            ]) == [
                """
                news: 1 Sam Okafor wrote, Wed 18 Nov 07:00 ["two", "one"] | 2 Now Scheduled by Sam Okafor, Wed 18 Nov 07:00 []
                """
            ])
    }

    @Test("of many posts the latest three")
    func manyPosts() throws {
        let posts = (1...5).map { news(1, .post, text: "\($0)") }
        #expect(try text(posts) == ["news: 1 Sam Okafor wrote, Wed 18 Nov 07:00 [\"5\", \"4\", \"3\"]"])
    }

    @Test("whoever answered has seen what came before; what they did themselves is no news")
    func own() throws {
        #expect(try text([news(1, .post, text: "one"), news(1, .post, by: 10, text: "mine")]).isEmpty)
        #expect(
            try text([news(1, .post, by: 10, text: "mine"), news(1, .post, text: "two")])
                == ["news: 1 Sam Okafor wrote, Wed 18 Nov 07:00 [\"two\"]"])
    }

    @Test("that a case waits for them is said where anything else is, and never alone")
    func waiting() throws {
        #expect(try text([], waiting: [1]).isEmpty)
        #expect(
            try text([news(1, .post, text: "one"), news(2, .priority, to: "High")], waiting: [1, 3]) == [
                """
                waiting: 1 Waits for your answer since Tue 17 Nov 08:00 ["one"] | 3 Waits for your answer since Tue 17 Nov 08:00 []
                """,
                "news: 2 Priority is High now by Sam Okafor, Wed 18 Nov 07:00 []",
            ])
    }

    @Test("a section names ten cases and counts them all")
    func many() throws {
        let calendar = try #require(DigestCalendar(timeZone: "America/Chicago", clock: DeskCalendar.clock()))
        var material = ContactDigestMaterial()
        material.news = (1...12).map { news($0, .status, to: "Assigned") }
        let draft = ContactDigestDraft(material, isFor: ann, calendar: calendar)
        #expect(draft.sections.map(\.lines.count) == [10] && draft.sections.map(\.count) == [12])
    }

    @Test(
        "what a contact chooses by mail",
        arguments: [
            ("daily 08:00", "daily 08:00"), ("Daily 17:30", "daily 17:30"), ("hourly", "hourly"),
            ("immediate", "immediate"), ("off", nil), ("daily", nil), ("daily 25:00", nil), (nil, nil),
        ] as [(String?, String?)])
    func chosen(_ argument: String?, _ expected: String?) throws {
        let command = MailCommand(name: "digest", argument: argument)
        let preset = Preset(
            name: "small", teams: ["Desk"], caseTypes: [Preset.CaseType(name: "Question", team: "Desk")],
            defaultType: "Question", priorities: [Preset.Priority(name: "Low")], defaultPriority: "Low",
            calendar: DeskCalendar.usual(), followUp: Preset.FollowUp(reminderDays: [], closingDay: 10))
        let orders = Result { () throws(MailOrderProblem) in
            try MailOrder.read([command], text: "", by: ann, proof: "", preset: preset)
        }
        #expect((try? orders.get()) == expected.flatMap { DigestSchedule($0) }.map { [.chooseDigest($0)] })
        #expect(command.isKnown)
    }
}
