public import Core

/// All that the octets of a message say about its author; what is missing are keys, and so verdicts.
///
/// ``MessageAuthenticator/prepare(_:_:)`` makes it; it needs neither the octets nor the message any more.
public struct PreparedAuthentication: Sendable {
    /// As many signatures are looked at.
    private static let signatureLimit = 8

    /// What stands without any key: author, statement, recipient, hops.
    public private(set) var report: AuthenticationReport
    private(set) var signatures: [PreparedSignature]
    private(set) var chain: PreparedChain

    init(_ message: InboundMessage, _ raw: UnsafeRawBufferPointer, _ trust: TrustPolicy) {
        let cut = RawMessage(raw)
        let section = HeaderSection(
            fields: cut.fields.filter(\.isPlain).map { HeaderSection.Field(name: $0.name, rawBody: Array($0.body)) })
        let trusted = TrustedStatement(section, trust)
        let header = HeaderCanonicalizer(cut.fields)
        var body = BodyHasher(cut)
        let recipients = (to: message.to.compactMap(\.emailAddress), cc: message.cc.compactMap(\.emailAddress))
        // Of an incomplete header section nothing is known that a signature could be about.
        let fields = cut.isComplete ? cut.fields.filter { $0.isPlain && $0.name == "dkim-signature" } : []
        signatures = fields.prefix(Self.signatureLimit).map {
            PreparedSignature($0, header, cut, &body, recipients: recipients)
        }
        chain = PreparedChain(cut, header, &body)
        report = AuthenticationReport(
            author: AuthorScanner.author(of: cut), statement: trusted.statement, hasForgedStatement: trusted.hasForgery,
            signatures: signatures.map(\.unverified), chain: chain.unverified,
            envelopeRecipient: trusted.envelopeRecipient, hops: cut.fields.count { $0.name == "received" })
    }

    /// Whether the server that is believed has said all that a verdict needs: DMARC and DKIM pass for the very domain.
    var isSettled: Bool {
        guard case .address(let author) = report.author, let domain = DomainName.ascii(author.domain),
            let statement = report.statement
        else { return false }
        let pass = AuthenticationReport.ServerStatement.Finding(value: "pass", domain: domain)
        return statement.dmarc == pass && statement.dkim.contains(pass)
    }
}
