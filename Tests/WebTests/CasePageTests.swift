import Core
import FoundationEssentials
import HTTPTypes
import MailAuth
import TestSupport
import Testing

@testable import Web

@Suite("The page of a case", .ownThread)
struct CasePageTests {
    private let desk: TestDesk
    private let path: String

    init() throws {
        desk = try TestDesk()
        path = Self.path(desk)
        desk.views.put(try Self.view())
    }

    private static func path(_ desk: TestDesk, _ kind: TokenKind = .view, expires: TimeInterval = 60 * 86_400) -> String
    {
        "/case/" + desk.tokens.token(kind, for: TestDesk.number, expires: TestDesk.start.addingTimeInterval(expires))
    }

    private static func view(mailed: Date = TestDesk.start, _ texts: [String] = ["Second", "First"]) throws -> CaseView
    {
        let ann = Person(
            id: ID(1), kind: .contact, address: try #require(EmailAddress("ann@client.example")), firstName: "Ann")
        var view = CaseView(mailed: mailed)
        view.supportCase = (
            item: SupportCase(
                number: CaseNumber(1_000_001), account: ID(1), contact: ID(1), subject: "Grades <b>", type: "Ask",
                priority: "High", status: .new, team: "Desk", channel: .email, mailbox: "support",
                created: TestDesk.start,
                lastModified: TestDesk.start),
            accountName: "Lakeside"
        )
        view.posts = texts.map { text in
            CaseView.Post(
                entry: FeedEntry(.post, at: TestDesk.start, author: ID(1), channel: .email, text: text), author: ann,
                attachments: [("a.csv", 3, nil), ("b.exe", 9, "it is a program")])
        }
        return view
    }

    @Test("shows the case, its posts newest first and their files; what people wrote stays text")
    func shows() async throws {
        desk.views.put(try Self.view(["<script>x</script>", "First"]))
        let page = try await desk.ask(.get, path)
        #expect(page.status == 200)
        for word in [
            "Grades &lt;b&gt;", "1000001", "Lakeside", "&lt;script&gt;x", "a.csv", "(3 bytes)", "b.exe",
            "it is a program",
            "2026-12-18",
        ] {
            #expect(page.body.contains(word), "\(word)")
        }
        let places = ["&lt;script", "First"].compactMap { page.body.firstRange(of: $0)?.lowerBound }
        #expect(places.count == 2 && places[0] < places[1])
        #expect(page.headers[.cacheControl] == "no-store")
        #expect(page.headers[.robotsTag] == "noindex, nofollow" && page.headers[.referrerPolicy] == "no-referrer")
        #expect(!page.body.contains("<script") && !page.body.contains("<form"))
    }

    @Test("shows what a mail would have answered, also where it is about no case")
    func answers() async throws {
        var view = CaseView(mailed: TestDesk.start)
        view.answer = "Open cases:\n  1000001  New  Grades"
        desk.views.put(view)
        let page = try await desk.ask(.get, path)
        #expect(page.heading == "Your questions" && page.body.contains("Open cases:\n  1000001  New  Grades"))
    }

    @Test(
        "a GET or HEAD is all it takes; nothing can be sent to it", arguments: [HTTPRequest.Method.post, .put, .delete])
    func methods(_ method: HTTPRequest.Method) async throws {
        let head = try await desk.ask(.head, path)
        #expect(head.status == 200 && head.body.isEmpty)
        #expect(try await desk.ask(method, path).status == 405)
    }

    @Test("after thirty days it says so, and how to get a new link")
    func expired() async throws {
        desk.views.put(try Self.view(mailed: TestDesk.start.addingTimeInterval(-CaseView.lifetime - 60)))
        let page = try await desk.ask(.get, path)
        #expect(page.status == 410 && page.body.contains("#status"))
        #expect(!page.body.contains("Grades"))
    }

    @Test("every token that is good for nothing leads to the same page as any other address")
    func wrongTokens() async throws {
        let expected = try await desk.ask(.get, "/nowhere")
        let others = TokenKind.allCases.filter { $0 != .view }.map { Self.path(desk, $0) }
        let good = path
        for wrong in others + [
            Self.path(desk, expires: -3_600), good + "a", "/case/", "/case/x", "/confirm/" + good.dropFirst(6),
        ] {
            let answer = try await desk.ask(.get, wrong)
            #expect(
                answer.status == 404 && answer.body == expected.body && answer.headers == expected.headers, "\(wrong)")
        }
        desk.views.put(nil)
        #expect(try await desk.ask(.get, good).body == expected.body)
    }

    @Test("a desk that fails gets a page that says so, and the log has no token in it")
    func failure() async throws {
        desk.views.breakDown()
        #expect(try await desk.ask(.get, path).status == 500)
        #expect(desk.log.lines.contains { $0.hasPrefix("error request not answered") })
        #expect(!desk.log.lines.contains { $0.contains(path.dropFirst(6)) })
    }
}
