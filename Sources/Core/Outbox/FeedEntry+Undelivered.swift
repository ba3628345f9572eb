public import FoundationEssentials

extension FeedEntry {
    /// The note on a case, for the desk only, that a mail about it could not be delivered; nobody is mailed about it at once.
    public static func undelivered(to address: EmailAddress, because error: String, at now: Date) -> FeedEntry {
        let words = error.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let text = words.count > textLimit ? words.prefix(textLimit) + "…" : words
        return FeedEntry(
            .note, at: now, author: nil, channel: .system, visibility: .internal,
            text: "\(opening)\(address)\(verdict)\(text)")
    }

    /// Whether it is such a note.
    public var isUndelivered: Bool {
        guard kind == .note, author == nil, channel == .system, text.hasPrefix(Self.opening) else { return false }
        let words = text.dropFirst(Self.opening.count)
        return words.drop { $0 != " " }.hasPrefix(Self.verdict)
    }

    private static let opening = "Mail to "
    private static let verdict = " could not be delivered: "

    /// A server may say as much as it likes.
    private static var textLimit: Int { 300 }
}
