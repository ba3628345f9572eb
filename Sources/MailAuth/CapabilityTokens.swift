public import FoundationEssentials

/// Makes and reads the tokens of links: whoever has one may do the one thing that it is for.
public struct CapabilityTokens: Sendable {
    /// Clocks may differ by so much.
    private static let tolerance: TimeInterval = 300

    private let keys: KeyRing

    /// Tokens signed with these keys.
    public init(keys: KeyRing) { self.keys = keys }

    /// The token of that kind for the thing of that number, good until `expires`; for good where it is `nil`.
    public func token(_ kind: TokenKind, for number: Int64, expires: Date? = nil) -> String {
        SignedToken(kind, number, expires.map { Int64($0.timeIntervalSince1970) } ?? 0).text(signedWith: keys)
    }

    /// The number of the thing that a token is for; `nil` if it is none of ours, of another kind, or over.
    public func read(_ text: some StringProtocol, _ kind: TokenKind, at now: Date) -> Int64? {
        guard let token = SignedToken(text, kind, keys: keys) else { return nil }
        let isOver = token.second > 0 && Double(token.second) + Self.tolerance < now.timeIntervalSince1970
        return isOver ? nil : token.first
    }
}
