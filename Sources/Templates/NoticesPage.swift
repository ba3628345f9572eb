public import Core
internal import FoundationEssentials

/// What `notices` shows: the open notices, then closed ones, the last closed first.
public struct NoticesPage: Sendable {
    /// What all pages say.
    public var frame: FixedPage
    /// Whether it is the copy that stands in for the desk's pages when they can't be reached.
    public var isCopy: Bool
    /// Whether it begins behind newer closed notices.
    public var isContinued: Bool

    private let list: NoticeList
    private let clock: NoticeClock
    private let path: String

    /// A page of notices; `path` is where the newest of them are, and empty where no page can be reached from it.
    public init(
        frame: FixedPage, list: NoticeList, clock: NoticeClock, path: String, isCopy: Bool = false,
        isContinued: Bool = false
    ) {
        self.frame = frame
        self.list = list
        self.clock = clock
        self.path = path
        self.isCopy = isCopy
        self.isContinued = isContinued
    }

    private func items(_ notices: [Notice]) -> [ShownNotice] {
        notices.map { ShownNotice(notice: $0, clock: clock, now: list.asOf) }
    }

    private var olderLink: String {
        guard list.hasOlder, let last = list.closed.last, !path.isEmpty else { return "" }
        return "\(path)/before/\(last.id.rawValue)"
    }
}

extension NoticesPage: TemplateData {
    static let variables = FixedPage.framed(\Self.frame).merging([
        "isCopy": .flag(\.isCopy),
        "isContinued": .flag(\.isContinued),
        "hasOpen": .flag { !$0.list.open.isEmpty },
        "open": .list { $0.items($0.list.open) },
        "hasClosed": .flag { !$0.list.closed.isEmpty },
        "closed": .list { $0.items($0.list.closed) },
        "hasOlder": .flag(\.list.hasOlder),
        "olderLink": .line(\.olderLink, limit: 2_000),
        "newestLink": .line(\.path, limit: 2_000),
        "asOf": .line { $0.clock.text(of: $0.list.asOf) },
        "timeZone": .line(\.clock.timeZone),
    ])
}

/// A notice on a page.
private struct ShownNotice: TemplateData {
    let notice: Notice
    let clock: NoticeClock
    let now: Date

    static let variables: TemplateVariables<Self> = [
        "number": .line { String($0.notice.id.rawValue) },
        "isIncident": .flag { $0.notice.kind == .incident },
        "isAnnounced": .flag { $0.notice.state(at: $0.now) == .announced },
        "isRunning": .flag { $0.notice.state(at: $0.now) == .running },
        "isClosed": .flag { $0.notice.closed != nil && !$0.isCalledOff },
        "isCalledOff": .flag(\.isCalledOff),
        "isPastEnd": .flag { $0.notice.isPastEnd(at: $0.now) },
        "title": .line(\.notice.title),
        "begins": .line { $0.clock.text(of: $0.notice.period.begins) },
        "ends": .line { $0.notice.period.ends.map($0.clock.text) ?? "" },
        "closedAt": .line { $0.notice.closed.map($0.clock.text) ?? "" },
        "updates": .list { shown in
            shown.notice.updates.reversed().map { ShownUpdate(update: $0, clock: shown.clock) }
        },
    ]

    private var isCalledOff: Bool { notice.closed.map { $0 < notice.period.begins } ?? false }
}

/// Something that was said about a notice.
private struct ShownUpdate: TemplateData {
    let update: NoticeUpdate
    let clock: NoticeClock

    static let variables: TemplateVariables<Self> = [
        "at": .line { $0.clock.text(of: $0.update.at) },
        "isOpening": .flag { $0.update.kind == .opened },
        "isUpdate": .flag { $0.update.kind == .updated },
        "isClosing": .flag { $0.update.kind == .closed },
        "text": .text(\.update.text),
        "paragraphs": .list { TextParagraph.all(in: $0.update.text) },
    ]
}
