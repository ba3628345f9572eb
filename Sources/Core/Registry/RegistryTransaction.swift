public import FoundationEssentials

/// What a returned mail says about the address it was to.
public enum BounceEffect: String, Sendable, CaseIterable {
    case hard, soft, policy, note

    /// The effect of what a delivery report says about one recipient.
    public init(_ recipient: Bounce.Recipient) {
        self = recipient.action == .failed ? (recipient.isHard ? .hard : .soft) : .note
    }
}

/// What following the people of the registry needs of a transaction of the store.
public protocol RegistryTransaction {
    /// Notes that a person did something that is proven to be theirs.
    func noteActivity(of person: ID<Person>, at: Date) throws
    /// Counts a returned mail against a person; whether their address gets no mail from now on.
    func recordBounce(
        of person: ID<Person>, outbox: ID<OutboxEntry>?, effect: BounceEffect, status: String, at: Date
    ) throws -> Bool
}
