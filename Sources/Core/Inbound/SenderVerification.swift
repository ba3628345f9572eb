/// What is known about who wrote a message.
public struct SenderVerification: Sendable, Equatable {
    /// How sure the desk is.
    public enum Assurance: String, Sendable, CaseIterable {
        /// The domain's own infrastructure vouched for this author.
        case authenticated
        /// Nothing speaks for or against it.
        case none
        /// Something speaks against it.
        case contradicted
    }

    /// The one mailbox of the one From field; `nil` when there is no such thing.
    public var address: EmailAddress?
    /// How sure the desk is that it is really theirs.
    public var assurance: Assurance
    /// What vouched: `authentication-results` or `none`.
    public var by: String
    /// Why, in a few fixed words for the operator.
    public var reason: String

    /// A verdict from its parts.
    public init(address: EmailAddress?, assurance: Assurance, by: String, reason: String) {
        self.address = address
        self.assurance = assurance
        self.by = by
        self.reason = reason
    }
}
