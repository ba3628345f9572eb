import Foundation
import MailAuth
import TestSupport
import Testing

@Suite("The system's resolver", .enabled(if: DNSServer.isAvailable, "needs dnsmasq"), .ownThread)
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

@Suite("The system's resolver before odd servers", .ownThread)
struct OddDNSServerTests {
    private func answer(_ behaviour: DNSResponder.Behaviour, isIPv6: Bool = false, within time: Duration = .seconds(30))
        async throws -> TXTAnswer
    {
        let server = try DNSResponder.start(behaviour, isIPv6: isIPv6)
        defer { server.stop() }
        let resolver = try #require(SystemTXTResolver(servers: [server.address]))
        return await resolver.records(of: "a.x.test", before: .now + time)
    }

    @Test("one that never answers is a failure at the deadline, and one that failed a failure")
    func failures() async throws {
        for behaviour in [DNSResponder.Behaviour.silent, .refusal(2), .refusal(5)] {
            guard case .failure(_) = try await answer(behaviour, within: .seconds(1)) else {
                Issue.record("\(behaviour) is an answer")
                return
            }
        }
    }

    @Test("that there is no such name is no failure")
    func noName() async throws {
        guard case .none(_) = try await answer(.refusal(3)) else {
            Issue.record("NXDOMAIN is something else")
            return
        }
    }

    @Test("a record that UDP has no room for comes whole over TCP", arguments: [100, 4_097, 20_000])
    func large(_ count: Int) async throws {
        let octets = (0..<count).map { UInt8($0 % 94 + 33) }
        #expect(try await answer(.onlyOverTCP(octets)) == .records([octets], ttl: 300))
    }

    @Test("over IPv6", .enabled(if: (try? DNSResponder.start(.silent, isIPv6: true).stop()) != nil, "needs ::1"))
    func overIPv6() async throws {
        #expect(try await answer(.record(Array("text".utf8)), isIPv6: true) == .records([Array("text".utf8)], ttl: 300))
    }
}
