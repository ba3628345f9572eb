import Core
import Testing

private typealias Report = AuthenticationReport
private typealias Finding = AuthenticationReport.ServerStatement.Finding

/// A report about mail of c@school.test.
private func report(
    dmarc: (String, String?)? = nil, spf: (String, String?)? = nil, dkim: [(String, String?)] = [],
    signatures: [Report.Signature] = [], chain: Report.Chain = Report.Chain()
) throws -> Report {
    let author = try #require(EmailAddress("c@school.test"))
    let statement = AuthenticationReport.ServerStatement(
        server: "mx.gw.test", dmarc: dmarc.map { Finding(value: $0.0, domain: $0.1) },
        spf: spf.map { Finding(value: $0.0, domain: $0.1) }, dkim: dkim.map { Finding(value: $0.0, domain: $0.1) })
    let isSilent = dmarc == nil && spf == nil && dkim.isEmpty
    return Report(
        author: .address(author), statement: isSilent ? nil : statement, signatures: signatures, chain: chain)
}

private func signature(
    _ domain: String = "school.test", _ result: Report.Result = .pass, weakness: String? = nil,
    to recipients: [String] = ["support@gw.test"]
) -> Report.Signature {
    Report.Signature(
        domain: domain, selector: "s", algorithm: "rsa-sha256", result: result, reason: "r", weakness: weakness,
        signedRecipients: recipients.compactMap { EmailAddress($0) })
}

private func judge(_ report: Report, _ policy: SenderPolicy = SenderPolicy()) throws -> SenderVerification {
    let ours = OwnAddresses([try #require(EmailAddress("support@gw.test"))], replyDomains: ["reply.gw.test"])
    return .judge(report, policy: policy, ours: ours)
}

@Suite("The verdict about an author")
struct SenderJudgementTests {
    @Test("a trusted server's dmarc=pass for the very domain counts, whatever our own checks say")
    func statement() throws {
        let verdict = try judge(
            try report(dmarc: ("pass", "school.test"), signatures: [signature("school.test", .fail)]))
        #expect(verdict.assurance == .authenticated && verdict.by == .authenticationResults)
        #expect(try judge(try report(dmarc: ("pass", "evil.test"))).assurance == .none)
        #expect(try judge(try report(dmarc: ("pass", nil))).assurance == .none)
    }

    @Test("dmarc=fail speaks against the author, whatever the policy of the domain and our own checks say")
    func contradiction() throws {
        #expect(try judge(try report(dmarc: ("fail", "school.test"))).assurance == .contradicted)
        let signed = try report(dmarc: ("fail", "school.test"), signatures: [signature()])
        #expect(try judge(signed).assurance == .contradicted)
    }

    @Test("SPF for the envelope's domain says nothing about the author")
    func spf() throws {
        let verdict = try judge(try report(dmarc: ("none", "school.test"), spf: ("pass", "evil.test")))
        #expect(verdict.assurance == .none)
    }

    @Test(
        "a signature speaks for its own domain, and for others as far as the account says so",
        arguments: [
            ("school.test", SenderPolicy(), true), ("evil.test", SenderPolicy(), false),
            ("sub.school.test", SenderPolicy(), false), ("sub.school.test", SenderPolicy(alignment: .relaxed), true),
            ("tenant.example", SenderPolicy(domains: ["tenant.example"]), true), ("test", SenderPolicy(), false),
            ("test", SenderPolicy(alignment: .relaxed), false),
            ("notschool.test", SenderPolicy(alignment: .relaxed), false),
        ])
    func alignment(_ domain: String, _ policy: SenderPolicy, _ isProven: Bool) throws {
        let verdict = try judge(try report(signatures: [signature(domain)]), policy)
        #expect(verdict.isProven == isProven)
        #expect(verdict.by == (isProven ? .dkim : .none))
    }

    @Test(
        "domains above and beside the author's",
        arguments: [
            ("school.test", "staff.school.test", SenderPolicy(), false),
            ("school.test", "staff.school.test", SenderPolicy(domains: ["school.test"]), true),
            ("school.test", "staff.school.test", SenderPolicy(alignment: .relaxed), true),
            ("mail.school.test", "staff.school.test", SenderPolicy(alignment: .relaxed), false),
            (
                "mail.school.test", "staff.school.test", SenderPolicy(alignment: .relaxed, domains: ["school.test"]),
                true
            ),
        ])
    func relatives(_ signer: String, _ author: String, _ policy: SenderPolicy, _ isAccepted: Bool) {
        #expect(policy.accepts(signer, for: author) == isAccepted)
    }

    @Test("a signature that covers too little, or fails, proves nothing and speaks against nobody")
    func weak() throws {
        for odd in [signature(weakness: "l="), signature("school.test", .fail), signature("school.test", .permerror)] {
            let verdict = try judge(try report(signatures: [odd]))
            #expect(verdict.assurance == .none && verdict.doubt == nil)
        }
        let second = try judge(try report(signatures: [signature("school.test", .fail), signature()]))
        #expect(second.isProven, "one good signature is enough")
    }

    @Test("mail that the author signed for somebody else may have been sent on by anyone")
    func replay() throws {
        let verdict = try judge(try report(signatures: [signature(to: ["friend@elsewhere.test"])]))
        #expect(verdict.assurance == .none && verdict.doubt == .replay)
        for ours in ["support+token@gw.test", "case+x@reply.gw.test", "Support@gw.test"] {
            #expect(try judge(try report(signatures: [signature(to: ["friend@elsewhere.test", ours])])).isProven)
        }
        let trusted = try report(dmarc: ("pass", "school.test"), signatures: [signature(to: ["x@elsewhere.test"])])
        #expect(try judge(trusted).isProven, "a server that saw it arrive has spoken")
    }

    @Test("a strict account asks for its very domain, also where the server is content with less")
    func strict() throws {
        let strict = SenderPolicy(alignment: .strict)
        let relaxed = try report(dmarc: ("pass", "school.test"), dkim: [("pass", "sub.school.test")])
        #expect(try judge(relaxed).isProven)
        #expect(try !judge(relaxed, strict).isProven)
        #expect(try judge(try report(dmarc: ("pass", "school.test"), dkim: [("pass", "school.test")]), strict).isProven)
        #expect(try judge(try report(dmarc: ("pass", "school.test"), spf: ("pass", "school.test")), strict).isProven)
    }

    @Test("seals count only of those whom the settings trust, and for the very domain")
    func chain() throws {
        var chain = Report.Chain(result: .pass, reason: "r", sealers: ["lists.test"])
        chain.sealedDMARC = Finding(value: "pass", domain: "school.test")
        #expect(try judge(try report(dmarc: ("fail", "school.test"), chain: chain)).assurance == .contradicted)
        chain.trustedSealer = "lists.test"
        let verdict = try judge(try report(dmarc: ("fail", "school.test"), chain: chain))
        #expect(verdict.isProven && verdict.by == .arc)
        chain.sealedDMARC = Finding(value: "pass", domain: "evil.test")
        #expect(try judge(try report(dmarc: ("fail", "school.test"), chain: chain)).assurance == .contradicted)
        chain.sealedDMARC = Finding(value: "pass", domain: "school.test")
        chain.result = .fail
        #expect(try !judge(try report(chain: chain)).isProven)
    }

    @Test("a key that the DNS keeps back is worth waiting for, if it could speak for the author")
    func temporary() throws {
        #expect(try judge(try report(signatures: [signature("school.test", .temperror)])).doubt == .temporary)
        #expect(try judge(try report(signatures: [signature("evil.test", .temperror)])).doubt == nil)
        #expect(try judge(try report(signatures: [signature("school.test", .temperror, weakness: "l=")])).doubt == nil)
    }

    @Test("without one plain author there is nobody to vouch for")
    func nobody() throws {
        let ours = OwnAddresses([])
        for (author, doubt) in [
            (Report.Author.missing, nil), (.ambiguous("two"), SenderVerification.Doubt.ambiguous),
            (.malformed("NUL"), .malformed),
        ] {
            let verdict = SenderVerification.judge(Report(author: author), policy: SenderPolicy(), ours: ours)
            #expect(verdict.address == nil && !verdict.isProven && verdict.doubt == doubt)
        }
    }
}
