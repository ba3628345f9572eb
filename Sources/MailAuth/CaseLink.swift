public import Core
public import FoundationEssentials

/// The link by which the recipient of a mail sees its case: `BASE/case/TOKEN`.
public struct CaseLink: Sendable, Equatable, CustomStringConvertible {
    /// The part of the path that stands before the token.
    public static let folder = "case"

    /// The link as text.
    public let description: String

    /// The link with that token, at the desk whose pages are found under `base`.
    public init(base: PublicURL, token: String) { description = "\(base)/\(Self.folder)/\(token)" }
}

extension CapabilityTokens {
    /// The link by which the recipient of a mail sees its case; it leads nowhere after `expires`.
    ///
    /// Let that be some days after the page's own end, as with ``challengeLink(to:expires:base:)``.
    public func caseLink(of mail: ID<OutboxEntry>, expires: Date, base: PublicURL) -> CaseLink {
        CaseLink(base: base, token: token(.view, for: mail.rawValue, expires: expires))
    }
}
