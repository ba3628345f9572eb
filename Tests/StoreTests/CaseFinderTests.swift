import Core
import Foundation
import MailAuth
import Testing

@testable import Store

@Suite("Both ways of finding cases")
struct CaseFinderTests {
    @Test("find what reading all cases finds, whatever the filter, order, page and effort")
    func sameAsReadingAll() async throws {
        let scratch = try ScratchDatabase()
        let desk = try await MadeUpDesk(cases: 300, in: scratch.database)
        var dice = Dice(state: 7)
        for _ in 0..<600 {
            let filter = desk.filter(&dice)
            let effort = CaseEffort.reaching(
                dice.pick([0, 3, 30, 1000]), open: dice.pick([0, 20, 1000]), seeksWords: dice.pick([nil, true, false]))
            let (limit, offset): (Int?, Int) = dice.pick([(nil, 0), (7, 0), (5, 5), (20, 0), (3, 300)])
            let page = try await scratch.database.cases(filter, limit: limit, offset: offset, effort: effort)
            let expected = desk.cases(filter)
            let numbers = expected.dropFirst(offset).prefix(limit ?? Int.max).map(\.supportCase.number)
            try #require(page.items.map(\.supportCase.number) == numbers, "\(filter) \(effort) \(offset)")
            #expect(page.isTotalExact ? page.total == expected.count : page.total <= expected.count, "\(filter)")
        }
    }

    @Test("find long words by their beginnings, however many begin so")
    func manyWords() async throws {
        let scratch = try ScratchDatabase()
        let desk = try await MadeUpDesk(
            cases: 200, of: (0..<100).map { "assessment\($0)" }, in: scratch.database)
        for words in ["assessment", "Assessment1", "assessment77", "assessment1 assessment", "assessment100"] {
            for effort in [CaseEffort.reaching(1000), .reaching(0), .reaching(0, seeksWords: true)] {
                let page = try await scratch.database.cases(.words(words), limit: 300, effort: effort)
                #expect(page.items.count == desk.cases(.words(words)).count, "\(words) \(effort)")
            }
        }
    }

    @Test("a database of an earlier version is filled: its subjects, words and orders")
    func filled() async throws {
        let folder = NSTemporaryDirectory() + "casepost-store-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (path, blobs) = (folder + "/desk.sqlite", folder + "/blobs")
        let old = try DeskDatabase(path: path, blobFolder: blobs, digest: { Digest.sha256($0) }, upTo: "9 search")
        try await old.write { for statement in Self.earlierRows { try $0.execute(statement) } }
        let new = try DeskDatabase(path: path, blobFolder: blobs, digest: { Digest.sha256($0) })
        let filters: [CaseFilter] = [
            .words("printer"), .words("plan-7"), .words("burn"), .subject(.contains("INTER")), CaseFilter(),
        ]
        for filter in filters {
            let found = try await new.cases(filter, effort: .reaching(0))
            #expect(found.items.map(\.supportCase.subject) == ["The printer"], "\(filter)")
        }
    }

    private static let earlierRows = [
        "INSERT INTO account (id, name) VALUES (1, 'Lakeside')",
        "INSERT INTO person (id, kind, address, first_name, last_name) VALUES (1, 'contact', 'a@b.example', 'A', 'B')",
        """
        INSERT INTO support_case (number, account_id, contact_id, subject, type, priority, status, team, channel, mailbox,
            created_at, modified_at) VALUES (1000001, 1, 1, 'The printer', 'T', 'P', 'New', 'D', 'email', 'support', 1, 1)
        """,
        """
        INSERT INTO feed_entry (id, case_number, kind, at, channel, visibility, text)
            VALUES (1, 1000001, 'post', 1, 'email', 'public', 'It burns')
        """,
        "INSERT INTO attachment (feed_entry_id, filename, content_type, size) VALUES (1, 'plan-7.pdf', 'x/y', 1)",
    ]
}
