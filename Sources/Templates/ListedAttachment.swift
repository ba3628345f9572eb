/// A file on a case, as a mail lists it.
public struct ListedAttachment: Sendable, Equatable {
    /// The sender's name for it.
    public var name: String
    /// Its size, for people to read.
    public var size: String

    /// A file to be listed.
    public init(name: String, size: String) {
        self.name = name
        self.size = size
    }
}

/// A file that was left out of a case, as a mail lists it.
public struct OmittedAttachment: Sendable, Equatable {
    /// The sender's name for it.
    public var name: String
    /// Why, as what follows "name:".
    public var reason: String

    /// A file to be listed as left out.
    public init(name: String, reason: String) {
        self.name = name
        self.reason = reason
    }
}

extension ListedAttachment: TemplateData {
    static let variables: TemplateVariables<Self> = ["name": .line(\.name), "size": .line(\.size)]
}

extension OmittedAttachment: TemplateData {
    static let variables: TemplateVariables<Self> = ["name": .line(\.name), "reason": .line(\.reason)]
}
