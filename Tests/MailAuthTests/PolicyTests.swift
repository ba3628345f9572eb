import Core
import MailAuth
import Testing

@Suite("The policy that a domain publishes")
struct PolicyTests {
    /// The policy for mail from a domain, as "domain policy".
    private func policy(of domain: String, _ records: [String: String]) async -> String? {
        let resolver = FixedTXTResolver(
            Dictionary(uniqueKeysWithValues: records.map { ("_dmarc.\($0.key)", $0.value) }))
        return await authenticated(lines: ["From: ann@\(domain)"], resolver).policy.map { "\($0.domain) \($0.policy)" }
    }

    @Test(
        "is its own, or that of the domain nearest to the root, public suffixes apart",
        arguments: [
            ("school.test", ["school.test": "v=DMARC1; p=reject"], "school.test reject"),
            ("School.Test", ["school.test": "v=DMARC1; p=quarantine; rua=mailto:a@b.test"], "school.test quarantine"),
            ("a.school.test", ["school.test": "v=DMARC1; p=reject; sp=quarantine"], "school.test quarantine"),
            ("a.b.school.test", ["school.test": "v=DMARC1; p=reject"], "school.test reject"),
            (
                "a.school.test", ["a.school.test": "v=DMARC1; p=none", "school.test": "v=DMARC1; p=reject"],
                "a.school.test none"
            ),
            (
                "a.b.school.test", ["b.school.test": "v=DMARC1; p=none", "school.test": "v=DMARC1; p=reject"],
                "school.test reject"
            ),
            (
                "a.b.school.test", ["b.school.test": "v=DMARC1; p=none; psd=n", "school.test": "v=DMARC1; p=reject"],
                "b.school.test none"
            ),
            (
                "a.school.test", ["school.test": "v=DMARC1; p=none", "test": "v=DMARC1; p=reject; psd=y"],
                "school.test none"
            ),
            ("school.test", ["test": "v=DMARC1; p=reject; psd=y"], "test reject"),
            ("b\u{FC}cher.test", ["xn--bcher-kva.test": "v=DMARC1; p=reject"], "xn--bcher-kva.test reject"),
            ("school.test", ["school.test": "v=DMARC1; p=nonsense"], "school.test none"),
            ("school.test", ["school.test": "v=spf1 -all"], nil),
            ("school.test", ["school.test": "p=reject; v=DMARC1"], nil),
            ("school.test", [:], nil),
        ] as [(String, [String: String], String?)])
    func found(_ domain: String, _ records: [String: String], _ expected: String?) async {
        #expect(await policy(of: domain, records) == expected)
    }

    @Test("is unknown where a name has two records, and the walk goes on")
    func two() async {
        let both = TXTAnswer.records([Array("v=DMARC1; p=reject".utf8), Array("v=DMARC1; p=none".utf8)], ttl: 60)
        let resolver = FixedTXTResolver(["_dmarc.school.test": both])
        #expect(await authenticated(lines: ["From: ann@school.test"], resolver).policy == nil)
        let above = FixedTXTResolver([
            "_dmarc.a.school.test": both,
            "_dmarc.school.test": .records([Array("v=DMARC1; p=reject".utf8), Array("a note".utf8)], ttl: 60),
        ])
        #expect(await authenticated(lines: ["From: ann@a.school.test"], above).policy?.domain == "school.test")
    }

    @Test("costs at most eight questions: the domain itself, then seven labels and fewer")
    func long() async {
        let resolver = FixedTXTResolver([String: TXTAnswer]())
        _ = await authenticated(lines: ["From: ann@a.b.c.d.e.f.g.h.i.test"], resolver)
        #expect(
            resolver.asked
                == [
                    "a.b.c.d.e.f.g.h.i.test", "d.e.f.g.h.i.test", "e.f.g.h.i.test", "f.g.h.i.test", "g.h.i.test",
                    "h.i.test", "i.test", "test",
                ].map { "_dmarc.\($0)" })
    }
}
