import Core

/// A body part: a leaf, or a multipart with its children (RFC 2045 section 2.5).
struct Part {
    /// How a part wants to be shown (RFC 2183).
    enum Disposition { case inline, attachment }

    /// `type/subtype` in small letters.
    var contentType = "text/plain"
    /// The whole Content-Type field.
    var type = ParameterizedField([], limits: Limits())
    var disposition: Disposition?
    /// The sender's name for it, not yet cleaned.
    var filename: String?
    /// What the sender says of it in words.
    var description: String?
    var contentID: String?
    /// Where it says that it was found (RFC 2557 section 4).
    var contentLocation: String?
    var encoding = TransferEncoding.sevenBit
    /// Whether its multipart boundary is one that readers of mail disagree about.
    var hasAmbiguousBoundary = false
    /// Where its body stands in the message.
    var body = 0..<0
    var children: [Part] = []

    var isMultipart: Bool { contentType.hasPrefix("multipart/") }

    /// Whether it is a piece of the readable body: text that is no file.
    var isBodyText: Bool { isShownText && filename == nil }

    /// Whether it is text to be shown that has the name of a file all the same.
    var isNamedText: Bool { isShownText && filename != nil }

    private var isShownText: Bool {
        disposition != .attachment && (contentType == "text/plain" || contentType == "text/html")
    }

    /// Whether it is text with marks for fonts and the like (RFC 1896), to be shown if there is no other.
    var isEnrichedText: Bool {
        disposition != .attachment && filename == nil
            && (contentType == "text/enriched" || contentType == "text/richtext")
    }

    /// The charset of the first text in it that declares one.
    var textCharset: String? {
        guard children.isEmpty else { return children.lazy.compactMap(\.textCharset).first }
        return contentType.hasPrefix("text/") ? type.text("charset") : nil
    }

    /// Every leaf in the order of the message.
    var leaves: [Part] { children.isEmpty ? [self] : children.flatMap(\.leaves) }
}
