import Core
import Foundation
import MailAuth
import TestSupport
import Testing

@testable import Store

@Suite("A database that is only looked at")
struct ExaminationTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.appending("desk.sqlite") }

    init() throws { directory = try TemporaryDirectory() }

    private func database(upTo step: String? = nil) throws -> DeskDatabase {
        try DeskDatabase(
            path: path, blobFolder: directory.appending("blobs"), digest: { Digest.sha256($0) }, upTo: step)
    }

    private func sql(_ text: String) throws {
        try Command.succeed(
            "python3",
            [
                "-c", "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.commit()",
                path, text,
            ])
    }

    @Test("is told from one of an earlier and of a later version, and stays as it is")
    func versions() throws {
        #expect(throws: StoreFailure.self) { try DatabaseExamination(of: path) }
        #expect(!FileManager.default.fileExists(atPath: path), "none is made")
        let earlier = try database(upTo: "18 surveys")
        let examination = try DatabaseExamination(of: path)
        guard case .earlier(let missing) = examination.tables else {
            Issue.record("\(examination)")
            return
        }
        #expect(missing.first == "19 figures" && examination.problems.isEmpty)
        #expect(try DatabaseExamination(of: path) == examination, "nothing was brought up to date")
        withExtendedLifetime(earlier) {}
        let current = try database()
        guard case .current = try DatabaseExamination(of: path).tables else {
            Issue.record("not current")
            return
        }
        withExtendedLifetime(current) {}
        try sql("INSERT INTO grdb_migrations (identifier) VALUES ('99 magic')")
        #expect(try DatabaseExamination(of: path).tables == .later(unknown: ["99 magic"]))
    }

    @Test("with other octets in it is damaged or no database")
    func damage() throws {
        try Data("no database, but long enough to be looked at as one".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: StoreFailure.self) { try DatabaseExamination(of: path) }
    }

    @Test("the process that holds the gateway's lock is found, and looking takes nothing")
    func holder() throws {
        #expect(GatewayLock.holder(besides: path) == nil)
        let lock = try GatewayLock(besides: path)
        #expect(GatewayLock.holder(besides: path) == getpid())
        withExtendedLifetime(lock) {}
        let locks = """
            1: POSIX  ADVISORY  WRITE 700 fe:00:13 0 EOF
            2: FLOCK  ADVISORY  WRITE 701 fe:00:130 0 EOF
            3: FLOCK  ADVISORY  WRITE 702 fe:00:13 0 EOF
            3: -> FLOCK  ADVISORY  WRITE 703 fe:00:14 0 EOF
            """
        #expect(GatewayLock.holder(ofFile: 13, in: locks) == 702)
        #expect(GatewayLock.holder(ofFile: 14, in: locks) == nil, "who waits holds nothing")
    }

    @Test("who waits for the gateway's lock gets it when the other is gone, also where the file was replaced meanwhile")
    func waiting() async throws {
        for isReplaced in [false, true] {
            var first: GatewayLock? = try GatewayLock(besides: path)
            let thread = Thread { [path] in
                let taken = try? GatewayLock(waitingBesides: path)
                // Held for as long as somebody has to look.
                while !Thread.current.isCancelled { usleep(1_000) }
                withExtendedLifetime(taken) {}
            }
            thread.start()
            // The kernel shows who waits by an arrow.
            #expect(try await eventually { KernelFile.text(of: "/proc/locks")?.contains("-> FLOCK") ?? false })
            if isReplaced { try FileManager.default.removeItem(atPath: path + ".lock") }
            withExtendedLifetime(first) {}
            first = nil
            #expect(try await eventually { GatewayLock.holder(besides: path) == getpid() })
            #expect(throws: StoreFailure.self) { try GatewayLock(besides: path) }
            thread.cancel()
            #expect(try await eventually { GatewayLock.holder(besides: path) == nil })
        }
    }

    @Test("the registry is counted, and the latest time is that of anything")
    func contents() async throws {
        let (database, now) = (try database(), Date(timeIntervalSince1970: 1_795_000_000))
        #expect(try await database.read { try $0.latestStoredTime() } == nil)
        let ann = ContactRow(
            account: "Lakeside", address: try #require(EmailAddress("ann@district.example")), role: .authorizedSupport)
        _ = try await database.write { try $0.importContacts([ann], replace: false, at: now) }
        let size = try await database.read { try $0.registrySize() }
        #expect(size.contacts == 1 && size.advisors == 0)
        let message = ReceivedMessage(source: .maildir(name: "a"), raw: .memory([65]))
        let entry = try await database.write { try $0.keep(message, mailbox: "support", at: now).entry }
        let latest = try await database.read { try $0.latestStoredTime() }
        #expect(latest == now)
        let result = InboundResult(outcome: .ignored, reason: "loopTest", reasons: [], subject: "Casepost test 5")
        try await database.write { try $0.finish(entry.id, result, state: .done, at: now) }
        func taking(_ subject: String, after line: Int64) async throws -> LoopTestTaking? {
            try await database.read { try $0.loopTest(withSubject: subject, after: line) }
        }
        #expect(try await taking("Casepost test 5", after: 0)?.isAcknowledged == false)
        #expect(try await taking("Casepost test 6", after: 0) == nil)
        #expect(try await taking("Casepost test 5", after: entry.id.rawValue) == nil)
        try await database.write { try $0.markAcknowledged([entry.id]) }
        #expect(try await taking("Casepost test 5", after: 0)?.isAcknowledged == true)
    }
}
