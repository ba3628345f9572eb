import Core
import Foundation
import Store
import Testing

@Suite("Finding cases")
struct CaseListTests {
    private let scratch: ScratchDatabase

    init() async throws {
        scratch = try ScratchDatabase()
        let ann = try await scratch.importAnn()
        let account = try #require(ann.defaultMembership).account
        try await scratch.database.write { transaction in
            for (index, subject) in ["Grade book", "GRADES 100%", "Bus_route", "Zeugnis für Müller"].enumerated() {
                var supportCase = SupportCase(
                    number: try transaction.nextCaseNumber(), account: account.id, contact: ann.id, subject: subject,
                    type: "Question", priority: index == 0 ? "High" : "Low", status: index == 3 ? .closed : .new,
                    team: "Desk", channel: .email, mailbox: "support", created: noon,
                    lastModified: noon + Double(index) * 60)
                supportCase.fields = index == 1 ? ["Module": "Fees"] : [:]
                try transaction.insert(supportCase)
                let post = FeedEntry(
                    .post, at: noon, author: ann.id, channel: .email, text: "Post \(index) about \"buses\"")
                let file = NewAttachment(
                    filename: "plan-\(index).pdf", contentType: "application/pdf", size: 1, body: .omitted(reason: "x"))
                _ = try transaction.append(post, to: supportCase.number, attachments: [file])
            }
        }
    }

    private func subjects(_ change: (inout CaseFilter) -> Void) async throws -> [String] {
        var filter = CaseFilter()
        change(&filter)
        let criteria = filter
        return try await scratch.database.cases(criteria).items.map(\.supportCase.subject)
    }

    @Test("last modified first, unless another order is wanted")
    func order() async throws {
        #expect(try await subjects { _ in } == ["Zeugnis für Müller", "Bus_route", "GRADES 100%", "Grade book"])
        #expect(try await subjects { $0.isReversed = true }.first == "Grade book")
        #expect(
            try await subjects { $0.order = .subject } == [
                "Bus_route", "Grade book", "GRADES 100%", "Zeugnis für Müller",
            ])
        for order in CaseFilter.Order.allCases { #expect(try await subjects { $0.order = order }.count == 4) }
    }

    @Test(
        "by subject, whatever signs it has",
        arguments: [
            (CaseFilter.SubjectCondition.equals("grade BOOK"), ["Grade book"]),
            (.startsWith("grade"), ["GRADES 100%", "Grade book"]), (.endsWith("%"), ["GRADES 100%"]),
            (.contains("_"), ["Bus_route"]), (.lacks("grade"), ["Zeugnis für Müller", "Bus_route"]),
            (.isNot("Bus_route"), ["Zeugnis für Müller", "GRADES 100%", "Grade book"]), (.contains("!"), []),
        ])
    func bySubject(_ condition: CaseFilter.SubjectCondition, _ expected: [String]) async throws {
        #expect(try await subjects { $0.subject = [condition] } == expected)
    }

    @Test(
        "by words of subjects, posts and files' names; accents and signs don't matter",
        arguments: [
            ("muller", ["Zeugnis für Müller"]), ("grad", ["GRADES 100%", "Grade book"]), ("plan-2", ["Bus_route"]),
            ("\"buses\" 1", ["GRADES 100%"]), ("AND", []), ("nothing", []),
            ("post about", ["Zeugnis für Müller", "Bus_route", "GRADES 100%", "Grade book"]),
            ("* NEAR(", []), ("a:b -c ^d", []),
        ])
    func byWords(_ words: String, _ expected: [String]) async throws {
        #expect(try await subjects { $0.words = words } == expected)
    }

    @Test("conditions combine with AND, and the page says how many there are")
    func combined() async throws {
        #expect(try await subjects { ($0.statuses, $0.priority) = ([.new], "Low") } == ["Bus_route", "GRADES 100%"])
        #expect(try await subjects { $0.module = "Fees" } == ["GRADES 100%"])
        #expect(try await subjects { $0.modifiedSince = noon + 120 }.count == 2)
        #expect(try await subjects { $0.modifiedBefore = noon + 120 }.count == 2)
        #expect(try await subjects { $0.isUnassigned = true }.count == 4)
        #expect(try await subjects { ($0.account, $0.words) = ("Lakeside", "grades 100") }.count <= 1)
        let page = try await scratch.database.cases(CaseFilter(), limit: 1, offset: 2)
        #expect(page.total == 4 && page.items.map(\.supportCase.subject) == ["GRADES 100%"])
    }

    @Test(
        "more cases than are counted are given as at least so many, with the page that was asked for",
        arguments: [
            ("post", 1, 1, false), ("post", 3, 3, false), ("post", 4, 4, true), ("post", 5, 4, true),
            ("buses 1", 1, 1, true), ("nothing", 1, 0, true),
        ])
    func capped(_ words: String, _ reach: Int, _ total: Int, _ isExact: Bool) async throws {
        let (filter, effort) = (CaseFilter.words(words), CaseEffort.reaching(reach))
        let page = try await scratch.database.cases(filter, limit: 1, effort: effort)
        #expect(page.total == total && page.isTotalExact == isExact && page.items.count == min(total, 1))
        let all = try await scratch.database.cases(filter, effort: effort)
        #expect(all.isTotalExact && all.total == all.items.count && all.total >= total)
    }

    @Test("only what differs is written, and a changed subject is found by its new letters")
    func changed() async throws {
        let old = try await scratch.database.cases(.subject(.contains("Bus_route"))).items
        let listed = try #require(old.first).supportCase
        let number = try await scratch.database.write { transaction in
            var supportCase = listed
            (supportCase.subject, supportCase.issue) = ("Timetable", "DEV-1")
            try transaction.update(supportCase)
            #expect(try transaction.supportCase(supportCase.number) == supportCase)
            return supportCase.number
        }
        let filters: [(CaseFilter, Bool)] = [
            (.subject(.contains("METAB")), true), (.subject(.endsWith("route")), false), (.words("timet"), true),
            (.words("route"), false),
        ]
        for (filter, isFound) in filters {
            let found = try await scratch.database.cases(filter)
            #expect(found.items.contains { $0.supportCase.number == number } == isFound, "\(filter)")
        }
    }
}

extension CaseFilter {
    static func words(_ words: String) -> CaseFilter {
        var filter = CaseFilter()
        filter.words = words
        return filter
    }

    static func subject(_ condition: SubjectCondition) -> CaseFilter {
        var filter = CaseFilter()
        filter.subject = [condition]
        return filter
    }
}

extension CaseEffort {
    static func reaching(_ reach: Int, open: Int = 0, seeksWords: Bool? = nil) -> CaseEffort {
        var effort = CaseEffort()
        (effort.reach, effort.openReach, effort.seeksWords) = (reach, open, seeksWords)
        return effort
    }
}
