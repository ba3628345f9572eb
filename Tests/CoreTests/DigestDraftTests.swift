import Core
import Foundation
import Testing

/// Wednesday, 18 November 2026, 08:00 in Chicago; the next digest is due a day later.
private let now = Date(timeIntervalSince1970: 1_795_010_400)
private let hour: TimeInterval = 3_600

@Suite("What stands in a digest")
struct DigestDraftTests {
    private let mark = DigestMark(
        window: now - 24 * hour, feedEntry: ID(100), caseNumber: CaseNumber(1000), heldMessage: ID(50))
    private let sam: Person

    init() throws { sam = Person(id: ID(3), kind: .advisor, address: try #require(EmailAddress("sam@example.org"))) }

    private func draft(_ material: DigestMaterial) throws -> DigestDraft {
        let calendar = try #require(DigestCalendar(timeZone: "America/Chicago", clock: DeskCalendar.clock()))
        return DigestDraft(
            material, since: mark, isFor: sam, calendar: calendar, priorities: ["Critical", "High", "Medium", "Low"],
            at: now, until: now + 24 * hour)
    }

    private func draft(_ cases: [DigestMaterial.OpenCase], _ news: [DigestMaterial.News] = []) throws -> DigestDraft {
        var material = DigestMaterial()
        (material.cases, material.news) = (cases, news)
        return try draft(material)
    }

    private func open(
        _ number: Int64, isMine: Bool = true, _ status: CaseStatus = .assigned, _ priority: String = "Medium",
        age: TimeInterval = 48 * hour, answerDue: Date? = nil, isWarned: Bool = false, dueDate: String? = nil
    ) -> DigestMaterial.OpenCase {
        DigestMaterial.OpenCase(
            number: CaseNumber(number), isMine: isMine, status: status, priority: priority, created: now - age,
            lastModified: now - age, answerDue: answerDue, isWarned: isWarned,
            dueDate: dueDate.flatMap { CivilDate($0) })
    }

    private func news(
        _ number: Int64, isMine: Bool = true, _ kind: FeedEntry.Kind, by author: String? = "Ann Lee", to: String? = nil,
        visibility: FeedEntry.Visibility = .public, text: String = ""
    ) -> DigestMaterial.News {
        let entry = FeedEntry(
            kind, at: now - hour, author: author == nil ? nil : ID(7), channel: author == nil ? .system : .email,
            visibility: visibility, text: text, to: to)
        return DigestMaterial.News(number: CaseNumber(number), isMine: isMine, entry: entry, author: author)
    }

    /// The sections as `topic: number why | number why`.
    private func text(_ draft: DigestDraft) -> [String] {
        draft.sections.map { section in
            let lines = section.lines.map { line in
                switch line {
                case .supportCase(let number, let why): "\(number) \(why)"
                case .item(let item): "\(item.number) \(item.subject), \(item.why)"
                }
            }
            return "\(section.topic.rawValue): " + lines.joined(separator: " | ")
        }
    }

    @Test("nothing gives nothing, and no mail")
    func empty() throws {
        let draft = try draft([])
        #expect(draft.sections.isEmpty && !draft.hasNews)
        #expect(!draft.isWorthSending(.daily(at: 480)) && !draft.isWorthSending(.hourly))
    }

    @Test("answers to surveys are news, the worst first; no comment leaves the case")
    func ratings() throws {
        var material = DigestMaterial()
        material.ratings = try [(906, 5), (907, 1)].map { number, overall in
            var ratings = Dictionary(uniqueKeysWithValues: SurveyArea.allCases.map { ($0, 4) })
            ratings[.overall] = overall
            let answer = try #require(SurveyAnswer(ratings: ratings, comment: "secret"))
            return DigestMaterial.Rating(number: CaseNumber(Int64(number)), answer: answer)
        }
        let draft = try draft(material)
        #expect(
            text(draft) == [
                "rating: 907 Overall Service 1 of 5; Courtesy 4, Knowledge 4, Timeliness 4, Quality 4"
                    + " | 906 Overall Service 5 of 5; Courtesy 4, Knowledge 4, Timeliness 4, Quality 4"
            ])
        #expect(draft.isWorthSending(.hourly))
    }

    @Test("all sections, the most urgent first, each case once")
    func order() throws {
        var material = DigestMaterial()
        let ann = Person(
            id: ID(9), kind: .contact, address: try #require(EmailAddress("ann@lake.example")), firstName: "Ann",
            state: .flagged)
        material.flagged = ([DigestMaterial.FlaggedContact(person: ann, flagged: now - 48 * hour)], 1)
        material.held = (
            [DigestMaterial.HeldMessage(id: ID(49), from: "kim@x.example", subject: "Hi", received: now - hour)], 3
        )
        material.cases = [
            open(904, isMine: false, .new, age: 2 * hour), open(903), open(902, answerDue: now + 2 * hour),
            open(901, isMine: false, .new, answerDue: now - hour), open(905, .scheduled),
        ]
        material.news = [
            news(905, .post), news(906, .status, to: "Closed"), news(901, isMine: false, .post), news(903, .post),
            news(
                906, .note, by: nil, visibility: .internal,
                text: "Mail to ann@lake.example could not be delivered: 550 no"
            ),
        ]
        #expect(
            try text(draft(material)) == [
                "missed: 901 First answer was due Wed 18 Nov 07:00",
                "dueSoon: 902 First answer due Wed 18 Nov 10:00",
                "waiting: 903 Ann Lee wrote, Wed 18 Nov 07:00",
                "queue: 904 Opened Wed 18 Nov 06:00",
                "news: 906 Closed by Ann Lee, Wed 18 Nov 07:00 | 905 Ann Lee wrote, Wed 18 Nov 07:00",
                "undelivered: 906 Mail to ann@lake.example could not be delivered: 550 no",
                "held: 49 Hi, From kim@x.example, Wed 18 Nov 07:00",
                "flagged:  Ann <ann@lake.example>, Flagged Mon 16 Nov",
            ])
    }

    @Test("what is due is due by the clock of the target or by the day of the case, whichever comes first")
    func deadlines() throws {
        let draft = try draft([
            open(1, answerDue: now), open(2, answerDue: now + 24 * hour), open(3, answerDue: now + 24 * hour + 1),
            open(4, answerDue: now + 90 * hour, isWarned: true), open(5, dueDate: "2026-11-17"),
            open(6, dueDate: "2026-11-19"), open(7, dueDate: "2026-11-20"),
            open(8, .pendingCustomerInput, dueDate: "2026-11-18"),
            open(9, answerDue: now + 2 * hour, dueDate: "2026-11-30"),
        ])
        #expect(
            text(draft).prefix(2) == [
                "missed: 5 Was to be solved by Tue 17 Nov | 1 First answer was due Wed 18 Nov 08:00",
                "dueSoon: 9 First answer due Wed 18 Nov 10:00 | 8 To be solved by Wed 18 Nov"
                    + " | 2 First answer due Thu 19 Nov 08:00 | 6 To be solved by Thu 19 Nov"
                    + " | 4 First answer due Sun 22 Nov 02:00",
            ])
    }

    @Test("what waits for somebody else does not wait for the advisor", arguments: CaseStatus.allCases)
    func waiting(_ status: CaseStatus) throws {
        let isWaiting = [.new, .assigned, .reopened].contains(status)
        #expect(try draft([open(1, status)]).sections.map(\.topic) == (isWaiting ? [.waiting] : []))
        #expect(try draft([open(1, isMine: false, status)]).sections.map(\.topic) == (isWaiting ? [.queue] : []))
    }

    @Test("what waits stands by priority, then the longest waiting first; of a team's the new ones come first")
    func sorted() throws {
        let mine = try draft([
            open(1, age: hour), open(2, age: 9 * hour), open(3, .assigned, "Low", age: 90 * hour),
            open(4, .assigned, "Critical", age: hour), open(5, .assigned, "Gone", age: 99 * hour),
        ])
        #expect(mine.sections.first?.lines.map(number) == [4, 2, 1, 3, 5])
        let queue = try draft([
            open(11, isMine: false, .new, "Critical"), open(1002, isMine: false, .new, "Low"),
            open(1001, isMine: false, .new, "High"), open(12, isMine: false, .new, "Critical", age: 50 * hour),
        ])
        #expect(queue.sections.first?.lines.map(number) == [1001, 1002, 12, 11])
    }

    private func number(_ line: DigestDraft.Line) -> Int64 {
        if case .supportCase(let number, _) = line { number.rawValue } else { -1 }
    }

    @Test("a section names ten cases and says how many there are")
    func bounded() throws {
        let draft = try draft((1...33).map { open($0) })
        #expect(draft.sections.first?.lines.count == 10 && draft.sections.first?.count == 33)
    }

    @Test(
        "the most telling of what happened is told",
        arguments: [
            (["post"], "Ann Lee wrote"), (["post", "closed"], "Closed by Ann Lee"),
            (["closed", "post"], "Closed by Ann Lee"), (["status"], "Now Assigned by Ann Lee"),
            (["priority", "post", "status"], "Ann Lee wrote"), (["given"], "Given to you by Ann Lee"),
            (["granted", "post"], "Permission granted by Ann Lee"),
        ])
    func phrases(_ kinds: [String], _ expected: String) throws {
        let entries = kinds.map { kind in
            switch kind {
            case "closed": news(1, .status, to: "Closed")
            case "status": news(1, .status, to: "Assigned")
            case "priority": news(1, .priority, to: "High")
            case "given": news(1, .assignment, to: "sam@example.org")
            case "granted": news(1, .permission, to: "granted")
            default: news(1, .post)
            }
        }
        #expect(try text(draft([open(1, .scheduled)], entries)) == ["news: 1 \(expected), Wed 18 Nov 07:00"])
    }

    @Test("what came before they did something themselves is known to them, but for mail that did not arrive")
    func seen() throws {
        let lost = news(
            1, .note, by: nil, visibility: .internal, text: "Mail to ann@lake.example could not be delivered: 550 no")
        var own = news(1, .post, by: "Sam")
        own.entry.author = sam.id
        let later = try draft([open(1, .scheduled)], [news(1, .post), lost, own])
        #expect(later.sections.map(\.topic) == [.undelivered])
        #expect(try draft([open(1, .scheduled)], [own, news(1, .post)]).sections.map(\.topic) == [.news])
        #expect(try draft([open(1, .scheduled)], [own]).sections.isEmpty)
    }

    @Test(
        "that the desk reminded a contact, or that somebody is told now, is no news", arguments: ["note", "recipient"])
    func noNews(_ kind: String) throws {
        let kind = try #require(FeedEntry.Kind(rawValue: kind))
        #expect(try draft([], [news(1, kind, by: nil, text: "The contact was reminded.")]).sections.isEmpty)
    }

    @Test("an hourly digest comes only where something is new, a daily one also of what still waits")
    func hourly() throws {
        let stale = try draft([
            open(1), open(2, isMine: false, .new), open(3, answerDue: now - 25 * hour),
            open(4, answerDue: now + hour, isWarned: true),
        ])
        #expect(!stale.isWorthSending(.hourly) && stale.isWorthSending(.daily(at: 0)))
        let warning = news(4, .note, by: nil, visibility: .internal, text: "The time for the first answer runs out.")
        let fresh: [([DigestMaterial.OpenCase], [DigestMaterial.News])] = [
            ([open(1)], [news(1, .post)]), ([open(1001, isMine: false, .new)], []),
            ([open(3, answerDue: now - 23 * hour)], []), ([open(4, answerDue: now + hour, isWarned: true)], [warning]),
        ]
        for (cases, entries) in fresh { #expect(try draft(cases, entries).isWorthSending(.hourly)) }
        let elsewhere = news(1002, isMine: false, .status, to: "Closed")
        #expect(try !draft([open(1)], [elsewhere]).isWorthSending(.hourly), "it does not stand in the digest")
        #expect(try !draft([open(1)]).isWorthSending(.off) && !draft([open(1)]).isWorthSending(.immediate))
    }

    @Test("a message that is held anew is news, one that was told of is not")
    func held() throws {
        for (id, isNew) in [(50, false), (51, true)] as [(Int64, Bool)] {
            var material = DigestMaterial()
            material.held = ([DigestMaterial.HeldMessage(id: ID(id), from: "x", subject: "y", received: now)], 1)
            #expect(try draft(material).isWorthSending(.hourly) == isNew)
        }
    }
}

@Suite("Whether an event waits for a digest")
struct ToldAtOnceTests {
    private func isTold(
        _ schedule: DigestSchedule, _ event: DeskEvent.Kind, assignee: Int64?, kind: Person.Kind = .advisor
    ) throws -> Bool {
        let person = Person(
            id: ID(3), kind: kind, address: try #require(EmailAddress("sam@example.org")), digest: schedule)
        let supportCase = SupportCase(
            number: CaseNumber(1), account: ID(1), contact: ID(1), subject: "", type: "", priority: "", status: .new,
            team: "", assignee: assignee.map { ID($0) }, channel: .email, mailbox: "", created: now, lastModified: now)
        return person.isTold(atOnceOf: event, on: supportCase)
    }

    @Test(
        "immediate never waits, off is never told; a deadline waits only where the case is somebody else's",
        arguments: [
            (DigestSchedule.immediate, DeskEvent.Kind.posted, 4, true), (.immediate, .overdue, 4, true),
            (.hourly, .posted, 3, false), (.hourly, .opened, nil, false), (.daily(at: 0), .closed, 3, false),
            (.daily(at: 0), .overdue, 3, true), (.hourly, .overdue, nil, true), (.hourly, .overdue, 4, false),
            (.off, .overdue, 3, false), (.off, .posted, 3, false),
        ] as [(DigestSchedule, DeskEvent.Kind, Int64?, Bool)])
    func table(_ schedule: DigestSchedule, _ event: DeskEvent.Kind, _ assignee: Int64?, _ expected: Bool) throws {
        #expect(try isTold(schedule, event, assignee: assignee) == expected)
    }

    @Test("contacts are told at once")
    func contacts() throws { #expect(try isTold(.off, .posted, assignee: nil, kind: .contact)) }
}

@Suite("The note about a mail that was given up")
struct UndeliveredTests {
    @Test("is known again, and nothing else is taken for it")
    func known() throws {
        let address = try #require(EmailAddress("ann@lake.example"))
        #expect(FeedEntry.undelivered(to: address, because: "550 no\nsuch user", at: now).isUndelivered)
        let others = [
            FeedEntry(.note, at: now, author: nil, channel: .system, text: "Mails about this case are kept back: x."),
            FeedEntry(
                .post, at: now, author: nil, channel: .system, text: "Mail to a@b.example could not be delivered: x"),
            FeedEntry(.note, at: now, author: ID(1), channel: .email, text: "Mail to a@b could not be delivered: x"),
            FeedEntry(.note, at: now, author: nil, channel: .system, text: "Mail to you all could not be delivered: x"),
        ]
        #expect(others.filter(\.isUndelivered).isEmpty)
    }
}
