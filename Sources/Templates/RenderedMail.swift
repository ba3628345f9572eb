/// A mail in words: what the composer makes a message of.
public struct RenderedMail: Sendable, Equatable {
    /// One line without control characters.
    public var subject: String
    /// The plain text, lines ending in LF.
    public var text: String
    /// The same as an HTML document.
    public var html: String
    /// Why the shipped template stood in for the desk's own, for the operator; `nil` where it did not have to.
    public var fallback: String?

    /// A mail from its parts.
    public init(subject: String, text: String, html: String, fallback: String? = nil) {
        self.subject = subject
        self.text = text
        self.html = html
        self.fallback = fallback
    }
}
