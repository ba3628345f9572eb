/// A line such as `#priority high` at the top of what somebody wrote.
public struct MailCommand: Sendable, Equatable {
    /// The commands that everybody may give who may write to a case.
    public static let everybodysNames: Set<String> = [
        "close", "reopen", "priority", "add", "remove", "recipients", "status", "cases", "help", "grant", "decline",
        "digest",
    ]
    /// The commands that only advisors may give.
    public static let advisorNames: Set<String> = [
        "assign", "note", "resolve", "schedule", "dev", "release", "escalate", "type", "module", "permission",
        "exception",
    ]
    private static let knownNames = everybodysNames.union(advisorNames)

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
