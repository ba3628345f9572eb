/// How much of a case's text goes into mail about it.
public enum NotificationContent: String, Sendable, CaseIterable, Comparable {
    /// All of it.
    case full
    /// The beginning of what is new; the rest is on a page.
    case excerpt
    /// None of it; all is on a page.
    case linkOnly = "link-only"

    /// What says less is greater.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .full: 0
        case .excerpt: 1
        case .linkOnly: 2
        }
    }
}

/// What accounts chose about mail of their cases; it binds all mail, to whomever it goes.
public struct ContentChoices: Sendable, Equatable {
    private let standard: NotificationContent
    private let own: [String: NotificationContent]

    /// The choice of the desk, and that of accounts which differ, by their names without regard to case.
    public init(_ standard: NotificationContent = .full, accounts: [(name: String, content: NotificationContent)] = [])
    {
        self.standard = standard
        own = Dictionary(accounts.map { ($0.name.lowercased(), $0.content) }, uniquingKeysWith: max)
    }

    /// Whether some mail leaves text out, so that there must be pages which show it.
    public var needPages: Bool { strictest > .full }

    /// What counts for mail about cases of that account.
    public func content(for account: String) -> NotificationContent { own[account.lowercased()] ?? standard }

    /// What counts for mail that is about no case, and may be about any of that person's: the choice that says least.
    public func content(for person: Person) -> NotificationContent {
        switch person.kind {
        case .contact: person.memberships.map { content(for: $0.account.name) }.max() ?? strictest
        case .advisor, .guest: strictest
        }
    }

    private var strictest: NotificationContent { own.values.reduce(standard, max) }
}
