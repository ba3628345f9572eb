internal import ArgumentParser
internal import Core
internal import Store

/// Who does something to a case.
struct ActingOptions: ParsableArguments {
    @Option(
        name: .customLong("as"), help: "The advisor or contact who does it, with their rights. (default: the operator)",
        transform: readAddress)
    var address: EmailAddress?

    /// The actor; an address that the registry does not have, or no longer, is refused.
    func actor(_ transaction: StoreTransaction) throws -> Actor {
        guard let address else { return .operator }
        guard let person = try transaction.person(at: address), person.state != .deactivated else {
            throw CommandFailure(
                .noInput,
                "--as \(address): no active advisor or contact; casepost advisor list and contact list show those there are"
            )
        }
        return .person(person)
    }
}
