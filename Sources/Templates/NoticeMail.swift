public import Core

/// What `notice` says about an incident or a maintenance: what was said at some time, and where the matter stood then.
///
/// It names nobody, so that all who are told the same get the same words.
public struct NoticeMail: Sendable, Equatable {
    /// The desk, as people call it.
    public var siteName: String
    /// What the notice is about.
    public var kind: NoticeKind
    /// What was done to it.
    public var news: NoticeUpdate.Kind
    /// Where it stood before that, where it was closed: what is announced is called off, what goes on is over.
    public var wasAnnounced: Bool
    /// Its title.
    public var title: String
    /// When it begins or began, for people to read.
    public var begins: String
    /// When it ends; empty where nobody knows.
    public var ends: String
    /// Whether it has not begun.
    public var isAhead: Bool
    /// The time zone of these times.
    public var timeZone: String
    /// What was said; may be empty.
    public var text: String
    /// The page of all notices; empty for a desk without pages.
    public var link: String

    /// What a mail says about `update`, the last one of a notice as it was then.
    public init(siteName: String, notice: Notice, update: NoticeUpdate, clock: NoticeClock, link: String) {
        self.siteName = siteName
        (kind, title) = (notice.kind, notice.title)
        (news, text) = (update.kind, update.text)
        isAhead = update.period.begins > update.at
        wasAnnounced = update.kind == .closed && isAhead
        begins = clock.text(of: update.period.begins)
        ends = update.period.ends.map(clock.text) ?? ""
        timeZone = clock.timeZone
        self.link = link
    }
}

extension NoticeMail: TemplateData {
    static let variables: TemplateVariables<Self> = [
        "siteName": .line(\.siteName),
        "isIncident": .flag { $0.kind == .incident },
        "isOpened": .flag { $0.news == .opened },
        "isUpdated": .flag { $0.news == .updated },
        "isOver": .flag { $0.news == .closed && !$0.wasAnnounced },
        "isCalledOff": .flag(\.wasAnnounced),
        "isAhead": .flag(\.isAhead),
        "title": .line(\.title),
        "begins": .line(\.begins),
        "ends": .line(\.ends),
        "timeZone": .line(\.timeZone),
        "text": .text(\.text),
        "paragraphs": .list { TextParagraph.all(in: $0.text) },
        "noticesLink": .line(\.link, limit: 2_000),
    ]
}

extension NoticeMail {
    /// Made-up values that fill every part of the template.
    static var sample: NoticeMail {
        var mail = NoticeMail(
            siteName: "Campus Support", kind: .incident, news: .updated, wasAnnounced: false,
            title: "Grades can't be saved", begins: "Fri 20 Nov 2026, 08:00", ends: "Fri 20 Nov 2026, 12:00",
            isAhead: false, timeZone: "America/Chicago")
        mail.text = """
            The cause is found: a disk of the grade book's server is full. We make room.

            Until then please don't press “Save all”.
            """
        mail.link = "https://support.example.org/notices"
        return mail
    }

    private init(
        siteName: String, kind: NoticeKind, news: NoticeUpdate.Kind, wasAnnounced: Bool, title: String,
        begins: String, ends: String, isAhead: Bool, timeZone: String
    ) {
        self.siteName = siteName
        self.kind = kind
        self.news = news
        self.wasAnnounced = wasAnnounced
        self.title = title
        self.begins = begins
        self.ends = ends
        self.isAhead = isAhead
        self.timeZone = timeZone
        (text, link) = ("", "")
    }
}
