public import Core

/// What those who watch the desk from outside want to know of it.
public protocol DeskWatching: Sendable {
    /// How the desk's workers are doing, in an order that stays.
    func workers() -> [WorkerReport]
    /// How its logins with tokens stand.
    func logins() -> [LoginReport]
    /// What keeps the database from being read and written, in plain words without a path or an address.
    func databaseComplaint() async -> String?
    /// What the desk is made up of, and what became of the messages that came in since the start.
    func figures() async throws -> (desk: DeskFigures, messages: [MessageTally.Kind: Int])
}
