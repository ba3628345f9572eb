import Core
import Foundation
import Logging
import MailAuth
import MailIngest
import Store
import TestSupport
import Testing

@Suite("Taking messages in")
struct IntakeTests {
    private let desk: IntakeDesk
    private var database: DeskDatabase { desk.database }
    private var intake: Intake<DeskDatabase> { desk.intake }

    init() async throws { desk = try await IntakeDesk() }

    @Test("settles a group at once, each message as it deserves")
    func group() async throws {
        var report = IntakeReport()
        let settled = try await intake.take(
            [
                received(1, mail("a")), received(2, mail("b", verified: false)), received(3, mail("a")),
                received(4, mail("c", from: "eve@district.example")), received(5, []),
            ], &report)
        #expect(settled.count == 5)
        #expect(report[.opened] == 1 && report[.duplicate] == 1 && report[.held] == 3)
        #expect(try await database.cases(CaseFilter()).total == 1)
        #expect(try await database.read { try $0.unfinished(of: "support", at: .distantFuture) }.isEmpty)
    }

    @Test("counts nothing twice when the same sources come again, and says that they are settled")
    func again() async throws {
        var report = IntakeReport()
        _ = try await intake.take([received(1, mail("a"))], &report)
        let settled = try await intake.take([received(1, mail("a"))], &report)
        #expect(settled.count == 1)
        #expect(report.total == 1)
    }

    @Test(
        "goes on with what an earlier run only kept, and sets aside what it began upon too often",
        arguments: [
            (1, InboundOutcome.opened), (2, .opened), (3, .quarantined),
        ])
    func resumes(_ attempts: Int, _ outcome: InboundOutcome) async throws {
        try await database.write { transaction in
            let kept = try transaction.keep(received(1, mail("a")), mailbox: "support", at: Date())
            for _ in 1..<attempts { try transaction.countAttempt(of: kept.entry.id) }
        }
        var report = IntakeReport()
        try await intake.resume(&report)
        #expect(report[outcome] == 1 && report.total == 1)
        #expect(try await database.read { try $0.unacknowledged(of: "support") }.count == 1)
    }

    @Test("goes past a kept message whose octets somebody deleted, and sets it aside in the end")
    func missingBlob() async throws {
        let large = mail("a") + Array(String(repeating: String(repeating: "x", count: 70) + "\r\n", count: 5_000).utf8)
        try await database.write { transaction in
            _ = try transaction.keep(received(1, large), mailbox: "support", at: Date())
            _ = try transaction.keep(received(2, mail("b")), mailbox: "support", at: Date())
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: desk.directory.appending("blobs"))
        where name.hasSuffix(".blob") {
            try FileManager.default.removeItem(atPath: desk.directory.appending("blobs/\(name)"))
        }
        var report = IntakeReport()
        for _ in 1...3 { try await intake.resume(&report) }
        #expect(report[.opened] == 1 && report[.quarantined] == 1)
    }
}
