/// What `sender-read-only` tells a contact who may read their account's cases, and wrote all the same.
public struct SenderReadOnly: Sendable, Equatable {
    /// The desk, as people call it.
    public var siteName: String
    /// Given name of the contact, as the registry has it; may be empty.
    public var recipientName: String
    /// The account whose cases they may read.
    public var account: String

    /// The advice from its parts.
    public init(siteName: String, recipientName: String, account: String) {
        self.siteName = siteName
        self.recipientName = recipientName
        self.account = account
    }
}

extension SenderReadOnly: TemplateData {
    static let variables: TemplateVariables<Self> = [
        "siteName": .line(\.siteName),
        "recipientName": .line(\.recipientName),
        "account": .line(\.account),
    ]
}
