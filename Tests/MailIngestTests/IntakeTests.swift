import Core
import Foundation
import Logging
import MailAuth
import MailIngest
import Store
import TestSupport
import Testing

@Suite("Taking messages in", .ownThread)
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

    @Test(
        "keeps each file of a large message as it was, those that are too large for memory and those that are not",
        arguments: [[100], [300_000], [300_000, 100, 400_000]])
    func filesOfLargeMessage(_ sizes: [Int]) async throws {
        let files = sizes.map { size in (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8 ^ size) } }
        let spooled = database.spoolFolder + "/large"
        let octets = message(with: files)
        try Data(octets).write(to: URL(fileURLWithPath: spooled))
        var report = IntakeReport()
        let source = InboundSource.imap(uidValidity: 1, uid: 1)
        _ = try await intake.take(
            [ReceivedMessage(source: source, raw: .file(path: spooled, size: octets.count))], &report)
        let number = try #require(try await database.cases(CaseFilter()).items.first).supportCase.number
        let lines = try await desk.caseDetail(number).feed.flatMap(\.attachments)
        #expect(lines.map(\.size) == sizes)
        #expect(lines.map(\.sha256) == files.map { Digest.sha256($0) })
        let blobs = desk.directory.appending("blobs")
        let kept = try FileManager.default.contentsOfDirectory(atPath: blobs).filter { $0.hasSuffix(".blob") }
            .map { try Data(contentsOf: URL(fileURLWithPath: "\(blobs)/\($0)")) }
        let large = files.filter { $0.count > RawContent.memoryLimit }
        #expect(Set(kept) == Set((large + [octets]).map { Data($0) }))
        #expect(try FileManager.default.contentsOfDirectory(atPath: database.spoolFolder).isEmpty)
    }

    private func message(with files: [[UInt8]]) -> [UInt8] {
        let parts = files.map { file in
            let text = Data(file).base64EncodedString(options: [.lineLength76Characters, .endLineWithCarriageReturn])
            return "--b\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n\(text)\r\n"
        }
        let head = String(decoding: mail("a"), as: UTF8.self).components(separatedBy: "\r\n\r\n")[0]
        return Array(
            "\(head)\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\(parts.joined())--b--\r\n".utf8)
    }
}
