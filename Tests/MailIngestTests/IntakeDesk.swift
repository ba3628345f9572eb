import Core
import Foundation
import Logging
import MailAuth
import MailIngest
import Store
import Synchronization
import TestSupport
import Testing

/// Plans no mail, so that these tests are about intake alone.
private struct Nobody: NotificationPlanning {
    func entries(for event: DeskEvent, on supportCase: SupportCase, to recipients: [Person], at: Date) -> [OutboxEntry]
    { [] }

    func entry(for answer: AutomaticAnswer, from mailbox: String, at: Date) -> OutboxEntry? { nil }
    func entry(of report: OperatorReport, as template: TemplateName, to address: EmailAddress, at: Date) -> OutboxEntry?
    { nil }
    func entry(asking survey: Survey, of supportCase: SupportCase, to person: Person, at: Date) -> OutboxEntry? { nil }
    func replyAddress(of supportCase: SupportCase, for person: Person) -> EmailAddress? { nil }
    func entry(of digest: NewsDigest, to person: Person, at: Date) -> OutboxEntry? { nil }
    func entry(of update: ID<NoticeUpdate>, about notice: ID<Notice>, to person: Person, at: Date) -> OutboxEntry? {
        nil
    }
    func alert(
        _ event: DeskEvent, on supportCase: SupportCase, to address: EmailAddress, _ person: Person?, at: Date
    ) -> OutboxEntry? { nil }
    func entry(
        answering post: NewPost, with text: String, to person: Person, on supportCase: SupportCase, at: Date
    ) -> OutboxEntry? { nil }
}

private let preset = Preset(
    name: "small", teams: ["Desk"], caseTypes: [Preset.CaseType(name: "Question", team: "Desk")],
    defaultType: "Question",
    priorities: [Preset.Priority(name: "Low")], defaultPriority: "Low",
    calendar: Preset.BusinessCalendar(
        timeZone: "UTC", days: [.monday], opens: 0, closes: 1440, holidays: [], observance: .none),
    followUp: Preset.FollowUp(reminderDays: [], closingDay: 10))

/// A message that opens a case, if it is verified.
func mail(_ id: String, from: String = "ann@district.example", verified: Bool = true) -> [UInt8] {
    let results = verified ? "Authentication-Results: mx.example.org; dmarc=pass header.from=district.example\r\n" : ""
    return Array(
        "\(results)From: <\(from)>\r\nSubject: s \(id)\r\nMessage-ID: <\(id)@district.example>\r\n\r\nhello \(id)\r\n"
            .utf8)
}

/// A message of the mailbox's IMAP folder.
func received(_ uid: UInt32, _ octets: [UInt8]) -> ReceivedMessage {
    ReceivedMessage(source: .imap(uidValidity: 1, uid: uid), raw: .memory(octets))
}

/// A desk with one contact, ann@district.example, and the intake of its mailbox.
struct IntakeDesk {
    let directory: TemporaryDirectory
    let database: DeskDatabase
    let intake: Intake<DeskDatabase>
    private let address: EmailAddress
    private let tokens: ReplyTokens
    private let results: Results

    init() async throws {
        directory = try TemporaryDirectory()
        database = try DeskDatabase(
            path: directory.appending("desk.sqlite"), blobFolder: directory.appending("blobs"),
            digest: { Digest.sha256($0) })
        let keys: [(id: UInt8, bytes: [UInt8])] = [(0, [UInt8](repeating: 1, count: 32))]
        let ring = try #require(KeyRing(keys))
        tokens = ReplyTokens(keys: ring)
        address = try #require(EmailAddress("support@example.org"))
        let mailbox = MailboxConfiguration(
            name: "support", address: address, caseType: nil, trust: TrustPolicy(authservIDs: ["mx.example.org"]),
            disposal: .move,
            processedFolder: "Done", quarantineFolder: "Odd")
        let results = Results()
        intake = Intake(
            storage: database, desk: Desk(rules: try #require(CaseRules(preset)), planner: Nobody()),
            rules: IntakeRules(ours: OwnAddresses([address])), tokens: tokens, resolver: nil, mailbox: mailbox,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: { Date() },
            onResult: { result, _ in results.add(result) })
        self.results = results
        let ann = ContactRow(
            account: "Lakeside", address: try #require(EmailAddress("ann@district.example")), role: .authorizedSupport)
        _ = try await database.write { try $0.importContacts([ann], replace: false) }
    }

    /// Takes in messages under the numbers from `first` on; what became of each, in their order.
    func take(_ messages: [[UInt8]], from first: UInt32 = 1) async throws -> [InboundResult] {
        let before = results.all.count
        var report = IntakeReport()
        let group = zip(first..., messages).map { received($0, $1) }
        let settled = try await intake.take(group, &report)
        for (entry, octets) in zip(settled, messages) {
            #expect(try await raw(of: entry) == octets, "what was received stays")
        }
        return Array(results.all.dropFirst(before))
    }

    private func raw(of entry: LedgerEntry) async throws -> [UInt8] {
        switch try await database.read({ try $0.raw(of: entry.id) }) {
        case .memory(let octets): octets
        case .file(let path, _): Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        }
    }

    /// The case of that number with all that was said on it.
    func caseDetail(_ number: CaseNumber?) async throws -> CaseDetail {
        let number = try #require(number)
        return try #require(try await database.read { try $0.caseDetail(number) })
    }

    /// The identifier of a test mail of that time.
    func loopTestID(at time: Date = Date()) -> String {
        tokens.loopTestID(7, domain: "example.org", at: time).rawValue
    }

    /// The address by which ann answers to a case.
    func replyAddress(_ number: CaseNumber?) async throws -> String {
        let ann = try #require(EmailAddress("ann@district.example"))
        let person = try #require(try await database.read { try $0.person(at: ann) })
        let token = ReplyToken(caseNumber: try #require(number), recipient: person.id)
        return try #require(tokens.address(for: token, at: address)).description
    }
}

/// Results as they come.
private final class Results: Sendable {
    private let list = Mutex<[InboundResult]>([])

    var all: [InboundResult] { list.withLock { $0 } }

    func add(_ result: InboundResult) { list.withLock { $0.append(result) } }
}
