public import Core
public import FoundationEssentials
internal import Synchronization
public import Templates

/// The notices as they were last read: what pages say of them without asking anybody.
///
/// Whoever can read the database puts a fresh list here from time to time; while nobody can, the last one stays.
public final class NoticeBoard: BannerSource {
    let clock: NoticeClock
    /// Where the newest notices are.
    let path: String
    private let now: @Sendable () -> Date
    private let last = Mutex<NoticeList?>(nil)

    /// An empty board of a desk whose pages are under that address.
    public init(clock: NoticeClock, publicURL: PublicURL, now: @escaping @Sendable () -> Date) {
        self.clock = clock
        path = "\(publicURL.path)/\(Route.noticesFolder)"
        self.now = now
    }

    /// The list that was put here last; `nil` before the first one.
    public var list: NoticeList? { last.withLock { $0 } }

    /// Puts a list here.
    public func put(_ list: NoticeList) { last.withLock { $0 = list } }

    /// The banner as it is now.
    public var banner: PageBanner {
        let now = now()
        let banner = list.map { NoticeBanner.over($0.open, at: now) } ?? .unknown
        return PageBanner(banner, clock: clock, link: path, at: now)
    }
}
