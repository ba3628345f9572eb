public import Core

/// What SMTP carries: an envelope and a content (RFC 5321 section 2.3.1).
public struct MailObject: Sendable, Equatable {
    /// From whom and to whom.
    public var envelope: Envelope
    /// The message: every line ends in CRLF, and dots are not yet stuffed.
    public var content: [UInt8]
    /// Whether the header section is in UTF-8, as international addresses make it (RFC 6532).
    public var hasInternationalHeader: Bool

    /// A mail from its parts.
    public init(envelope: Envelope, content: [UInt8], hasInternationalHeader: Bool = false) {
        self.envelope = envelope
        self.content = content
        self.hasInternationalHeader = hasInternationalHeader
    }
}

/// From whom and to whom: one recipient a transaction, so that every answer belongs to one person.
public struct Envelope: Sendable, Equatable {
    /// Where a report of failure goes; `nil` for the null reverse-path, which asks for none (RFC 5321 section 4.5.5).
    public var reversePath: EmailAddress?
    /// The recipient.
    public var recipient: EmailAddress
    /// Whether servers further on shall report nothing about this mail, where that can be said (RFC 3461).
    public var neverNotify: Bool

    /// An envelope from its parts.
    public init(reversePath: EmailAddress?, recipient: EmailAddress, neverNotify: Bool = false) {
        self.reversePath = reversePath
        self.recipient = recipient
        self.neverNotify = neverNotify
    }
}
