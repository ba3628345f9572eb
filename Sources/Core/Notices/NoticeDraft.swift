public import FoundationEssentials

/// A notice that is to be opened, before it has a number.
public struct NoticeDraft: Sendable {
    /// The longest title, in characters.
    public static let longestTitle = 120

    /// What it is about.
    public var kind: NoticeKind
    /// One line.
    public var title: String
    /// What is said first; may be empty.
    public var text: String
    /// When it begins or began; for an incident, now where it is `nil`.
    public var begins: Date?
    /// When it ends; only an incident's end may be unknown.
    public var ends: Date?
    /// The accounts whose contacts it concerns; all where there are none.
    public var accounts: [Account]

    /// A draft from its parts.
    public init(
        _ kind: NoticeKind, title: String, text: String = "", begins: Date? = nil, ends: Date? = nil,
        accounts: [Account] = []
    ) {
        self.kind = kind
        self.title = title.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        self.text = text.trimmed
        self.begins = begins
        self.ends = ends
        self.accounts = accounts
    }

    /// The period that it would have; refuses what nobody can have meant.
    func period(at now: Date) throws(NoticeRefusal) -> NoticePeriod {
        guard !title.isEmpty else { throw .noTitle }
        guard title.count <= Self.longestTitle else { throw .longTitle(title.count) }
        let period: NoticePeriod
        switch kind {
        case .incident: period = NoticePeriod(begins: begins ?? now.wholeSecond, ends: ends)
        case .maintenance:
            guard let begins, let ends else { throw .noPeriod }
            guard ends > now else { throw .isOver }
            period = NoticePeriod(begins: begins, ends: ends)
        }
        try period.check(kind, at: now)
        return period
    }

    /// Whether that open notice is what the draft asks for: the command is given once more.
    func isRepeated(by notice: Notice) -> Bool {
        notice.kind == kind && notice.title == title && notice.updates.first?.text == text
            && begins.map { $0 == notice.updates.first?.period.begins } ?? true
            && ends == notice.updates.first?.period.ends && Set(accounts.map(\.id)) == Set(notice.accounts.map(\.id))
    }
}

extension NoticePeriod {
    /// Refuses a period that a notice of that kind can't have.
    func check(_ kind: NoticeKind, at now: Date) throws(NoticeRefusal) {
        if let ends, ends <= begins { throw .endsTooEarly }
        if kind == .incident, begins > now { throw .incidentAhead }
    }
}

/// What is to be changed of a notice; `nil` stays as it is.
public struct NoticeChange: Sendable {
    /// What is said; may be empty where a time changes, and where a notice is closed.
    public var text: String
    /// When it begins now.
    public var begins: Date?
    /// When it ends now.
    public var ends: Date?

    /// A change from its parts.
    public init(text: String = "", begins: Date? = nil, ends: Date? = nil) {
        self.text = text.trimmed
        self.begins = begins
        self.ends = ends
    }

    /// The period that a notice then has.
    func period(of notice: Notice, at now: Date) throws(NoticeRefusal) -> NoticePeriod {
        let period = NoticePeriod(begins: begins ?? notice.period.begins, ends: ends ?? notice.period.ends)
        try period.check(notice.kind, at: now)
        return period
    }
}

extension Date {
    /// The second that has begun: what is stored is rounded a little, and an incident must not lie ahead.
    fileprivate var wholeSecond: Date { Date(timeIntervalSince1970: timeIntervalSince1970.rounded(.down)) }
}
