public import FoundationEssentials

/// An incident or a maintenance, as everybody may know of it.
public struct Notice: Sendable, Equatable {
    /// The number that people call it by.
    public var id: ID<Notice>
    /// What it is about.
    public var kind: NoticeKind
    /// One line.
    public var title: String
    /// When it begins or began, and when it ends as far as is known.
    public var period: NoticePeriod
    /// The accounts whose contacts it concerns; all where there are none.
    ///
    /// No page and no mail names them.
    public var accounts: [Account]
    /// When it was opened.
    public var opened: Date
    /// When it was closed; `nil` while it is open.
    public var closed: Date?
    /// What was said about it, oldest first; the first says what it was opened with.
    public var updates: [NoticeUpdate]

    /// A notice from its parts.
    public init(
        id: ID<Notice>, kind: NoticeKind, title: String, period: NoticePeriod, accounts: [Account] = [], opened: Date,
        closed: Date? = nil, updates: [NoticeUpdate] = []
    ) {
        self.id = id
        self.kind = kind
        self.title = title
        self.period = period
        self.accounts = accounts
        self.opened = opened
        self.closed = closed
        self.updates = updates
    }

    /// Where it is at that time.
    public func state(at now: Date) -> NoticeState {
        if closed != nil { return .closed }
        return period.begins > now ? .announced : .running
    }

    /// Whether it should be over by now, and nobody has said so.
    public func isPastEnd(at now: Date) -> Bool { closed == nil && period.ends.map { $0 < now } ?? false }

    /// The latest of its updates that says something.
    public var newestWords: NoticeUpdate? { updates.last { !$0.text.isEmpty } }
}

/// When a notice's matter begins and ends.
public struct NoticePeriod: Sendable, Equatable {
    /// When it begins or began.
    public var begins: Date
    /// When it ends, as far as is known.
    public var ends: Date?

    /// A period from its ends.
    public init(begins: Date, ends: Date? = nil) {
        self.begins = begins
        self.ends = ends
    }
}

/// Something that was said about a notice at some time.
public struct NoticeUpdate: Sendable, Equatable {
    /// What it did; spelled as stored.
    public enum Kind: String, Sendable, CaseIterable {
        case opened, updated, closed
    }

    /// How the database knows it.
    public var id: ID<NoticeUpdate>
    /// What it did.
    public var kind: Kind
    /// When.
    public var at: Date
    /// What was said; may be empty.
    public var text: String
    /// The period as it was from then on.
    public var period: NoticePeriod

    /// An update from its parts.
    public init(id: ID<NoticeUpdate>, kind: Kind, at: Date, text: String, period: NoticePeriod) {
        self.id = id
        self.kind = kind
        self.at = at
        self.text = text
        self.period = period
    }
}

/// The notices that a page shows.
public struct NoticeList: Sendable, Equatable {
    /// A page shows so many closed ones.
    public static let closedOnPage = 50

    /// The open ones, as ``Notice/comesBefore(_:at:)`` has them.
    public var open: [Notice]
    /// Closed ones, the last closed first.
    public var closed: [Notice]
    /// Whether there are closed ones that were closed before these.
    public var hasOlder: Bool
    /// When it was read.
    public var asOf: Date

    /// A list from its parts.
    public init(open: [Notice], closed: [Notice], hasOlder: Bool, asOf: Date) {
        self.open = open
        self.closed = closed
        self.hasOlder = hasOlder
        self.asOf = asOf
    }

    /// Whether a page of another list would say the same of them, whenever that was read.
    public func says(theSameAs other: NoticeList) -> Bool {
        (open, closed, hasOlder) == (other.open, other.closed, other.hasOlder)
            && open.map { $0.state(at: asOf) } == other.open.map { $0.state(at: other.asOf) }
            && open.map { $0.isPastEnd(at: asOf) } == other.open.map { $0.isPastEnd(at: other.asOf) }
    }
}
