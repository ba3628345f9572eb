/// What a feedback report complains about (ARF, RFC 5965).
public struct AbuseReport: Sendable, Equatable {
    /// `abuse`, `fraud`, `virus`, `not-spam`, `auth-failure` … in small letters.
    public var feedbackType: String?
    /// The program that made the report.
    public var userAgent: String?
    /// The envelope sender of the message complained about.
    public var originalMailFrom: String?
    /// Its envelope recipients.
    public var originalRecipients: [String]
    /// The address of the host that it came from.
    public var sourceIP: String?

    /// Describes a complaint.
    public init(
        feedbackType: String? = nil, userAgent: String? = nil, originalMailFrom: String? = nil,
        originalRecipients: [String] = [], sourceIP: String? = nil
    ) {
        self.feedbackType = feedbackType
        self.userAgent = userAgent
        self.originalMailFrom = originalMailFrom
        self.originalRecipients = originalRecipients
        self.sourceIP = sourceIP
    }
}
