public import Core
public import FoundationEssentials

/// A case as a list shows it.
public struct CaseListing: Sendable {
    /// The case itself.
    public var supportCase: SupportCase
    /// Name of its account.
    public var account: String
    /// Address of its contact.
    public var contact: String
    /// Address of the advisor who has it.
    public var assignee: String?
    /// Number of posts.
    public var posts: Int
    /// Number of files, those left out not counted.
    public var attachments: Int
}

/// A case with all that was said and done on it.
public struct CaseDetail: Sendable {
    /// As a list shows it.
    public var listing: CaseListing
    /// Addresses of the people who are notified.
    public var recipients: [String]
    /// All entries, oldest first.
    public var feed: [FeedLine]
}

/// An entry of a feed with names in place of numbers.
public struct FeedLine: Sendable {
    /// The entry.
    public var entry: FeedEntry
    /// Address of who did it; `nil` for the desk itself.
    public var by: String?
    /// Files that came with it.
    public var attachments: [AttachmentLine]
}

/// A file of a feed entry.
public struct AttachmentLine: Sendable {
    /// The sender's name for it.
    public var filename: String
    /// `type/subtype`.
    public var contentType: String
    /// Number of octets.
    public var size: Int
    /// SHA-256 in hexadecimal digits, if it was kept.
    public var sha256: String?
    /// Why it was left out, if it was.
    public var omitted: String?
}

/// A part of a list, with the number of all results.
public struct Page<Item: Sendable>: Sendable {
    /// The items of this page.
    public var items: [Item]
    /// How many there are on all pages.
    public var total: Int
    /// Whether there are no more than `total`; otherwise there are at least so many.
    public var isTotalExact = true
}

/// A contact or advisor as a list shows them.
public struct PersonListing: Sendable {
    /// The person.
    public var person: Person
    /// Further addresses they write from.
    public var aliases: [String]
    /// When they last did anything.
    public var lastActivity: Date?
    /// When they were flagged for having done nothing.
    public var flaggedAt: Date?
    /// Since when no mail is sent to them because it bounced.
    public var suspendedAt: Date?
    /// Whether they want no surveys.
    public var surveyOptOut: Bool
    /// An advisor's teams.
    public var teams: [String]
    /// An advisor's digest.
    public var digest: String
    /// An advisor's time zone.
    public var timeZone: String
}
