import Core
import FoundationEssentials
import HTTPTypes
import TestSupport
import Testing

@testable import Web

@Suite("Limits and the reading of forms", .ownThread)
struct LimitTests {
    private static let now = Date(timeIntervalSince1970: 1_000)

    private static func limiter(burst: Int = 2, addresses: Int = 100) -> RateLimiter {
        var limits = WebLimits()
        (limits.burst, limits.addresses, limits.requestsPerSecond) = (burst, addresses, 0.5)
        return RateLimiter(limits)
    }

    @Test("an address gets its tokens back as time goes by, and a clock that is set back gives none")
    func refill() {
        let limiter = Self.limiter()
        #expect(limiter.secondsToWait("192.0.2.1", at: Self.now) == nil)
        #expect(limiter.secondsToWait("192.0.2.1", at: Self.now) == nil)
        #expect(limiter.secondsToWait("192.0.2.1", at: Self.now) == 2)
        #expect(limiter.secondsToWait("192.0.2.2", at: Self.now) == nil)
        #expect(limiter.secondsToWait("192.0.2.1", at: Self.now.addingTimeInterval(-500)) == 2)
        #expect(limiter.secondsToWait("192.0.2.1", at: Self.now.addingTimeInterval(2)) == nil)
        #expect(limiter.secondsToWait("192.0.2.1", at: Self.now.addingTimeInterval(2)) == 2)
    }

    @Test("however many addresses come, memory stays bounded, and those in debt are not forgotten")
    func bounded() {
        let limiter = Self.limiter(addresses: 50)
        for _ in 1...2 { _ = limiter.secondsToWait("192.0.2.1", at: Self.now) }
        for number in 1...10_000 { _ = limiter.secondsToWait("10.0.\(number / 250).\(number % 250)", at: Self.now) }
        #expect(limiter.count <= 51)
        #expect(limiter.secondsToWait("192.0.2.1", at: Self.now) != nil)
        #expect(limiter.secondsToWait("198.51.100.1", at: Self.now) != nil)
        #expect(limiter.secondsToWait("198.51.100.1", at: Self.now.addingTimeInterval(60)) == nil)
    }

    @Test(
        "of an IPv6 address the network counts",
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2"), ("2001:db8::1", "2001:db8:0:0"),
            ("::1", "0:0:0:0"), ("fe80::1%eth0", "fe80:0:0:0"), ("::ffff:192.0.2.1", "192.0.2.1"), ("", ""),
            (":", ""), ("::", "0:0:0:0"),
        ])
    func networks(_ address: String, _ network: String) {
        #expect(RateLimiter.network(of: address) == network)
    }

    @Test(
        "only a trusted proxy is believed whom it speaks for, and only the address that it added itself",
        arguments: [
            ("127.0.0.1", "192.0.2.9", "192.0.2.9"), ("127.0.0.1", "10.0.0.1, 192.0.2.9", "192.0.2.9"),
            ("127.0.0.1", "2001:db8::1", "2001:db8::1"), ("127.0.0.1", nil, "127.0.0.1"),
            ("127.0.0.1", "evil{}", "127.0.0.1"), ("127.0.0.1", "", "127.0.0.1"),
            ("192.0.2.1", "10.0.0.1", "192.0.2.1"),
        ])
    func proxies(_ peer: String, _ forwarded: String?, _ address: String) {
        let headers: HTTPFields = forwarded.map { [.forwardedFor: $0] } ?? [:]
        #expect(Visitor(peer: peer).address(believing: ["127.0.0.1"], headers) == address)
    }

    @Test(
        "urlencoded forms",
        arguments: [
            ("a=1&b=2", [("a", "1"), ("b", "2")]), ("a=1&a=2", [("a", "1"), ("a", "2")]), ("a", [("a", "")]),
            ("a=b=c", [("a", "b=c")]), ("a%20b=c+d%2B", [("a b", "c d+")]), ("", []), ("&&", []),
            ("n=%C3%A9", [("n", "é")]), ("a=%4", nil), ("a=%GG", nil), ("a=%FF", nil),
        ] as [(String, [(String, String)]?)])
    func urlencoded(_ body: String, _ fields: [(String, String)]?) {
        let type = "application/x-www-form-urlencoded; charset=utf-8"
        let form = FormBody(Array(body.utf8), contentType: type, maximumFields: 10)
        #expect(form == fields.map { FormBody($0.map { (name: $0.0, value: $0.1) }) })
        #expect(FormBody(Array("a&b&c&d".utf8), contentType: type, maximumFields: 3) == nil)
    }

    private static let part = "Content-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"

    @Test(
        "multipart forms",
        arguments: [
            ("--x\r\n\(part)--x--", 1), ("--x\r\n\(part)--x\r\n\(part)--x--\r\n", 2), ("--x--", 0),
            ("--x\r\nContent-Type: text/plain\r\ncontent-disposition: form-data; name=a\r\n\r\n\r\n--x--", 1),
            ("", nil), ("--x", nil), ("--x\r\n\(part)", nil), ("--y\r\n\(part)--y--", nil),
            ("--x\r\n\r\n1\r\n--x--", nil),
            ("--x\r\n\(part)\(part)", nil), ("--x\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--x--", nil),
            ("--x\r\nA: \(String(repeating: "a", count: 2_000))\r\n\(part)--x--", nil),
            (String(repeating: "--x\r\n\(part)", count: 11) + "--x--", nil),
        ] as [(String, Int?)])
    func multipart(_ body: String, _ count: Int?) {
        let form = FormBody(Array(body.utf8), contentType: "multipart/form-data; boundary=\"x\"", maximumFields: 10)
        #expect(form?.fields.count == count)
        #expect(form.map { $0.values("a").count == count } ?? true)
    }

    @Test(
        "a boundary stands once and is short",
        arguments: [
            ("boundary=a", "a"), (" Boundary = \"a b\" ; charset=x", "a b"), ("boundary=a; boundary=b", nil), ("", nil),
            ("boundary=", nil), ("boundary=\(String(repeating: "a", count: 71))", nil),
        ])
    func boundaries(_ parameters: String, _ boundary: String?) {
        #expect(MultipartForm.boundary(in: parameters) == boundary)
    }

    @Test(
        "a public address is read strictly",
        arguments: [
            ("https://a.example", "https://a.example", ""), ("https://a.example/", "https://a.example", ""),
            ("http://localhost:8080/x/y/", "http://localhost:8080/x/y", "/x/y"),
            ("https://[::1]:1", "https://[::1]:1", ""),
            ("https://", nil, ""), ("ftp://a", nil, ""), ("a.example", nil, ""), ("https://a@b", nil, ""),
            ("https://a/?x", nil, ""), ("https://a/#x", nil, ""), ("https://a/../b", nil, ""),
            ("https://a//b", nil, ""),
            ("https://a/\"", nil, ""), ("https:///a", nil, ""),
        ])
    func publicURLs(_ text: String, _ whole: String?, _ path: String) {
        let url = PublicURL(text)
        #expect(url?.description == whole)
        #expect(url.map { $0.path == path } ?? true)
    }
}
