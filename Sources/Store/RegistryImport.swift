/// What an import of contacts or advisors did.
public struct RegistryImportReport: Sendable, Equatable {
    /// How many people were new.
    public var added = 0
    /// How many changed in anything.
    public var updated = 0
    /// How many were as the file says.
    public var unchanged = 0
    /// How many were deactivated because the file does not have them.
    public var deactivated = 0

    /// Nothing yet.
    public init() {}
}

/// Why rows of an import contradict each other or what is there; nothing of the file was taken.
public struct RegistryConflict: Error, Sendable, Equatable {
    /// The index of a row, and what is wrong with it.
    public var problems: [(row: Int, problem: String)]

    /// Whether both say the same.
    public static func == (left: Self, right: Self) -> Bool {
        left.problems.map(\.row) == right.problems.map(\.row)
            && left.problems.map(\.problem) == right.problems.map(\.problem)
    }
}
