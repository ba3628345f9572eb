import Core
import Foundation
import Logging
import MailAuth
import MailIngest
import Store
import TestSupport
import Testing

/// Plans no mail, so that these tests are about intake alone.
private struct Nobody: NotificationPlanning {
    func entries(for event: DeskEvent, on supportCase: SupportCase, to recipients: [Person], at: Date) -> [OutboxEntry]
    { [] }
}

private let preset = Preset(
    name: "small", teams: ["Desk"], caseTypes: [Preset.CaseType(name: "Question", team: "Desk")],
    defaultType: "Question",
    priorities: [Preset.Priority(name: "Low")], defaultPriority: "Low",
    calendar: Preset.BusinessCalendar(
        timeZone: "UTC", days: [.monday], opens: 0, closes: 1440, holidays: [], observance: .none),
    followUp: Preset.FollowUp(reminderDays: [], closingDay: 10))

private func mail(_ id: String, from: String = "ann@district.example", verified: Bool = true) -> [UInt8] {
    let results = verified ? "Authentication-Results: mx.example.org; dmarc=pass header.from=district.example\r\n" : ""
    return Array(
        "\(results)From: <\(from)>\r\nSubject: s \(id)\r\nMessage-ID: <\(id)@district.example>\r\n\r\nhello \(id)\r\n"
            .utf8)
}

private func received(_ uid: UInt32, _ octets: [UInt8]) -> ReceivedMessage {
    ReceivedMessage(source: .imap(uidValidity: 1, uid: uid), raw: .memory(octets))
}

@Suite("Taking messages in")
struct IntakeTests {
    private let directory: TemporaryDirectory
    private let database: DeskDatabase
    private let intake: Intake<DeskDatabase>

    init() async throws {
        directory = try TemporaryDirectory()
        database = try DeskDatabase(path: directory.appending("desk.sqlite"), blobFolder: directory.appending("blobs"))
        let keys: [(id: UInt8, bytes: [UInt8])] = [(0, [UInt8](repeating: 1, count: 32))]
        let ring = try #require(KeyRing(keys))
        let mailbox = MailboxConfiguration(
            name: "support", address: try #require(EmailAddress("support@example.org")), caseType: nil,
            authservIDs: ["mx.example.org"], disposal: .move, processedFolder: "Done", quarantineFolder: "Odd")
        intake = Intake(
            storage: database, desk: Desk(preset: preset, planner: Nobody()), tokens: ReplyTokens(keys: ring),
            mailbox: mailbox, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: { Date() })
        let ann = ContactRow(
            account: "Lakeside", address: try #require(EmailAddress("ann@district.example")), role: .authorizedSupport)
        _ = try await database.write { try $0.importContacts([ann], replace: false) }
    }

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
        #expect(try await database.read { try $0.cases(CaseFilter()) }.total == 1)
        #expect(try await database.read { try $0.unfinished(of: "support") }.isEmpty)
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
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.appending("blobs"))
        where name.hasSuffix(".blob") {
            try FileManager.default.removeItem(atPath: directory.appending("blobs/\(name)"))
        }
        var report = IntakeReport()
        for _ in 1...3 { try await intake.resume(&report) }
        #expect(report[.opened] == 1 && report[.quarantined] == 1)
    }

    @Test("keeps ten files of 15 MB and says of the others why they were left out")
    func attachmentLimits() async throws {
        let files = (1...11).map { index in
            "--b\r\nContent-Type: text/csv; name=f\(index).csv\r\nContent-Disposition: attachment\r\n\r\n\(index)\r\n"
        }
        let head =
            "Authentication-Results: mx.example.org; dmarc=pass header.from=district.example\r\nFrom: ann@district.example\r\n"
            + "Subject: files\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        let big =
            "--b\r\nContent-Type: application/zip; name=big.zip\r\nContent-Disposition: attachment\r\n\r\n"
            + String(repeating: String(repeating: "z", count: 998) + "\r\n", count: 15_800) + "\r\n"
        var report = IntakeReport()
        _ = try await intake.take([received(1, Array((head + big + files.joined() + "--b--\r\n").utf8))], &report)
        let number = try #require(try await database.read { try $0.cases(CaseFilter()) }.items.first).supportCase.number
        let detail = try #require(try await database.read { try $0.caseDetail(number) })
        let attachments = try #require(detail.feed.first).attachments
        #expect(attachments.count == 12)
        #expect(attachments.first?.omitted == "it is larger than 15 MB")
        #expect(attachments.filter { $0.omitted == nil }.count == 10)
        #expect(attachments.last?.omitted == "a message may bring 10 files")
        #expect(detail.listing.attachments == 10)
    }
}
