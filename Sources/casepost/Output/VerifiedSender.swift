internal import Core
internal import MailAuth

/// Whether the evidence proves the author of a message, and which of it.
struct VerifiedSender {
    /// Who is named, proven or not.
    private(set) var author: EmailAddress?
    /// `authentication-results`, `dkim`, `arc` or `none`.
    private(set) var by = "none"

    init(_ report: AuthenticationReport) {
        guard case .address(let address) = report.author, let domain = DomainName.ascii(address.domain) else { return }
        author = address
        let pass = AuthenticationReport.ServerStatement.Finding(value: "pass", domain: domain)
        if report.statement?.dmarc == pass {
            by = "authentication-results"
        } else if report.signatures.contains(where: {
            $0.result == .pass && $0.weakness == nil && $0.domain == domain
        }) {
            by = "dkim"
        } else if report.chain.trustedSealer != nil, report.chain.sealedDMARC == pass {
            by = "arc"
        }
    }
}
