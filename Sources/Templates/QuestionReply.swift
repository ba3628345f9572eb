/// What `question-reply` says to somebody whose mail was nothing but commands and about no case.
public struct QuestionReply: Sendable, Equatable {
    /// The desk, as people call it.
    public var siteName: String
    /// Given name of the one it goes to; may be empty.
    public var recipientName: String
    /// The answers.
    public var text: String
    /// Where the answers are, if they are not to be in mail.
    public var page: PageLink?

    /// A reply from its parts.
    public init(siteName: String, recipientName: String, text: String) {
        self.siteName = siteName
        self.recipientName = recipientName
        self.text = text
    }
}

extension QuestionReply: TemplateData {
    static let variables: TemplateVariables<Self> = PageLink.variables(\.page).merging([
        "siteName": .line(\.siteName),
        "recipientName": .line(\.recipientName),
        "text": .text(\.text),
        "paragraphs": .list { TextParagraph.all(in: $0.text) },
    ])
}
