/// A customer organisation: a school district, a university.
public struct Account: Sendable, Equatable {
    /// How the database knows it.
    public var id: ID<Account>
    /// As its people call it; unique.
    public var name: String

    /// An account from its parts.
    public init(id: ID<Account>, name: String) {
        self.id = id
        self.name = name
    }
}
