import Core
import MailAuth
import Testing

private let own = "Received: from out.school.test by mx.gw.test with ESMTPS; Fri, 20 Nov 2026 10:00:00 +0000"
private let foreign = "Received: from laptop by out.school.test with ESMTPA; Fri, 20 Nov 2026 09:59:59 +0000"
private let from = "From: Contact <contact@school.test>"
private let pass = "Authentication-Results: mx.gw.test; dmarc=pass header.from=school.test"
private let trust = TrustPolicy(authservIDs: ["mx.gw.test"])

private func results(_ text: String) -> String { "Authentication-Results: \(text)" }

/// DMARC's result and domain in one text, or nothing.
private func dmarc(_ lines: [String], _ trust: TrustPolicy = trust) async -> String? {
    await authenticated(lines: lines, trust: trust).statement?.dmarc.map { "\($0.value) \($0.domain ?? "-")" }
}

@Suite("What servers that are believed say")
struct StatementTests {
    @Test(
        "DMARC as the topmost field of a trusted server has it",
        arguments: [
            ([pass, own, foreign, from], "pass school.test"),
            ([own, pass, foreign, from], "pass school.test"),
            ([own, foreign, from], nil),
            ([own, foreign, pass, from], nil),
            ([own, results("mx.gw.test.evil.test; dmarc=pass header.from=school.test"), from], nil),
            ([own, results("MX.GW.TEST 1; dmarc=pass header.from=School.Test"), from], "pass school.test"),
            (
                [own, results("mx.gw.test; dmarc=fail (dmarc=pass header.from=school.test) header.from=school.test")],
                "fail school.test"
            ),
            ([own, results("mx.gw.test; dkim=pass header.d=\"; dmarc=pass header.from=school.test\"")], nil),
            (
                [own, results("mx.gw.test; spf=pass smtp.mailfrom=\"(\"x@evil.test; dmarc=fail"), pass],
                "pass school.test"
            ),
            ([own, results("mx.gw.test; dmarc=pass"), from], "pass -"),
            ([own, results("mx.gw.test; dmarc=none header.from=school.test"), pass], "none school.test"),
            ([own, results("mx.gw.test; spf=pass smtp.mailfrom=a.test"), pass], "pass school.test"),
            ([own, results("mx.gw.test; dmarc=pass header.from=school.test (")], nil),
            ([own, results("mx.gw.test; none")], nil),
        ] as [([String], String?)])
    func named(_ lines: [String], _ expected: String?) async { #expect(await dmarc(lines) == expected) }

    @Test("SPF and DKIM with the domains that they are about")
    func others() async {
        let field = results(
            "mx.gw.test; dkim=pass (2048-bit key) header.d=school.test header.b=ab/c+d==;"
                + " dkim=fail header.i=@List.Test; spf=pass smtp.mailfrom=<bounce@mail.school.test>")
        let statement = await authenticated(lines: [field, own, from], trust: trust).statement
        #expect(statement?.server == "mx.gw.test")
        #expect(statement?.spf == .init(value: "pass", domain: "mail.school.test"))
        #expect(
            statement?.dkim == [.init(value: "pass", domain: "school.test"), .init(value: "fail", domain: "list.test")])
    }

    @Test("of two trusted servers the one speaks that says something about DMARC")
    func twoServers() async {
        let trust = TrustPolicy(authservIDs: ["mx.gw.test", "filter.gw.test"])
        let lines = [own, results("filter.gw.test; spf=pass smtp.mailfrom=a.test"), pass, foreign, from]
        let statement = await authenticated(lines: lines, trust: trust).statement
        #expect(statement?.server == "mx.gw.test")
        #expect(statement?.spf == nil)
    }

    @Test("a statement in a trusted server's name below the boundary is a forgery, and counts for nothing")
    func forgery() async {
        let report = await authenticated(lines: [own, foreign, pass, from], trust: trust)
        #expect(report.hasForgedStatement && report.statement == nil)
        #expect(await !authenticated(lines: [own, pass, foreign, from], trust: trust).hasForgedStatement)
    }

    @Test("Microsoft's nameless field counts only where the settings say so, on top, and behind its own servers")
    func microsoft() async {
        let host =
            "Received: from a.example by DB8.mail.protection.outlook.com with SMTP; Fri, 20 Nov 2026 10:00:00 +0000"
        let nameless = results(
            "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=school.test; dkim=pass (signature was verified)"
                + " header.d=school.test;dmarc=pass action=none header.from=school.test;compauth=pass reason=100")
        let fail = results("spf=fail smtp.mailfrom=school.test; dmarc=fail header.from=school.test")
        let mode = TrustPolicy(isMicrosoft: true)
        #expect(await dmarc([host, nameless, foreign, from], mode) == "pass school.test")
        #expect(await dmarc([host, nameless, foreign, from], trust) == nil)
        #expect(await dmarc([host, fail, nameless, foreign, from], mode) == "fail school.test")
        #expect(await dmarc([host, foreign, nameless, from], mode) == nil)
        #expect(await dmarc([own, nameless, from], mode) == nil)
        let evil = host.replacing("protection.outlook.com", with: "protection.outlook.com.evil.test")
        #expect(await dmarc([evil, nameless, from], mode) == nil)
        #expect(await dmarc([nameless, from], mode) == nil)
    }

    @Test("our servers say to whom it was delivered, and Received fields are counted")
    func recipientAndHops() async {
        let lines = ["Delivered-To: support+x@gw.test", own, foreign, "Delivered-To: forged@gw.test", from]
        let report = await authenticated(lines: lines, trust: trust)
        #expect(report.envelopeRecipient?.description == "support+x@gw.test")
        #expect(report.hops == 2)
    }

    @Test("the DNS is not asked where DMARC and DKIM pass for the very domain, unless everything is wanted")
    func economy() async {
        let signature = "DKIM-Signature: v=1; a=rsa-sha256; d=school.test; s=a; h=from; b=AAAA; bh="
        let empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        let settled = results("mx.gw.test; dmarc=pass header.from=school.test; dkim=pass header.d=school.test")
        let body = signature.replacing("d=school", with: "c=simple/relaxed; d=school") + empty
        for (field, wantsEverything, count) in [(settled, false, 0), (settled, true, 2), (pass, false, 1)] {
            let resolver = FixedTXTResolver([String: TXTAnswer]())
            _ = await authenticated(
                lines: [field, own, from, body], resolver, trust: trust, wantsEverything: wantsEverything)
            #expect(resolver.asked.count { $0 == "a._domainkey.school.test" } == min(count, 1), "\(resolver.asked)")
            #expect((resolver.asked.isEmpty) == (count == 0))
        }
    }
}
