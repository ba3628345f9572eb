/// What `command-reply` says to somebody about the commands in their mail.
public struct CommandReply: Sendable, Equatable {
    /// The desk, as people call it.
    public var siteName: String
    /// Given name of the one it goes to; may be empty.
    public var recipientName: String
    /// The number of the case.
    public var caseNumber: String
    /// The subject as it is stored.
    public var subject: String
    /// What became of the commands.
    public var text: String

    /// A reply from its parts.
    public init(siteName: String, recipientName: String, caseNumber: String, subject: String, text: String) {
        self.siteName = siteName
        self.recipientName = recipientName
        self.caseNumber = caseNumber
        self.subject = subject
        self.text = text
    }
}

extension CommandReply: TemplateData {
    static let variables: TemplateVariables<Self> = [
        "siteName": .line(\.siteName),
        "recipientName": .line(\.recipientName),
        "caseNumber": .line(\.caseNumber),
        "subject": .line(\.subject),
        "text": .text(\.text),
        "paragraphs": .list { TextParagraph.all(in: $0.text) },
    ]
}
