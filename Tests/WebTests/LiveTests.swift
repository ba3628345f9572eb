import FoundationEssentials
import Synchronization
import TestSupport
import Testing

@testable import Web

/// Over real sockets.
@Suite("The listening server", .timeLimit(.minutes(2)), .ownThread)
struct LiveTests {
    /// Runs a server, and ends it when the body has come to its end.
    private func listening<Value: Sendable>(
        _ desk: TestDesk, _ body: @Sendable (UInt16) async throws -> Value
    ) async throws -> Value {
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await desk.server.run { continuation.yield($0) } }
            let port = try #require(await ports.first { _ in true })
            let value = try await body(try #require(UInt16(exactly: port)))
            group.cancelAll()
            return value
        }
    }

    private func request(_ desk: TestDesk, _ method: String, _ body: String = "", type: String = "") -> String {
        "\(method) \(desk.path) HTTP/1.1\r\nHost: evil.example\r\nContent-Length: \(body.utf8.count)\r\n"
            + (type.isEmpty ? "" : "Content-Type: \(type)\r\n") + "Connection: close\r\n\r\n" + body
    }

    @Test("asks and takes an answer over a connection, tells its port, and ends when it is cancelled")
    func wholeWay() async throws {
        let desk = try TestDesk()
        try await listening(desk) { port in
            let page = try await LoopbackClient(port).exchange(request(desk, "GET"))
            #expect(page.hasPrefix("HTTP/1.1 200 OK\r\n") && page.contains("Did you write these 2 messages?"))
            #expect(!page.contains("evil.example"))
            #expect(
                page.matches(of: /\r\n[Dd]ate: [A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\r\n/).count
                    == 1)
            let answer = try await LoopbackClient(port).exchange(
                request(
                    desk, "POST", "answer=confirm&message=11", type: "application/x-www-form-urlencoded"))
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.contains("that is confirmed"))
            #expect(desk.desk.released == [11])
        }
        #expect(!desk.log.lines.contains { $0.contains(desk.token) })
    }

    @Test("an answer's date is that of RFC 9110")
    func date() {
        #expect(Date(timeIntervalSince1970: 784_111_777.9).inHTTP == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(Date(timeIntervalSince1970: 1_709_164_800).inHTTP == "Thu, 29 Feb 2024 00:00:00 GMT")
    }

    @Test("row 162: also what is no request, or too long a one, is answered with all headers")
    func noRequest() async throws {
        let desk = try TestDesk()
        try await listening(desk) { port in
            for text in ["\u{1}\u{2}\r\n\r\n", "GET / HTTP/1.1\r\nX: \(String(repeating: "x", count: 40_000))\r\n\r\n"]
            {
                let answer = try await LoopbackClient(port).exchange(text).lowercased()
                #expect(answer.hasPrefix("http/1.1 400 bad request\r\n"))
                #expect(answer.contains("content-security-policy: default-src 'none';"))
                #expect(answer.contains("x-content-type-options: nosniff"))
            }
        }
    }

    @Test("row 165: a request that never ends is cut, in its header and in its body, while others are served")
    func slow() async throws {
        let desk = try TestDesk { $0.requestTime = .milliseconds(300) }
        try await listening(desk) { port in
            let header = try LoopbackClient(port)
            try await header.send("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            let body = try LoopbackClient(port)
            try await body.send("POST \(desk.path) HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nans")
            let silent = try LoopbackClient(port)
            let served = try await LoopbackClient(port).exchange(request(desk, "GET"))
            #expect(served.hasPrefix("HTTP/1.1 200 OK\r\n"))
            // Each of these reads until the server closes.
            #expect(try await header.rest() == "")
            #expect(try await body.rest() == "")
            #expect(try await silent.rest() == "")
        }
        #expect(desk.desk.answers == 0)
    }

    @Test("row 165: a body without end is refused, and cut after a while")
    func endless() async throws {
        let desk = try TestDesk()
        try await listening(desk) { port in
            let client = try LoopbackClient(port)
            try await client.send("POST \(desk.path) HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n")
            #expect(try await client.line().hasPrefix("HTTP/1.1 413 "))
            let piece = String(repeating: "x", count: 65_536)
            await #expect(throws: TestSupportFailure.self) { for _ in 1...1_000 { try await client.send(piece) } }
            #expect(try await LoopbackClient(port).exchange(request(desk, "GET")).hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }

    @Test("a port that is taken is told as such")
    func taken() async throws {
        try await listening(try TestDesk()) { port in
            let other = try TestDesk(port: Int(port))
            await #expect(throws: WebServerFailure.self) { try await other.server.run() }
        }
    }
}
