/// The number by which the database knows one `Subject`; never shown outside.
public struct ID<Subject>: Hashable, Sendable {
    /// The number itself; positive.
    public let rawValue: Int64

    /// The identifier of that number.
    public init(_ rawValue: Int64) { self.rawValue = rawValue }
}
