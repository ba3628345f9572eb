public import Core
public import FoundationEssentials

/// The link by which a challenge is answered: `BASE/confirm/TOKEN`.
public struct ChallengeLink: Sendable, Equatable, CustomStringConvertible {
    /// The part of the path that stands before the token.
    public static let folder = "confirm"

    /// The link as text.
    public let description: String

    /// The link with that token, at the desk whose pages are found under `base`.
    public init(base: PublicURL, token: String) { description = "\(base)/\(Self.folder)/\(token)" }
}

extension CapabilityTokens {
    /// The link by which a challenge is answered; it leads nowhere after `expires`.
    ///
    /// Let that be some days after the challenge's own end: whoever comes late is then told that it is over, and not only
    /// that there is nothing.
    public func challengeLink(to challenge: ID<Challenge>, expires: Date, base: PublicURL) -> ChallengeLink {
        ChallengeLink(base: base, token: token(.challenge, for: challenge.rawValue, expires: expires))
    }
}
