/// A field of a case that somebody is asked to fill in.
public struct MissingField: Sendable, Equatable {
    /// As it stands before the colon.
    public var name: String
    /// What may be filled in, if only certain values may; empty otherwise.
    public var choices: [String]

    /// A field from its parts.
    public init(name: String, choices: [String] = []) {
        self.name = name
        self.choices = choices
    }
}

extension MissingField: TemplateData {
    static let variables: TemplateVariables<Self> = [
        "name": .line(\.name),
        "choices": .line({ $0.choices.joined(separator: ", ") }, limit: 2_000),
    ]
}
