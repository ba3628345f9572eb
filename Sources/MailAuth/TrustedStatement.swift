internal import Core

/// What the servers that are believed say about a message, and what others say in their name.
struct TrustedStatement {
    /// Under which names Microsoft 365 receives mail; the sender's tenant may use the same.
    private static let microsoft = ["protection.outlook.com", "prod.outlook.com"]

    private(set) var statement: AuthenticationReport.ServerStatement?
    private(set) var hasForgery = false
    private(set) var envelopeRecipient: EmailAddress?

    init(_ header: HeaderSection, _ trust: TrustPolicy) {
        let hosts = trust.isMicrosoft ? Self.microsoft : []
        let ours = TrustedHeader(header, hosts: trust.authservIDs + hosts).fields
        statement = trust.isMicrosoft ? Self.anonymous(ours) : Self.named(Self.results(ours), trust.authservIDs)
        hasForgery = Self.results(header.fields[ours.count...]).contains { trust.authservIDs.contains($0.authservID) }
        envelopeRecipient = Self.recipient(ours)
    }

    private static func results(_ fields: some Sequence<HeaderSection.Field>) -> [AuthenticationResults] {
        fields.lazy.filter { $0.name.lowercased() == "authentication-results" }
            .compactMap { AuthenticationResults($0.body) }
    }

    /// RFC 8601 section 7.1: only the topmost statement of a server about a method counts.
    ///
    /// Of several servers the one speaks that says something about DMARC, or else the topmost.
    private static func named(
        _ results: [AuthenticationResults], _ servers: [String]
    ) -> AuthenticationReport.ServerStatement? {
        let believed = results.filter { servers.contains($0.authservID) }
        guard let server = (believed.first { $0.finding("dmarc") != nil } ?? believed.first)?.authservID else {
            return nil
        }
        let all = believed.filter { $0.authservID == server }
        return AuthenticationReport.ServerStatement(
            server: server, dmarc: all.lazy.compactMap { $0.finding("dmarc") }.first,
            spf: all.lazy.compactMap { $0.finding("spf") }.first, dkim: all.lazy.map(dkim).first { !$0.isEmpty } ?? [])
    }

    /// Only the topmost field, and only behind a server of Microsoft's.
    private static func anonymous(_ ours: [HeaderSection.Field]) -> AuthenticationReport.ServerStatement? {
        guard let received = ours.first(where: { $0.name.lowercased() == "received" }),
            let host = TrustedHeader.host(received.body), microsoft.contains(where: { host.hasSuffix("." + $0) }),
            let field = ours.first(where: { $0.name.lowercased() == "authentication-results" }),
            let results = AuthenticationResults(field.body, isAnonymous: true)
        else { return nil }
        return AuthenticationReport.ServerStatement(
            server: host, dmarc: results.finding("dmarc"), spf: results.finding("spf"), dkim: dkim(results))
    }

    private static func dkim(_ results: AuthenticationResults) -> [AuthenticationReport.ServerStatement.Finding] {
        results.results.filter { $0.method == "dkim" }.map(\.finding)
    }

    private static func recipient(_ ours: [HeaderSection.Field]) -> EmailAddress? {
        let names: Set = ["delivered-to", "x-original-to", "envelope-to"]
        return ours.first { names.contains($0.name.lowercased()) }.flatMap { EmailAddress($0.body) }
    }
}
