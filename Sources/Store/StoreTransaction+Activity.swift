public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction: RegistryTransaction {
    /// Notes that a person did something that is proven to be theirs.
    public func noteActivity(of person: ID<Person>, at: Date) throws {}
    /// Counts a returned mail against a person; whether their address gets no mail from now on.
    public func recordBounce(
        of person: ID<Person>, outbox: ID<OutboxEntry>?, effect: BounceEffect, status: String, at: Date
    ) throws -> Bool { false }
}
