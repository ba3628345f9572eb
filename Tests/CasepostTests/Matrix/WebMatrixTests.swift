import Foundation
import TestSupport
import Testing

/// Rows 159, 162, 165 and 166 of section 9.H on the real program, over real connections.
@Suite("Matrix: the pages", .timeLimit(.minutes(30)), .ownThread)
struct WebMatrixTests {
    private let desk: PageDesk

    init() throws { desk = try PageDesk() }

    private func ask(
        _ method: String, _ path: String, _ fields: [String] = [], body: String = ""
    ) async throws -> String {
        let head = ["\(method) \(path) HTTP/1.1", "Connection: close", "Content-Length: \(body.utf8.count)"] + fields
        let hasHost = fields.contains { $0.hasPrefix("Host:") }
        return try await LoopbackClient(desk.port).exchange(
            (head + (hasHost ? [] : ["Host: x"])).joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    /// The path of the page that a mail asks somebody to look at.
    private func asked() async throws -> String {
        try desk.deliver(SampleMail.plain(id: "1@district.example", isVerified: false))
        return try await desk.link(to: "/confirm/").replacingOccurrences(of: desk.address, with: "")
    }

    @Test("row 159: what a request says of host and proxy is in no page, no redirect and no mail")
    func links() async throws {
        try await desk.serving {
            let path = try await asked()
            let page = try await ask(
                "GET", path,
                [
                    "Host: evil.test", "X-Forwarded-Host: evil.test", "X-Forwarded-Proto: gopher",
                    "Forwarded: host=evil.test;proto=gopher", "X-Original-URL: http://evil.test/",
                    "X-Rewrite-URL: /evil",
                ])
            #expect(page.hasPrefix("HTTP/1.1 200 ") && !page.contains("evil") && !page.contains("gopher"))
            let number = page.components(separatedBy: "name=\"message\" value=\"")[1].prefix { $0.isNumber }
            let answer = try await ask(
                "POST", path, ["Host: evil.test", "Content-Type: application/x-www-form-urlencoded"],
                body: "answer=confirm&message=\(number)")
            #expect(answer.hasPrefix("HTTP/1.1 200 ") && !answer.contains("evil") && !answer.contains("\r\nLocation"))
            #expect(try await eventually { try desk.sent().count == 2 })
            let mails = try desk.sent()
            #expect(!mails.contains { $0.contains("evil") || $0.contains("127.0.0.1:\(desk.port)") })
        }
    }

    @Test("row 162: every page by every method, and what is no request, has the headers")
    func headers() async throws {
        try await desk.serving {
            let path = try await asked()
            var answers: [String: String] = [:]
            for page in [path, "/case/x", "/healthz", "/nowhere", "/style-0000000000000000.css"] {
                for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
                    answers["\(method) \(page.prefix(9))"] = try await ask(method, page)
                }
            }
            answers["413"] = try await ask("POST", path, body: String(repeating: "x", count: 70_000))
            answers["414"] = try await ask("GET", "/" + String(repeating: "x", count: 9_000))
            answers["400"] = try await LoopbackClient(desk.port).exchange("no request\r\n\r\n")
            // Two a second come back meanwhile: a slow machine needs more.
            for number in 1...1_000 where !answers.values.contains(where: { $0.hasPrefix("HTTP/1.1 429") }) {
                answers["429 \(number)"] = try await ask("GET", "/nowhere")
            }
            let codes = Set(answers.values.map { String($0.dropFirst(9).prefix(3)) })
            #expect(codes.isSuperset(of: ["200", "400", "404", "405", "413", "414", "429"]), "\(codes)")
            for (name, answer) in answers {
                for field in [
                    "Content-Security-Policy: default-src 'none'", "X-Content-Type-Options: nosniff",
                    "Referrer-Policy: no-referrer", "Cache-Control: no-store", "X-Robots-Tag: noindex",
                    "Cross-Origin-Resource-Policy: same-origin", "Permissions-Policy: ",
                ] {
                    #expect(answer.contains("\r\n\(field)"), "\(name): \(answer.prefix(300))")
                }
                #expect(!answer.contains("\r\nSet-Cookie") && !answer.contains("\r\nServer:"))
            }
        }
    }

    @Test("row 165: bodies without end, slow headers, ten thousand fields and deep multipart hold nobody else up")
    func limits() async throws {
        try await desk.serving {
            let path = try await asked()
            // Fifty visitors who send an octet and no more, and one who sends without end.
            let slow = try (1...50).map { _ in try LoopbackClient(desk.port) }
            for client in slow { try await client.send("POST \(path) HTTP/1.1\r\nX-Slow: ") }
            let endless = try LoopbackClient(desk.port)
            try await endless.send("POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n")
            #expect(try await endless.line().hasPrefix("HTTP/1.1 413 "))
            let piece = String(repeating: "x", count: 65_536)
            await #expect(throws: TestSupportFailure.self) { for _ in 1...16_000 { try await endless.send(piece) } }

            let fields = String(repeating: "a=1&", count: 10_000) + "answer=disown"
            let form = "Content-Type: application/x-www-form-urlencoded"
            #expect(try await ask("POST", path, [form], body: fields).hasPrefix("HTTP/1.1 400 "))
            var deep = "--b500--"
            for level in (0..<500).reversed() {
                deep =
                    "--b\(level)\r\nContent-Type: multipart/mixed; boundary=b\(level + 1)\r\n\r\n\(deep)\r\n--b\(level)--"
            }
            let multipart = "Content-Type: multipart/form-data; boundary=b0"
            #expect(try await ask("POST", path, [multipart], body: deep).hasPrefix("HTTP/1.1 4"))

            #expect(try await ask("GET", path).hasPrefix("HTTP/1.1 200 "))
            #expect(try desk.fixture.cases().isEmpty)
            withExtendedLifetime(slow) {}
        }
    }

    @Test("row 166: a token is in no line of the log, and in no answer, whatever is done with it")
    func tokens() async throws {
        let gateway = try desk.fixture.start("serve")
        #expect(try await eventually { gateway.stderr.contains("pages served") })
        let path = try await asked()
        let token = try #require(path.split(separator: "/").last)
        let answers = [
            try await ask("GET", path), try await ask("PUT", path), try await ask("POST", path, body: "x"),
            try await ask("GET", path + "x"), try await ask("GET", "/case/\(token)"),
            try await ask("GET", "/nowhere", ["Referer: \(desk.address)\(path)"]),
            try await ask("POST", path, body: String(repeating: "x", count: 70_000)),
            try await LoopbackClient(desk.port).exchange("GET \(path) HTTP/9.9\r\nbad\r\n\r\n"),
        ]
        #expect(!answers.contains { $0.contains(token) })
        #expect(answers.allSatisfy { $0.contains("\r\nReferrer-Policy: no-referrer\r\n") })
        gateway.signal(SIGTERM)
        let log = gateway.wait().stderr
        #expect(log.contains("route=confirm") && !log.contains(token) && !log.contains("/confirm/"), "\(log)")
    }
}
