internal import Core

/// What is known about who wrote a message, for people at a terminal.
struct AuthenticationText {
    private(set) var text = ""

    init(_ report: AuthenticationReport) {
        let verdict = SenderVerification.judge(report, policy: SenderPolicy(), ours: nil)
        add("Author", Self.author(report.author))
        add("Verified", verdict.isProven ? "yes, by \(verdict.by.rawValue)" : "no")
        if let statement = report.statement {
            add("Server", statement.server)
            add("DMARC", statement.dmarc.map(Self.finding))
            add("SPF", statement.spf.map(Self.finding))
        }
        if report.hasForgedStatement { add("Forged", "somebody else speaks in the name of a trusted server") }
        for signature in report.signatures { add("DKIM", Self.signature(signature)) }
        if !report.chain.sealers.isEmpty || report.chain.result != .none {
            let sealers = report.chain.sealers.joined(separator: ", ")
            add("ARC", "\(report.chain.result.rawValue) [\(sealers)]: \(report.chain.reason)")
        }
        add("Policy", report.policy.map { "\($0.policy), published by \($0.domain)" })
    }

    private mutating func add(_ name: String, _ value: String?) {
        guard let value = value?.onOneLine, !value.isEmpty else { return }
        text += "  \(name)\(String(repeating: " ", count: max(1, 12 - name.count)))\(value)\n"
    }

    private static func author(_ author: AuthenticationReport.Author) -> String {
        switch author {
        case .address(let address): address.description
        case .missing: "nobody"
        case .ambiguous(let why), .malformed(let why): "nobody for sure: \(why)"
        }
    }

    private static func finding(_ finding: AuthenticationReport.ServerStatement.Finding) -> String {
        [finding.value, finding.domain].compactMap { $0 }.joined(separator: " ")
    }

    private static func signature(_ signature: AuthenticationReport.Signature) -> String {
        let about = "\(signature.result.rawValue) \(signature.domain) (\(signature.selector), \(signature.algorithm))"
        return "\(about): \(signature.weakness.map { "right, but \($0)" } ?? signature.reason)"
    }
}
