import Foundation
import MailAuth
import TestSupport
import Testing

@Suite("The system's resolver", .enabled(if: DNSServer.isAvailable, "needs dnsmasq"))
struct SystemTXTResolverTests {
    private func answer(_ name: String, _ txt: [String: String]) async throws -> TXTAnswer {
        let server = try DNSServer.start(in: TemporaryDirectory(), txt: txt)
        let resolver = try #require(SystemTXTResolver(servers: [server.address]))
        let answer = await resolver.records(of: name, before: .now + .seconds(30))
        server.stop()
        return answer
    }

    @Test(
        "records of any length come whole: over UDP, and over TCP where that has no room",
        arguments: [3, 300, 700])
    func records(_ length: Int) async throws {
        let text = String((0..<length).map { "abcdefghij"[String.Index(utf16Offset: $0 % 10, in: "abcdefghij")] })
        guard case .records(let records, _) = try await answer("a._domainkey.x.test", ["a._domainkey.x.test": text])
        else {
            Issue.record("no records of \(length) octets")
            return
        }
        #expect(records == [Array(text.utf8)])
    }

    @Test("what is not there is none: neither the name nor, for a name above another, the record")
    func none() async throws {
        for name in ["b.x.test", "x.test"] {
            guard case .none(_) = try await answer(name, ["a.x.test": "text"]) else {
                Issue.record("\(name) has an answer")
                return
            }
        }
    }

    @Test("a server that refuses, and one that is not there, are failures that may pass")
    func failures() async throws {
        guard case .failure(_) = try await answer("a.elsewhere.invalid", ["a.x.test": "text"]) else {
            Issue.record("a refusal is an answer")
            return
        }
        let silent = try #require(SystemTXTResolver(servers: ["127.0.0.1:\(try Loopback.freePort())"]))
        guard case .failure(_) = await silent.records(of: "a.x.test", before: .now + .seconds(30)) else {
            Issue.record("nobody has an answer")
            return
        }
        #expect(
            await silent.records(of: "a.x.test", before: .now) == .failure("no time was left to ask the DNS"))
    }

    @Test(
        "addresses of servers, with and without a port",
        arguments: [
            ("127.0.0.1", true), ("127.0.0.1:5353", true), ("[::1]:5353", true), ("::1", true), ("localhost", false),
            ("127.0.0.1:0", false), ("127.0.0.1:99999", false), ("[::1", false), ("", false),
            ("1.2.3.4 5.6.7.8", false),
        ])
    func addresses(_ text: String, _ isGood: Bool) { #expect((SystemTXTResolver(servers: [text]) != nil) == isGood) }
}
