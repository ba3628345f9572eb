public import Core
internal import FoundationEssentials
public import MailAuth
internal import Templates

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

    /// The page of all notices; empty for a desk without pages.
    var notices: String { base.map { "\($0)/notices" } ?? "" }

    func returnAddress(of mail: ID<OutboxEntry>) -> EmailAddress? {
        bounceAddress.flatMap { tokens.returnAddress(of: mail, at: $0) }
    }

    /// Empty for a desk without pages, which asks nobody.
    func challenge(_ challenge: Challenge) -> String {
        guard let base else { return "" }
        let expires = challenge.expires.addingTimeInterval(Self.grace)
        return capabilities.challengeLink(to: challenge.id, expires: expires, base: base).description
    }

    /// Where a survey is answered until `expires`, and where surveys are stopped; `nil` for a desk without pages, which asks nobody.
    func survey(_ survey: Survey, expires: Date) -> (form: SurveyLink, optOut: SurveyLink)? {
        base.map { base in
            (
                capabilities.surveyLink(to: survey.id, expires: expires.addingTimeInterval(Self.grace), base: base),
                capabilities.optOutLink(for: survey.contact, base: base)
            )
        }
    }

    /// The page on which the recipient of a mail finds what the mail leaves out.
    ///
    /// Its time runs from the mail's own Date, so that the link is the same at every attempt.
    func page(of mail: ClaimedMail) -> PageLink {
        let expires = mail.entry.date.addingTimeInterval(CaseView.lifetime)
        let link = base.map { capabilities.caseLink(of: mail.id, expires: expires + Self.grace, base: $0).description }
        return PageLink(address: link ?? "", expires: expires.inMail)
    }
}
