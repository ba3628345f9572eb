import Foundation
import TestSupport
import Testing

/// The end of the real program while somebody asks for a page.
@Suite("The end of the pages", .timeLimit(.minutes(30)), .ownThread)
struct ShutdownTests {
    private let desk: PageDesk

    init() throws { desk = try PageDesk() }

    @Test("a request that is under way is answered, a new one is not taken, and the program ends with 0")
    func graceful() async throws {
        let gateway = try desk.fixture.start("serve")
        #expect(try await eventually { gateway.stderr.contains("pages served") })
        try desk.deliver(SampleMail.plain(id: "1@district.example", isVerified: false))
        let path = try await desk.link(to: "/confirm/").replacingOccurrences(of: desk.address, with: "")
        let form = "answer=disown"
        let client = try LoopbackClient(desk.port)
        try await client.send(
            "POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: \(form.utf8.count)\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n\r\nanswer")
        // It is under way once another request, sent after it, is answered.
        let other = try LoopbackClient(desk.port)
        #expect(
            try await other.exchange("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").contains("200"))
        let answer = try await client.finish("=disown", after: { gateway.signal(SIGTERM) }, once: desk.port)
        #expect(answer.contains("HTTP/1.1 200 OK\r\n") && answer.contains("Thank you for telling us"), "\(answer)")
        let output = gateway.wait()
        #expect(output.status == 0 && output.stderr.contains("stopped"), "\(output.stderr)")
    }

    @Test("who keeps a connection open, or never sends the rest, does not keep the program from its end")
    func stuck() async throws {
        let gateway = try desk.fixture.start("serve")
        #expect(try await eventually { gateway.stderr.contains("pages served") })
        let idle = try LoopbackClient(desk.port)
        try await idle.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try await idle.line() == "HTTP/1.1 200 OK")
        let slow = try LoopbackClient(desk.port)
        try await slow.send("POST /confirm/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nanswer")
        gateway.signal(SIGTERM)
        let output = gateway.wait()
        #expect(output.status == 0 && output.stderr.contains("stopped"), "\(output.stderr)")
        _ = try await slow.rest()
    }
}
