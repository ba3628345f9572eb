import Foundation
import TestSupport
import Testing

@Suite("A process that is killed while it sends", .ownThread)
struct OutboxKillTests {
    /// So many mails are under way at most: docs/outgoing.md.
    private static let mostUnderWay = 64
    private static let count = 200

    private let crowd: CrowdedDesk

    init() async throws { crowd = try await CrowdedDesk(mails: Self.count) }

    @Test("loses no mail at any failpoint, and sends at most what was under way twice, octet by octet the same")
    func failpoints() throws {
        var minute = 0
        for failpoint in ["outbox.claimed", "outbox.delivered", "outbox.recorded"] {
            for hit in 1...2 {
                let before = crowd.received
                minute += 2
                let output = try crowd.send(minute: minute, failpoint: "\(failpoint):\(hit)")
                #expect(output.status == -SIGKILL, "\(failpoint):\(hit) was not passed: \(output.stdout)")
                expectFewRepeats(since: before)
            }
        }
        try finish(minute: minute)
    }

    @Test(
        "loses no mail at any moment, and sends at most what was under way twice, octet by octet the same",
        arguments: 1...3)
    func moments(_: Int) async throws {
        var minute = 0
        var kills = 0
        while crowd.received.count < Self.count, minute < 100 {
            let before = crowd.received
            minute += 2
            let running = try crowd.start(minute: minute)
            // The moment is one of the server's: it has so many mails more, and the last is not answered.
            crowd.sink.after(Int.random(in: 1...40)) { running.signal(SIGKILL) }
            if running.wait().status == -SIGKILL { kills += 1 }
            expectFewRepeats(since: before)
        }
        #expect(kills > 1, "nothing was tested")
        try finish(minute: minute)
    }

    private func expectFewRepeats(since before: [String: [String]]) {
        let repeats = crowd.received.reduce(0) { sum, mail in
            before[mail.key].map { sum + mail.value.count - $0.count } ?? (sum + mail.value.count - 1)
        }
        #expect(repeats <= Self.mostUnderWay, "\(repeats) mails came twice after one kill")
    }

    /// Sends what is left, and looks at all that came and at what the outbox says.
    private func finish(minute: Int) throws {
        for later in [minute + 2, minute + 4] {
            let output = try crowd.send(minute: later)
            #expect(output.status == 0, "\(output.stderr)")
        }
        let received = crowd.received
        #expect(received.count == Self.count, "every mail came")
        #expect(received.allSatisfy { Set($0.value).count == 1 }, "what came twice is the same mail, octet by octet")
        let sent = try crowd.desk.jsonLines(
            crowd.desk.succeed("outbox", "list", "--json", "--state", "sent", "--limit", "1000"))
        // Beside the news there is the acknowledgement of the case.
        #expect(sent.count == Self.count + 1)
        #expect(try crowd.desk.succeed("outbox", "list", "--json").isEmpty, "nothing is left to be sent")
        let doubled = Set(received.filter { $0.value.count > 1 }.keys)
        let marked = Set(sent.filter { $0["maybeDuplicate"] as? Bool == true }.map { "<\($0["messageId"] ?? "")>" })
        #expect(doubled.isSubset(of: marked), "what may have come twice is marked")
    }
}
