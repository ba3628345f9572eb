/// A file that came with a message: what is said about it, and where its octets are.
public struct Attachment: Sendable, Equatable {
    /// Where the octets of an attachment are found.
    public enum Content: Sendable, Equatable {
        /// A range of octets of the raw message, still in its transfer encoding.
        case encoded(Range<Int>, TransferEncoding)
        /// Octets that stand nowhere in the message as they are (unpacked from another format).
        case bytes([UInt8])
    }

    /// The sender's name for it, cleaned for display; never part of a path.
    public var filename: String?
    /// `type/subtype` in lower case.
    public var contentType: String
    /// Whether the message means it to be shown within its text.
    public var isInline: Bool
    /// Its Content-ID without brackets.
    public var contentID: String?
    /// Number of octets once decoded.
    public var size: Int
    /// Where its octets are.
    public var content: Content

    /// Describes an attachment.
    public init(
        filename: String?, contentType: String, isInline: Bool = false, contentID: String? = nil, size: Int,
        content: Content
    ) {
        self.filename = filename
        self.contentType = contentType
        self.isInline = isInline
        self.contentID = contentID
        self.size = size
        self.content = content
    }
}
