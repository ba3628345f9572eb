/// What is concluded about who wrote a message.
public struct SenderVerification: Sendable, Equatable {
    /// How sure the desk is.
    public enum Assurance: String, Sendable, CaseIterable {
        /// The domain's own infrastructure vouched for this author.
        case authenticated
        /// The author was asked, and said yes; or somebody of the desk said so.
        case confirmed
        /// Nothing speaks for or against it.
        case none
        /// Something speaks against it.
        case contradicted
    }

    /// What vouched.
    public enum Witness: String, Sendable, CaseIterable {
        case dkim, arc, confirmation, `operator`, none
        case authenticationResults = "authentication-results"
        /// The mailbox believes everybody.
        case trust
    }

    /// What keeps evidence that was found from counting.
    public enum Doubt: Sendable, Equatable {
        /// The author signed it, but wrote it to somebody else: anyone who got it may have sent it on.
        case replay
        /// The DNS did not answer; a later try may know more.
        case temporary
        /// From can be read in more than one way.
        case ambiguous
        /// From has something in it that no mail program writes.
        case malformed
    }

    /// The one mailbox of the one From field; `nil` when there is no such thing.
    public var address: EmailAddress?
    /// How sure the desk is that it is really theirs.
    public var assurance: Assurance
    /// What vouched.
    public var by: Witness
    /// Why, as a sentence for people.
    public var reason: String
    /// What keeps evidence from counting, if there is such a thing.
    public var doubt: Doubt?

    /// A verdict from its parts.
    public init(
        address: EmailAddress?, assurance: Assurance, by: Witness = .none, reason: String, doubt: Doubt? = nil
    ) {
        self.address = address
        self.assurance = assurance
        self.by = by
        self.reason = reason
        self.doubt = doubt
    }

    /// Whether the author may act.
    public var isProven: Bool { assurance == .authenticated || assurance == .confirmed }
}
