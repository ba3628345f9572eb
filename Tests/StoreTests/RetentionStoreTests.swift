import Core
import Foundation
import MailAuth
import Testing

@testable import Store

@Suite("What is removed from the database")
struct RetentionStoreTests {
    private let scratch: ScratchDatabase

    init() throws { scratch = try ScratchDatabase() }

    @Test(
        "what is too old is found by an index, without a sort",
        arguments: [
            (.messages(.opened), "inbound_raw"), (.mailTexts, "outbox_text"),
            (.cases(ID(1), name: "a"), "support_case_closed"),
        ] as [(RetentionStep, String)])
    func plans(_ step: RetentionStep, _ index: String) async throws {
        let plan = try await plan(StoreTransaction.retentionStatement(step))
        #expect(plan.contains("SEARCH") && plan.contains(index), "\(plan)")
        #expect(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "\(plan)")
    }

    @Test("the oldest lines of the log are read in its own order")
    func auditPlan() async throws {
        #expect(try await !plan(StoreTransaction.retentionStatement(.auditLines)).contains("TEMP B-TREE"))
    }

    /// Numbers in the places of what is asked for: a plan does not depend on them.
    private func plan(_ statement: String) async throws -> String {
        let sql = statement.replacingOccurrences(of: "?", with: "0")
        return try await scratch.database.read { transaction in
            try transaction.rows("EXPLAIN QUERY PLAN \(sql)").map { String(describing: $0) }.joined(separator: "; ")
        }
    }

    /// A message that became a case's, and one that is held.
    private func takeIn(_ count: Int, outcome: InboundOutcome, at time: Date, size: Int = 3) async throws {
        try await scratch.database.write { transaction in
            for uid in 1...count {
                let source = InboundSource.maildir(name: "\(outcome)\(uid)")
                let raw = RawContent.memory([UInt8](repeating: 0x61, count: size))
                let entry = try transaction.keep(ReceivedMessage(source: source, raw: raw), mailbox: "m", at: time)
                    .entry
                let result = InboundResult(
                    outcome: outcome, reason: "r", reasons: ["s"], contentKey: "k\(outcome)\(uid)", from: "a@b.example",
                    subject: "secret")
                try transaction.finish(entry.id, result, state: .done, at: time)
                if outcome == .held { try transaction.hold(entry.id, .waiting, challenge: nil) }
            }
        }
    }

    @Test("batches come to an end, and what is on hold is passed by, however much of it there is")
    func batches() async throws {
        let ann = try await scratch.importAnn()
        try await takeIn(120, outcome: .held, at: noon)
        try await scratch.database.write { transaction in
            try transaction.execute("UPDATE inbound SET from_address = 'ann@lakeside.example' WHERE id <= 60")
            _ = try transaction.set(
                LegalHold(.init(ann.id), named: "ann", because: "x", by: "operator", since: noon))
        }
        let later = noon.addingTimeInterval(40 * 86_400)
        var (place, removed, held, turns): (RetentionPlace?, Int, Int, Int) = (.start, 0, 0, 0)
        while let from = place {
            let batch = try await scratch.database.write {
                try $0.removeExpired(.messages(.held), Retention(), from: from, at: later)
            }
            (place, removed, held, turns) = (batch.next, removed + batch.removed, held + batch.held, turns + 1)
        }
        #expect((removed, held, turns) == (60, 60, 3))
        let left = try await scratch.database.read { transaction in
            try transaction.rows(
                """
                SELECT count(*) || ' ' || count(from_address) || ' ' || count(subject) || ' ' || count(content_key) || ' '
                    || count(source_key) AS kept FROM inbound WHERE raw_removed_at IS NOT NULL
                """
            ).map { $0[0] as String }
        }
        #expect(left == ["60 0 0 60 60"], "keys stay, so that nothing is taken in twice")
        #expect(try await scratch.database.read { try $0.held([.waiting]).total } == 60)
        let known = try await scratch.database.write {
            try $0.keep(
                ReceivedMessage(source: .maildir(name: "held120"), raw: .memory([1])), mailbox: "m", at: later
            ).isNew
        }
        #expect(!known)
    }

    @Test("a removed message says so, can't be let in, and is no damage")
    func removed() async throws {
        try await takeIn(1, outcome: .held, at: noon, size: RawContent.memoryLimit + 1)
        let id = ID<LedgerEntry>(1)
        let later = noon.addingTimeInterval(40 * 86_400)
        _ = try await scratch.database.write {
            try $0.removeExpired(.messages(.held), Retention(), from: .start, at: later)
        }
        #expect(try await scratch.database.read { try $0.removedFileCount() } == 1)
        #expect(try await scratch.database.purge())
        #expect(try await scratch.database.read { try $0.removedFileCount() } == 0)
        let failure = try await #require(throws: StoreFailure.self) {
            try await scratch.database.read { _ = try $0.raw(of: id) }
        }
        #expect(failure.description.contains("message 1 was removed on") && failure.kind == .missing)
        #expect(try await scratch.database.write { try !$0.letIn(id, Release(.desk("operator")), at: later) })
        let report = try await scratch.database.read { try $0.blobReport() }
        #expect(report.problemCount == 0 && report.files == 0 && report.unnamed == 0)
    }

    @Test(
        "what a transaction may undo is in memory, also after the database was written anew; a reader's sorts are not")
    func temporaryStorage() async throws {
        let pragma = "PRAGMA temp_store"
        for _ in 1...2 {
            let (file, memory) = (0, 2)
            #expect(try await scratch.database.write { try $0.row(pragma)?[0] } == memory)
            #expect(try await scratch.database.read { try $0.row(pragma)?[0] } == file)
            #expect(try await scratch.database.vacuum(at: noon))
        }
    }

    @Test("words that were taken out are in no page of the file, whatever was merged before; others are still found")
    func words() async throws {
        let ann = try await scratch.importAnn()
        let account = try #require(ann.defaultMembership).account.id
        try await scratch.database.write { transaction in
            for index in 1...300 {
                let number = try transaction.nextCaseNumber()
                var new = SupportCase(
                    number: number, account: account, contact: ann.id, subject: "subjectword\(index)", type: "T",
                    priority: "P", status: .closed, team: "D", channel: .email, mailbox: "m", created: noon,
                    lastModified: noon)
                new.closed = noon
                try transaction.insert(new)
                let post = FeedEntry(
                    .post, at: noon, author: ann.id, channel: .email, text: "textword\(index) qzword\(index)y")
                _ = try transaction.append(post, to: number, attachments: [])
                if index.isMultiple(of: 50) { try transaction.indexNewWords(limit: 1_000) }
            }
        }
        #expect(try octets().contains("qzword7y") && octets().contains("subjectword7"))
        let report = try await scratch.database.write {
            try $0.redact(
                Redaction(of: CaseNumber(1_000_007), [.everything], because: "x"), by: "operator", at: noon)
        }
        #expect(report.removed.count == 1)
        #expect(try await scratch.database.purge())
        #expect(try !octets().contains("qzword7y") && !octets().contains("textword7 "))
        #expect(try octets().contains("qzword8y"))
        var filter = CaseFilter()
        filter.words = "qzword8y"
        let found = try await scratch.database.cases(filter)
        #expect(found.items.map(\.supportCase.number) == [CaseNumber(1_000_008)])
        #expect(try await scratch.database.vacuum(at: noon))
        #expect(try !octets().contains("qzword7y"))
        #expect(try await scratch.database.read { try $0.integrityProblems() } == [])
    }

    /// All of the database's files.
    private func octets() throws -> String {
        try FileManager.default.contentsOfDirectory(atPath: scratch.folder).filter { $0.hasPrefix("desk.sqlite") }
            .map {
                String(decoding: try Data(contentsOf: URL(fileURLWithPath: scratch.folder + "/" + $0)), as: UTF8.self)
            }
            .joined()
    }

    @Test("a desk of an earlier version is brought up to date with all its messages")
    func migrated() async throws {
        let folder = NSTemporaryDirectory() + "casepost-store-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (path, blobs) = (folder + "/desk.sqlite", folder + "/blobs")
        let old = try DeskDatabase(path: path, blobFolder: blobs, digest: { Digest.sha256($0) }, upTo: "19 figures")
        try await old.write { transaction in
            try transaction.execute("INSERT INTO blob (size, bytes) VALUES (1, 'x')")
            try transaction.execute(
                """
                INSERT INTO inbound (mailbox, source_key, state, attempts, blob_id, received_at, finished_at, outcome)
                VALUES ('m', 'maildir:a', 'done', 1, 1, 1, 1, 'ignored')
                """)
        }
        let new = try DeskDatabase(path: path, blobFolder: blobs, digest: { Digest.sha256($0) })
        #expect(try await new.read { try $0.raw(of: ID(1)).size } == 1)
        let batch = try await new.write {
            try $0.removeExpired(.messages(.ignored), Retention(), from: .start, at: noon)
        }
        #expect(batch.removed == 1)
    }
}
