public import FoundationEssentials

extension FeedEntry {
    /// The note on a case, for the desk only, that a mail about it could not be delivered; nobody is mailed about it.
    public static func undelivered(to address: EmailAddress, because error: String, at now: Date) -> FeedEntry {
        let words = error.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let text = words.count > textLimit ? words.prefix(textLimit) + "…" : words
        return FeedEntry(
            .note, at: now, author: nil, channel: .system, visibility: .internal,
            text: "Mail to \(address) could not be delivered: \(text)")
    }

    /// A server may say as much as it likes.
    private static var textLimit: Int { 300 }
}
