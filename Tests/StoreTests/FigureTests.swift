import Core
import Foundation
import Testing

@testable import Store

@Suite("Figures for those who watch")
struct FigureTests {
    private static let now = Date(timeIntervalSince1970: 1_000_000)

    private let scratch: ScratchDatabase

    init() throws { scratch = try ScratchDatabase() }

    @Test("no statement goes through a table that grows", arguments: FigureStatement.allCases)
    func plans(_ statement: FigureStatement) async throws {
        let sql = try #require(StoreTransaction.figureStatements[statement])
        let plan = try await scratch.database.read { transaction in
            try transaction.rows("EXPLAIN QUERY PLAN \(sql)").map { String(describing: $0) }.joined(separator: "; ")
        }
        for table in ["support_case", "outbox", "inbound", "held", "audit"] {
            #expect(!plan.contains("SCAN \(table)\""), "\(plan)")
        }
        // Without an index this reads all mails that were ever sent to find the first that was not.
        if statement == .oldestMails {
            #expect(plan.contains("outbox_turn") && plan.contains("outbox_leased"), "\(plan)")
        }
        if statement == .unanswered { #expect(plan.contains("support_case_unanswered"), "\(plan)") }
        if statement == .quarantined { #expect(plan.contains("inbound_quarantined"), "\(plan)") }
        if statement == .openCases { #expect(plan.contains("support_case_open"), "\(plan)") }
    }

    @Test("an empty desk has none")
    func empty() async throws {
        var expected = DeskFigures()
        expected.cases = [.closed: 0]
        expected.mails = [.queued: 0, .sending: 0, .sent: 0]
        var figures = try await scratch.database.read { try $0.figures(at: Self.now) }
        #expect(figures.databaseSize > 100_000)
        figures.databaseSize = 0
        #expect(figures == expected)
    }

    @Test("cases are counted by status, closed ones without being looked at")
    func cases() async throws {
        let desk = try await MadeUpDesk(cases: 60, in: scratch.database)
        let figures = try await scratch.database.read { try $0.figures(at: Self.now) }
        #expect(figures.casesOpened == 60)
        for (status, cases) in Dictionary(grouping: desk.all, by: \.supportCase.status) {
            #expect(figures.cases[status] == cases.count)
        }
        #expect(figures.cases.values.reduce(0, +) == 60)
    }

    private func insertMail(_ state: String, queued: Int, isHead: Bool = true, _ transaction: StoreTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO outbox (template, to_address, to_key, mailbox, message_id, date_at, message_references, state,
                queued_at, next_attempt_at, priority, is_head)
            VALUES ('case-post', 'a@b.example', 'a@b.example', 'support', '\(UUID())', 0, '', '\(state)', \(queued), 0, 1,
                \(isHead ? 1 : 0))
            """)
    }

    @Test("mails are counted by state, and the oldest is the one that was queued first of those that wait")
    func mails() async throws {
        try await scratch.database.write { transaction in
            for (state, count) in [("sent", 4), ("failed", 2), ("suppressed", 3)] {
                for _ in 0..<count { try insertMail(state, queued: 1_000, transaction) }
            }
            try insertMail("sending", queued: 5_000, transaction)
            try insertMail("queued", queued: 6_000, isHead: false, transaction)
            try insertMail("queued", queued: 7_000, transaction)
        }
        let figures = try await scratch.database.read { try $0.figures(at: Self.now) }
        #expect(figures.mails == [.sent: 4, .failed: 2, .suppressed: 3, .sending: 1, .queued: 2])
        #expect(figures.oldestWaitingMail == Date(timeIntervalSince1970: 5))
    }

    private func insertMessage(_ state: String, _ outcome: String?, at: Int, _ transaction: StoreTransaction) throws {
        try transaction.execute("INSERT INTO blob (size, bytes) VALUES (1, 'x')")
        try transaction.execute(
            """
            INSERT INTO inbound (mailbox, source_key, state, attempts, blob_id, received_at, outcome, reason)
            VALUES ('support', '\(UUID())', '\(state)', 1, (SELECT max(id) FROM blob), \(at),
                \(outcome.map { "'\($0)'" } ?? "NULL"), \(outcome == "held" ? "'stranger'" : "NULL"))
            """)
        if outcome == "held" {
            try transaction.execute("INSERT INTO held (inbound_id, state) SELECT max(id), 'waiting' FROM inbound")
        }
    }

    @Test("messages are counted from a line on, for good as far as all are ended")
    func messages() async throws {
        try await scratch.database.write { transaction in
            try insertMessage("done", "opened", at: 1_000, transaction)
            try insertMessage("done", "held", at: 2_000, transaction)
            try insertMessage("done", "opened", at: 3_000, transaction)
            try insertMessage("received", nil, at: 4_000, transaction)
            try insertMessage("done", "posted", at: 5_000, transaction)
        }
        let (figures, takings) = try await scratch.database.read {
            (try $0.figures(at: Self.now), try $0.takings(after: 1))
        }
        #expect(
            takings
                == .init(
                    settled: 3, counts: [.init(.held, "stranger"): 1, .init(.opened, ""): 1],
                    later: [.init(.posted, ""): 1]))
        #expect(figures.heldMessages == 1 && figures.unfinishedMessages == 1)
        #expect(figures.oldestHeldMessage == Date(timeIntervalSince1970: 2))
        #expect(figures.held == ["stranger": .init(count: 1, oldest: Date(timeIntervalSince1970: 2))])
        #expect(figures.quarantinedMessages == 0 && figures.latestQuarantined == 0)
        #expect(try await scratch.database.read { try $0.takings(after: 5) } == .init(settled: 5))
    }

    @Test("the probe writes, and changes nothing")
    func probe() async throws {
        let name = try scratch.database.deskName()
        try await scratch.database.write { try $0.probe() }
        #expect(try scratch.database.deskName() == name)
    }
}
