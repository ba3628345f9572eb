/// A line such as `#priority high` at the top of what somebody wrote.
public struct MailCommand: Sendable, Equatable {
    /// The commands that mean something to the desk; what is written with others stays in the text.
    public static let knownNames: Set<String> = [
        "close", "reopen", "priority", "add", "remove", "recipients", "status", "cases", "grant", "decline", "help",
        "assign", "note", "resolve", "schedule", "dev", "release", "escalate", "permission", "type", "module",
        "exception",
    ]

    /// The word behind the number sign, in small letters.
    public var name: String
    /// What follows on the line.
    public var argument: String?
    /// Whether it means something to the desk.
    public var isKnown: Bool { Self.knownNames.contains(name) }

    /// A command as written.
    public init(name: String, argument: String? = nil) {
        self.name = name
        self.argument = argument
    }
}
