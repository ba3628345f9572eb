public import FoundationEssentials

/// What taking in mail needs to change of the registry.
public protocol RegistryTransaction {
    /// Notes that a person did something: they are alive, so flag and suspension go.
    ///
    /// Only for activity whose author is verified. The time of the last activity only ever moves forward.
    func noteActivity(of person: ID<Person>, at: Date) throws
    /// Notes a bounce, and suspends the address where ``Suspension`` says so; whether it did.
    ///
    /// A second bounce of the same effect for the same mail counts nothing.
    func recordBounce(
        of person: ID<Person>, outbox: ID<OutboxEntry>?, effect: BounceEffect, status: String, at: Date
    ) throws -> Bool
}
