import MailTransport
import TestSupport
import Testing

@testable import MailIngest

@Suite("How far a server's news are believed", .ownThread)
struct NewsTrustTests {
    /// What came of one wait and the look after it.
    enum Round: Sendable {
        case news(Int), time, interrupted
    }

    private static let limit = Duration.seconds(5)

    @Test(
        "after the second look in vain there is a pause, which doubles up to the limit; mail, or silence, ends that",
        arguments: [
            ([], 0), ([.news(0)], 0), ([.news(0), .news(0)], 250), ([.news(0), .news(0), .news(0)], 500),
            ([Round](repeating: .news(0), count: 6), 4_000), ([Round](repeating: .news(0), count: 7), 5_000),
            ([Round](repeating: .news(0), count: 100_000), 5_000),
            // Mail.
            ([.news(1), .news(1), .news(1)], 0), ([.news(0), .news(0), .news(1)], 0),
            ([.news(0), .news(0), .news(1), .news(0)], 0),
            // A look for another reason than news may well bring nothing.
            ([.time, .time, .time], 0), ([.interrupted, .interrupted, .interrupted], 0),
            ([.news(0), .news(0), .time], 0), ([.news(0), .news(0), .interrupted], 250),
        ] as [([Round], Int)])
    func pauses(_ rounds: [Round], _ milliseconds: Int) {
        var trust = NewsTrust()
        trust.looked(brought: 0)
        for round in rounds {
            switch round {
            case .news(let count):
                trust.waited(.news)
                trust.looked(brought: count)
            case .time:
                trust.waited(.time)
                trust.looked(brought: 0)
            case .interrupted:
                trust.waited(.interrupted)
                trust.looked(brought: 0)
            }
        }
        #expect(trust.pause(atMost: Self.limit) == .milliseconds(milliseconds))
    }

    @Test("where the settings want looks more often, no pause is longer")
    func shorter() {
        var trust = NewsTrust()
        for _ in 1...20 {
            trust.waited(.news)
            trust.looked(brought: 0)
        }
        #expect(trust.pause(atMost: .seconds(1)) == .seconds(1))
    }
}
