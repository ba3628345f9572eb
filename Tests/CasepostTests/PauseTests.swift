import Core
import Foundation
import TestSupport
import Testing

@testable import casepost

/// How long services sleep when nobody rings.
@Suite("Pauses", .ownThread)
struct PauseTests {
    private let now = Date(timeIntervalSince1970: 1_795_000_000)

    @Test(
        "the outbox sleeps until the next mail falls due, for a minute at most, and a little where mail waits for others",
        arguments: [(nil, 60), (0.5, 0.5), (30, 30), (3_600, 60), (0, 5), (-10, 5)] as [(TimeInterval?, Double)])
    func outbox(next: TimeInterval?, seconds: Double) {
        #expect(OutboxService.pause(until: next.map(now.addingTimeInterval), at: now) == .seconds(seconds))
    }

    @Test(
        "notices are looked at when the time of one begins or ends, and once a minute",
        arguments: [
            ([], 60), ([(10, 20)], 10), ([(-10, 20)], 20), ([(-20, -10)], 60), ([(-10, nil)], 60),
            ([(100, 200)], 60), ([(-10, 30), (7, nil)], 7),
        ] as [([(TimeInterval, TimeInterval?)], Double)])
    func notices(periods: [(TimeInterval, TimeInterval?)], seconds: Double) {
        let open = periods.map { begins, ends in
            Notice(
                id: ID(1), kind: .maintenance, title: "t",
                period: NoticePeriod(
                    begins: now.addingTimeInterval(begins), ends: ends.map(now.addingTimeInterval)),
                opened: now)
        }
        let list = NoticeList(open: open, closed: [], hasOlder: false, asOf: now)
        #expect(NoticeService.pause(after: list) == .seconds(seconds))
    }

    @Test("a worker rings when it fares better or worse, and not when all stays as it was")
    func signs() async {
        let bell = Doorbell()
        let signs = WorkerSigns("outbox", bell: bell)
        let ends: [(WorkerState.End, rings: Bool)] = [
            (.success, false), (.failure(.lostConnection), true), (.failure(.lostConnection), false), (.success, true),
            (.success, false),
        ]
        for (end, rings) in ends {
            signs.end(end, pause: .zero)
            #expect(bell.isRung == rings)
            if rings { _ = await bell.next() }
        }
    }
}
