public import Core
internal import FoundationEssentials
public import MailAuth

/// What mails carry that leads back to the desk: links of pages, and the address to which they return.
public struct MailLinks: Sendable {
    /// Whoever follows a link late is told for so long that it is over, and not only that there is nothing.
    private static let grace: TimeInterval = 30 * 86_400

    private let capabilities: CapabilityTokens
    private let tokens: ReplyTokens
    private let base: PublicURL?
    private let bounceAddress: EmailAddress?

    /// Links to the pages under `base`; undeliverable mail returns to `bounceAddress` with a token, if there is one.
    public init(keys: KeyRing, base: PublicURL?, bounceAddress: EmailAddress?) {
        capabilities = CapabilityTokens(keys: keys)
        tokens = ReplyTokens(keys: keys)
        self.base = base
        self.bounceAddress = bounceAddress
    }

    func returnAddress(of mail: ID<OutboxEntry>) -> EmailAddress? {
        bounceAddress.flatMap { tokens.returnAddress(of: mail, at: $0) }
    }

    /// Empty for a desk without pages, which asks nobody.
    func challenge(_ challenge: Challenge) -> String {
        guard let base else { return "" }
        let expires = challenge.expires.addingTimeInterval(Self.grace)
        return capabilities.challengeLink(to: challenge.id, expires: expires, base: base).description
    }
}
