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
    /// Notes when a person is told what happens on cases; whether that is other than before.
    ///
    /// What has gathered until then is told as ``DigestTransaction`` has it.
    func choose(_ schedule: DigestSchedule, for person: Person, by actor: String, at: Date) throws -> Bool
    /// Name of an account.
    func accountName(_ id: ID<Account>) throws -> String
    /// The active contacts of an account, as a contacts file has them.
    func contactRows(in account: ID<Account>) throws -> [ContactRow]
    /// What the registry says of the contact with that address, a row for each account.
    func contactRows(of address: EmailAddress?, includingDeactivated: Bool) throws -> [ContactRow]
    /// Changes the contacts of an account; throws a ``DeskRefusal`` where the registry does not allow it.
    func apply(_ request: ContactRequest, by actor: String, at: Date) throws
}
