internal import Core

/// What is known about who wrote a message, as `casepost parse --auth --json` prints it.
struct AuthenticationJSON: Encodable {
    struct Signature: Encodable {
        var domain: String
        var selector: String
        var result: String
        var reason: String
        @Nullable var weakness: String?
    }

    struct Chain: Encodable {
        var result: String
        var sealers: [String]
    }

    struct Finding: Encodable {
        var result: String
        @Nullable var domain: String?
    }

    struct DMARC: Encodable {
        var result: String
        @Nullable var domain: String?
        @Nullable var policy: String?
    }

    var dkim: [Signature]
    var arc: Chain
    @Nullable var spf: Finding?
    var dmarc: DMARC
    @Nullable var verifiedSender: String?
    var by: String

    init(_ report: AuthenticationReport) {
        let verdict = SenderVerification.judge(report, policy: SenderPolicy(), ours: nil)
        dkim = report.signatures.map { signature in
            var json = Signature(
                domain: signature.domain, selector: signature.selector, result: signature.result.rawValue,
                reason: signature.reason)
            json.weakness = signature.weakness
            return json
        }
        arc = Chain(result: report.chain.result.rawValue, sealers: report.chain.sealers)
        dmarc = DMARC(result: report.statement?.dmarc?.value ?? (verdict.by == .dkim ? "pass" : "none"))
        by = verdict.by.rawValue
        dmarc.domain = report.statement?.dmarc?.domain ?? verdict.address?.domain
        dmarc.policy = report.policy?.policy
        verifiedSender = verdict.isProven ? verdict.address?.description : nil
        spf = report.statement?.spf.map { finding in
            var json = Finding(result: finding.value)
            json.domain = finding.domain
            return json
        }
    }
}
