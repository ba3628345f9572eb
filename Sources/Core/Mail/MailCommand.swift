/// A line such as `#priority high` at the top of what somebody wrote.
public struct MailCommand: Sendable, Equatable {
    /// The word behind the number sign, in small letters.
    public var name: String
    /// What follows on the line.
    public var argument: String?

    /// A command as written.
    public init(name: String, argument: String? = nil) {
        self.name = name
        self.argument = argument
    }
}
