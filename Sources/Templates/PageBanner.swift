public import Core
public import FoundationEssentials

/// What stands on top of every page about the desk's services; in words, and by colour.
public struct PageBanner: Sendable, Equatable {
    private enum Kind: Sendable, Equatable {
        case incident, maintenance, quiet, unknown
    }

    private var kind: Kind
    private var title = ""
    private var isAhead = false
    private var begins = ""
    private var ends = ""
    private var others = 0
    private var link: String

    /// A banner in words; `link` leads to all notices, and is empty where there is no way there.
    public init(_ banner: NoticeBanner, clock: NoticeClock, link: String, at now: Date) {
        self.link = link
        switch banner {
        case .incident(let notice, let others):
            kind = .incident
            show(notice, others, clock, now)
        case .maintenance(let notice, let others):
            kind = .maintenance
            show(notice, others, clock, now)
        case .quiet: kind = .quiet
        case .unknown: kind = .unknown
        }
    }

    private mutating func show(_ notice: Notice, _ others: Int, _ clock: NoticeClock, _ now: Date) {
        (title, self.others) = (notice.title, others)
        isAhead = notice.state(at: now) == .announced
        begins = clock.text(of: notice.period.begins)
        ends = notice.period.ends.map(clock.text) ?? ""
    }
}

extension PageBanner: TemplateData {
    static let variables: TemplateVariables<Self> = [
        "isIncident": .flag { $0.kind == .incident },
        "isMaintenance": .flag { $0.kind == .maintenance },
        "isQuiet": .flag { $0.kind == .quiet },
        "isUnknown": .flag { $0.kind == .unknown },
        "noticeTitle": .line(\.title),
        "isAhead": .flag(\.isAhead),
        "noticeBegins": .line(\.begins),
        "noticeEnds": .line(\.ends),
        "otherNotices": .count(\.others),
        "noticesLink": .line(\.link, limit: 2_000),
    ]
}

/// Where pages find the banner that they show at this moment.
///
/// It answers at once and without fail: no page waits for a database because of it.
public protocol BannerSource: AnyObject, Sendable {
    /// The banner as it is now.
    var banner: PageBanner { get }
}
