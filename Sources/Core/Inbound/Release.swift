/// How a held message was let in; it is then decided about once more, so that rights are asked again.
public struct Release: Sendable, Equatable {
    /// Who let it in.
    public enum Origin: Sendable, Equatable {
        /// The person whose address it bears, asked by a challenge.
        case challenge(ID<Challenge>)
        /// Somebody of the desk: their address, or `operator`.
        case desk(String)
    }

    /// Who let it in.
    public var origin: Origin
    /// Who wrote it, where somebody of the desk says so; the address in From otherwise.
    public var author: EmailAddress?
    /// The case it is for, where somebody of the desk says so.
    public var caseNumber: CaseNumber?
    /// The account for which a stranger is let in as a guest, on an exception.
    public var exceptionAccount: String?

    /// A release from its parts.
    public init(
        _ origin: Origin, author: EmailAddress? = nil, caseNumber: CaseNumber? = nil, exceptionAccount: String? = nil
    ) {
        self.origin = origin
        self.author = author
        self.caseNumber = caseNumber
        self.exceptionAccount = exceptionAccount
    }

    /// Whether somebody of the desk looked at it and overrides the doubts.
    public var isByDesk: Bool {
        if case .desk = origin { true } else { false }
    }
}

/// What became of a message that was held.
public enum HeldState: String, Sendable, CaseIterable {
    /// Somebody must look at it.
    case waiting
    /// Its author said that they wrote it, and it was taken in.
    case confirmed
    /// Somebody of the desk let it in.
    case released
    /// Somebody said that it is not to be taken in.
    case rejected
    /// Its author was asked and did not answer; it can still be let in.
    case expired
}
