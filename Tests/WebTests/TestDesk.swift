import Core
import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import MailAuth
import Synchronization
import Templates
import Testing

@testable import Web

/// The pages of a desk with one open challenge about two messages.
struct TestDesk: Sendable {
    static let start = Date(timeIntervalSince1970: 1_795_000_000)
    static let number: Int64 = 7

    let desk = FakeDesk()
    let views = FakeViews()
    let notices = FakeNotices()
    let board: NoticeBoard
    let surveys = FakeSurveys()
    let log = LogRecorder()
    let rings = Counter()
    let tokens: CapabilityTokens
    let token: String
    let server: WebServer

    init(
        publicURL: String = "https://support.example.org", templates: String? = nil, now: Date = TestDesk.start,
        port: Int = 0, requests: RequestTally = RequestTally(), limits change: (inout WebLimits) -> Void = { _ in }
    ) throws {
        let ring = KeyRing([(id: 1, bytes: [UInt8](repeating: 7, count: 32))], tenant: "test")
        tokens = CapabilityTokens(keys: try #require(ring))
        token = tokens.token(.challenge, for: Self.number, expires: Self.start.addingTimeInterval(7 * 86_400))
        var limits = WebLimits()
        change(&limits)
        let configuration = WebConfiguration(
            port: port, siteName: "Campus Support", publicURL: try #require(PublicURL(publicURL)), limits: limits)
        let rings = rings
        board = NoticeBoard(
            clock: try #require(NoticeClock(timeZone: "America/Chicago")), publicURL: configuration.publicURL,
            now: { now })
        server = WebServer(
            configuration: configuration, pages: try PageSet(overrides: templates), tokens: tokens, desk: desk,
            views: views, surveys: surveys, notices: notices, board: board, requests: requests, log: log.logger,
            now: { now }, onConfirmed: { rings.count() })
        desk.put(try Self.question())
    }

    static func question(
        subjects: [String] = ["Grades are gone", "Again"], state: Challenge.State = .open, waiting: Bool = true
    ) throws -> ChallengeQuestion {
        let challenge = Challenge(
            id: ID(number), person: ID(1), address: try #require(EmailAddress("priya@northwind.example")), state: state,
            created: start, expires: start.addingTimeInterval(Challenge.lifetime))
        let messages = subjects.enumerated().map { index, subject in
            ChallengedMessage(
                id: ID(Int64(11 + index)), received: start.addingTimeInterval(Double(index) * 60),
                mailbox: "support@example.org", subject: subject, isWaiting: waiting)
        }
        return ChallengeQuestion(challenge: challenge, messages: messages)
    }

    var path: String { "/confirm/\(token)" }

    /// Asks without a connection.
    func ask(
        _ method: HTTPRequest.Method = .get, _ path: String? = nil, headers: HTTPFields = [:], body: String? = nil
    ) async throws -> Answer {
        try await Application(responder: server.answers).test(.router) { client in
            let response = try await client.execute(
                uri: path ?? self.path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
            return Answer(
                status: response.status.code, headers: response.headers, body: String(buffer: response.body))
        }
    }

    /// Sends a form.
    func post(_ form: String, to path: String? = nil) async throws -> Answer {
        try await ask(
            .post, path, headers: [.contentType: "application/x-www-form-urlencoded"], body: form)
    }
}

/// What came back.
struct Answer: Sendable {
    var status: Int
    var headers: HTTPFields
    var body: String

    /// What the first `<h1>` says.
    var heading: String {
        guard let start = body.firstRange(of: "<h1>"), let end = body.firstRange(of: "</h1>") else { return "" }
        return String(body[start.upperBound..<end.lowerBound])
    }

    /// The value of each hidden field of that name.
    func hidden(_ name: String) -> [String] {
        body.split(separator: "name=\"\(name)\" value=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
    }
}

/// Counts what happens.
final class Counter: Sendable {
    private let value = Mutex(0)

    var total: Int { value.withLock { $0 } }

    func count() { value.withLock { $0 += 1 } }
}
