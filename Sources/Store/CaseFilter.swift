public import Core
public import FoundationEssentials

/// Which cases a list shows, and in which order; conditions combine with AND.
public struct CaseFilter: Sendable {
    /// Only cases of these statuses; all, if empty.
    public var statuses: [CaseStatus] = []
    /// Only cases of that priority, as the preset spells it.
    public var priority: String?
    /// Only cases of that type, as the preset spells it.
    public var type: String?
    /// Only cases of that module, as the preset spells it.
    public var module: String?
    /// Only cases in that team's queue.
    public var team: String?
    /// Only cases of the account of that name.
    public var account: String?
    /// Only cases of the contact with that address.
    public var contact: EmailAddress?
    /// Only cases of the advisor with that address.
    public var assignee: EmailAddress?
    /// Only cases that nobody has.
    public var isUnassigned = false
    /// Only cases tied to that development issue.
    public var issue: String?
    /// What the subject must be like; all of it.
    public var subject: [SubjectCondition] = []
    /// Only cases last modified at that time or later.
    public var modifiedSince: Date?
    /// Only cases last modified before that time.
    public var modifiedBefore: Date?
    /// Only cases opened at that time or later.
    public var openedSince: Date?
    /// Only cases opened before that time.
    public var openedBefore: Date?
    /// Only cases closed at that time or later, and not opened again.
    public var closedSince: Date?
    /// Only cases closed before that time, and not opened again.
    public var closedBefore: Date?
    /// Only cases that became a part of another one, or only those that did not.
    public var isMerged: Bool?
    /// Only cases in whose subject, posts or files' names each of these words begins a word.
    public var words: String?
    /// By what they are ordered.
    public var order = Order.modified
    /// Whether the order is the other way round than usual: latest first for times, A to Z for words.
    public var isReversed = false

    /// All cases, last modified first.
    public init() {}

    /// Whether it looks into words, which are made known to searches in batches.
    var searches: Bool { words != nil || !subject.isEmpty }

    /// What a subject must be like, without regard to case.
    public enum SubjectCondition: Sendable, Equatable {
        case equals(String), isNot(String), startsWith(String), endsWith(String), contains(String), lacks(String)
    }

    /// What cases are ordered by.
    public enum Order: String, Sendable, CaseIterable {
        case number, modified, created, subject, status, priority, type, module, team, account, contact, assignee, due
    }
}
