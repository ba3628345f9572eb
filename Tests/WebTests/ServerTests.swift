import Core
import FoundationEssentials
import HTTPTypes
import TestSupport
import Testing

@testable import Web

@Suite("Every answer", .ownThread)
struct ServerTests {
    private static let csp =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

    /// One answer of each status that we give.
    private static func answers(_ desk: TestDesk) async throws -> [Answer] {
        var answers = [
            try await desk.ask(), try await desk.ask(.head), try await desk.ask(.get, "/healthz"),
            try await desk.ask(.get, "/nowhere"), try await desk.ask(.get, "/confirm/x"), try await desk.ask(.put),
            try await desk.post("x"), try await desk.post(String(repeating: "x", count: 70_000)),
            try await desk.ask(.get, "/" + String(repeating: "x", count: 9_000)),
            try await desk.post("answer=confirm&message=11"), try await desk.post("answer=disown"),
        ]
        desk.desk.breakDown()
        answers.append(try await desk.ask())
        for _ in 1...20 { answers.append(try await desk.ask(.get, "/nowhere")) }
        return answers
    }

    @Test("row 162: has the headers that keep a page to itself, also where something went wrong")
    func headers() async throws {
        let answers = try await Self.answers(try TestDesk { $0.burst = 20 })
        #expect(Set(answers.map(\.status)) == [200, 400, 404, 405, 409, 413, 414, 429, 500])
        for answer in answers {
            let headers = answer.headers
            #expect(headers[.contentSecurityPolicy] == Self.csp, "\(answer.status)")
            #expect(headers[.xContentTypeOptions] == "nosniff")
            #expect(headers[.referrerPolicy] == "no-referrer")
            #expect(headers[.cacheControl] == "no-store")
            #expect(headers[.crossOriginResourcePolicy] == "same-origin")
            #expect(headers[.permissionsPolicy]?.contains("camera=()") == true)
            #expect(headers[.strictTransportSecurity] == "max-age=31536000")
            #expect(headers[.setCookie] == nil && headers[.location] == nil && headers[.server] == nil)
        }
    }

    @Test("row 166: tokens are in no line of the log and in no page, and the log names page, method and status")
    func tokens() async throws {
        let desk = try TestDesk { $0.burst = 20 }
        let answers = try await Self.answers(desk)
        #expect(desk.log.lines.contains { $0.hasPrefix("info request") && $0.contains("route=confirm status=200") })
        #expect(desk.log.lines.contains { $0.contains("route=missing status=404") })
        #expect(!desk.log.lines.contains { $0.contains(desk.token) || $0.contains("/confirm") })
        #expect(!answers.contains { $0.body.contains(desk.token) })
    }

    @Test("without TLS no promise about TLS is made")
    func plain() async throws {
        let desk = try TestDesk(publicURL: "http://localhost:8080")
        #expect(try await desk.ask().headers[.strictTransportSecurity] == nil)
    }

    @Test(
        "a wrong method is told the right ones",
        arguments: [
            ("/healthz", HTTPRequest.Method.post, "GET, HEAD"), ("/confirm/x", .put, "GET, HEAD, POST"),
            ("/confirm/x", .delete, "GET, HEAD, POST"), ("/confirm/x", .options, "GET, HEAD, POST"),
            ("/confirm/x", .trace, "GET, HEAD, POST"),
        ])
    func methods(_ path: String, _ method: HTTPRequest.Method, _ allowed: String) async throws {
        let answer = try await TestDesk().ask(method, path)
        #expect(answer.status == 405 && answer.headers[.allow] == allowed)
    }

    @Test("Host and what a proxy says change no link")
    func links() async throws {
        let desk = try TestDesk(publicURL: "https://example.org/desk/")
        let headers: HTTPFields = [
            .forwardedFor: "192.0.2.1", .init("X-Forwarded-Host")!: "evil.example",
            .init("X-Forwarded-Proto")!: "gopher", .init("Forwarded")!: "host=evil.example",
        ]
        let body = try await desk.ask(headers: headers).body
        #expect(!body.contains("evil") && !body.contains("gopher") && !body.contains("localhost"))
        #expect(body.contains("href=\"/desk/style-"))
    }

    @Test("pages are found with the public path and, behind a proxy that takes it off, without")
    func prefix() async throws {
        let desk = try TestDesk(publicURL: "https://example.org/a/desk")
        for prefix in ["", "/a/desk"] {
            #expect(try await desk.ask(.get, prefix + desk.path).status == 200)
            #expect(try await desk.ask(.get, prefix + "/healthz").body == "ok\n")
        }
        for path in ["/a", "/a/desk", "/a/deskhealthz", "//healthz", "/healthz/", "/confirm", desk.path + "/x"] {
            #expect(try await desk.ask(.get, path).status == 404, "\(path)")
        }
    }

    @Test("the stylesheet may be kept for good, and has another name when it says something else")
    func stylesheet() async throws {
        let desk = try TestDesk()
        let path = try #require(try await desk.ask().body.firstMatch(of: /href="(\/style-[0-9a-f]{16}\.css)"/)).1
        let sheet = try await desk.ask(.get, String(path))
        #expect(sheet.status == 200 && sheet.headers[.contentType] == "text/css; charset=utf-8")
        #expect(sheet.headers[.cacheControl] == "public, max-age=31536000, immutable")
        #expect(Stylesheet("a").name != Stylesheet("b").name)
        #expect(try await desk.ask(.get, "/style-0000000000000000.css").status == 404)
    }

    @Test("a body of 1 MB is refused, whether its length is said or not")
    func largeBody() async throws {
        let desk = try TestDesk()
        let answer = try await desk.post("answer=confirm&message=11&x=" + String(repeating: "x", count: 1_000_000))
        #expect(answer.status == 413 && desk.desk.answers == 0)
    }

    @Test("10 000 fields are refused")
    func manyFields() async throws {
        let desk = try TestDesk()
        let form = String(repeating: "a=1&", count: 10_000)
        #expect(try await desk.post(form + "answer=disown").status == 400)
        #expect(desk.desk.answers == 0)
    }

    @Test("who asks too often is told when to ask again; others and the health check are not held up")
    func tooMany() async throws {
        let desk = try TestDesk { $0.burst = 3 }
        for _ in 1...3 { #expect(try await desk.ask().status == 200) }
        let answer = try await desk.ask()
        #expect(answer.status == 429 && answer.headers[.retryAfter] == "1")
        #expect(try await desk.ask(.get, "/healthz").status == 200)
    }
}
