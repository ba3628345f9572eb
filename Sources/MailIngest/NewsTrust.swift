internal import MailTransport

/// How far a server is believed that tells of news: after some that were none there is a pause before it is listened to again.
///
/// One look in vain is nothing: news of a message may come after it was listed, and somebody else may have been faster. A
/// server that goes on like that would be asked without a pause.
struct NewsTrust: Sendable, Equatable {
    private static let firstPause = Duration.milliseconds(250)

    /// How many looks in a row brought nothing although the server had told of news.
    private var inVain = 0
    private var isTold = false

    /// A wait has ended.
    mutating func waited(_ end: IdleEnd) {
        isTold = end == .news
        // Who says nothing for so long does not tell of news all the time.
        if end == .time { inVain = 0 }
    }

    /// A look has come to its end, and brought so many messages.
    mutating func looked(brought count: Int) {
        if count > 0 {
            inVain = 0
        } else if isTold {
            inVain += 1
        }
        isTold = false
    }

    /// The pause before the next wait; it doubles, up to `limit`.
    func pause(atMost limit: Duration) -> Duration {
        guard inVain > 1 else { return .zero }
        return min(Self.firstPause * (1 << min(inVain - 2, 16)), limit)
    }
}
