import Core
import Foundation
import Store
import Testing

@Suite("What reports read of cases")
struct CaseReportTests {
    private let scratch: ScratchDatabase
    private let ann: Person
    private let clock: BusinessClock

    init() async throws {
        scratch = try ScratchDatabase()
        ann = try await scratch.importAnn()
        clock = try #require(
            BusinessClock(
                Preset.BusinessCalendar(
                    timeZone: "America/Chicago", days: [.monday], opens: 360, closes: 1080, holidays: [],
                    observance: .none)))
    }

    private func instant(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

    /// Puts a case there, changed by `change`, with entries of these kinds and new values.
    @discardableResult
    private func add(
        opened: String = "2026-10-05T15:00:00Z", closed: String? = nil, feed: [(FeedEntry.Kind, String)] = [],
        _ change: @escaping @Sendable (inout SupportCase) -> Void = { _ in }
    ) async throws -> CaseNumber {
        let (ann, opened, closed) = (ann, try instant(opened), try closed.map(instant))
        let account = try #require(ann.defaultMembership).account
        return try await scratch.database.write { transaction in
            var supportCase = SupportCase(
                number: try transaction.nextCaseNumber(), account: account.id, contact: ann.id, subject: "s",
                type: "Question", priority: "Low", status: closed == nil ? .new : .closed, team: "Desk",
                channel: .email, mailbox: "support", created: opened, lastModified: opened, closed: closed)
            change(&supportCase)
            try transaction.insert(supportCase)
            for (kind, value) in feed {
                let entry = FeedEntry(kind, at: opened, author: nil, channel: .cli, text: "New", from: "New", to: value)
                _ = try transaction.append(entry, to: supportCase.number, attachments: [])
            }
            return supportCase.number
        }
    }

    private func volume(
        by grouping: VolumeReport.Grouping, _ change: (inout CaseFilter) -> Void = { _ in }
    ) async throws -> [VolumeReport.Row] {
        var filter = CaseFilter()
        change(&filter)
        let (criteria, clock) = (filter, clock)
        return try await scratch.database.read { try $0.volume(by: grouping, criteria, clock: clock) }.rows
    }

    @Test("a case comes with its priority, its times and its pauses")
    func reported() async throws {
        let start = noon
        try await add(closed: "2026-10-06T15:00:00Z") { supportCase in
            supportCase.response.due = start
            supportCase.response.answered = start + 60
            supportCase.response.pauses = [
                ResponseRecord.Pause(start: start + 1, end: start + 2), ResponseRecord.Pause(start: start + 3),
            ]
        }
        try await add { $0.priority = "High" }
        let found = try await scratch.database.read { transaction in
            var found: [ReportedCase] = []
            try transaction.forEachReportedCase(CaseFilter()) { found.append($0) }
            return found
        }
        var response = ResponseRecord()
        (response.due, response.answered) = (start, start + 60)
        response.pauses = [
            ResponseRecord.Pause(start: start + 1, end: start + 2), ResponseRecord.Pause(start: start + 3),
        ]
        let created = try instant("2026-10-05T15:00:00Z")
        let closed = try instant("2026-10-06T15:00:00Z")
        #expect(
            found == [
                ReportedCase(priority: "Low", created: created, closed: closed, response: response),
                ReportedCase(priority: "High", created: created),
            ])
    }

    @Test(
        "a filter chooses by the time of opening, of closing, and whether the case became a part of another one",
        arguments: [
            ("2026-10-02T00:00:00Z", nil, nil, 3), (nil, "2026-10-02T00:00:00Z", nil, 1),
            ("2026-10-02T00:00:00Z", "2026-10-03T00:00:00Z", nil, 1), ("2026-10-01T00:00:00Z", nil, true, 1),
            (nil, nil, false, 3), (nil, nil, nil, 4),
        ] as [(String?, String?, Bool?, Int)])
    func filtered(_ since: String?, _ before: String?, _ isMerged: Bool?, _ count: Int) async throws {
        let whole = try await add(opened: "2026-10-01T00:00:00Z")
        for day in 2...3 { try await add(opened: "2026-10-0\(day)T00:00:00Z") }
        try await add(opened: "2026-10-04T00:00:00Z", closed: "2026-10-05T00:00:00Z") { $0.mergedInto = whole }
        var filter = CaseFilter()
        (filter.openedSince, filter.openedBefore) = (try since.map(instant), try before.map(instant))
        filter.isMerged = isMerged
        let criteria = filter
        #expect(try await scratch.database.read { try $0.caseCount(criteria) } == count)
        filter = CaseFilter()
        filter.closedSince = try instant("2026-10-05T00:00:00Z")
        let closed = filter
        #expect(try await scratch.database.read { try $0.caseCount(closed) } == 1)
    }

    @Test(
        "cases are counted by any property",
        arguments: [
            (VolumeReport.Grouping.type, ["Question", "Outage"]), (.team, ["Desk", "Hosting"]),
            (.account, ["Lakeside"]), (.priority, ["Low", "High"]), (.channel, ["email", "phone"]),
            (.month, ["2026-10"]),
        ])
    func groups(_ grouping: VolumeReport.Grouping, _ names: [String]) async throws {
        for _ in 1...2 { try await add(closed: "2026-10-06T15:00:00Z") }
        try await add {
            ($0.type, $0.team, $0.priority, $0.channel) = ("Outage", "Hosting", "High", .phone)
        }
        let rows = try await volume(by: grouping)
        #expect(rows.map(\.name) == names)
        #expect(rows.map(\.opened) == (names.count == 1 ? [3] : [2, 1]))
        #expect(rows.map(\.closed) == (names.count == 1 ? [2] : [2, 0]))
        #expect(rows.map(\.open) == (names.count == 1 ? [1] : [0, 1]))
        #expect(try await volume(by: grouping) { $0.team = "Hosting" }.map(\.opened) == [1])
    }

    @Test("what is closed in the period counts as closed, whenever it was opened; what is open, as open")
    func closedInPeriod() async throws {
        try await add(opened: "2026-09-20T15:00:00Z", closed: "2026-10-02T15:00:00Z")
        try await add(opened: "2026-10-02T15:00:00Z", closed: "2026-11-20T15:00:00Z")
        try await add(opened: "2026-10-03T15:00:00Z")
        try await add(opened: "2026-11-03T15:00:00Z")
        let (since, before) = (try instant("2026-10-01T05:00:00Z"), try instant("2026-11-01T05:00:00Z"))
        let rows = try await volume(by: .type) { ($0.openedSince, $0.openedBefore) = (since, before) }
        #expect(rows == [VolumeReport.Row(name: "Question", opened: 2, closed: 1, open: 1, share: 100)])
        let months = try await volume(by: .month)
        #expect(months.map(\.name) == ["2026-09", "2026-10", "2026-11"])
        #expect(months.map(\.opened) == [1, 2, 1])
        #expect(months.map(\.closed) == [0, 1, 1])
    }

    @Test(
        "a month begins at midnight where the desk is",
        arguments: [
            ("2026-11-01T04:59:59Z", "2026-10"), ("2026-11-01T05:00:00Z", "2026-11"),
            ("2026-12-01T05:59:59Z", "2026-11"), ("2026-12-01T06:00:00Z", "2026-12"),
        ])
    func months(_ opened: String, _ month: String) async throws {
        try await add(opened: opened, closed: opened)
        let rows = try await volume(by: .month)
        #expect(rows == [VolumeReport.Row(name: month, opened: 1, closed: 1, share: 100)])
    }

    @Test(
        "solved at the first level is what was never given on",
        arguments: [
            ([], 1, "nothing happened"), ([(.status, "Assigned"), (.status, "Closed")], 1, "no help was needed"),
            ([(.escalation, "Hosting")], 0, "escalated"), ([(.status, "Assist Request")], 0, "help was asked for"),
            ([(.status, "Assigned to Development"), (.status, "Closed")], 0, "a defect"),
            ([(.post, "Assist Request"), (.note, "Assigned to Development")], 1, "words are no status"),
        ] as [([(FeedEntry.Kind, String)], Int, String)])
    func firstLevel(_ feed: [(FeedEntry.Kind, String)], _ count: Int, _ why: String) async throws {
        try await add(closed: "2026-10-06T15:00:00Z", feed: feed)
        try await add(feed: feed)
        let rows = try await scratch.database.read { try $0.firstLevel(CaseFilter()) }
        #expect(rows == [FirstLevelReport.Row(team: "Desk", closed: 1, firstLevel: count, open: 1)], "\(why)")
    }

    @Test("each team has its own row, and filters hold")
    func firstLevelByTeam() async throws {
        try await add(closed: "2026-10-06T15:00:00Z", feed: [(.escalation, "Hosting")]) { $0.team = "Hosting" }
        try await add(closed: "2026-10-06T15:00:00Z")
        var filter = CaseFilter()
        filter.team = "Hosting"
        let criteria = filter
        let (all, hosting) = try await scratch.database.read {
            (try $0.firstLevel(CaseFilter()), try $0.firstLevel(criteria))
        }
        #expect(all.map(\.team).sorted() == ["Desk", "Hosting"] && all.map(\.closed) == [1, 1])
        #expect(hosting == [FirstLevelReport.Row(team: "Hosting", closed: 1, firstLevel: 0, open: 0)])
    }
}
