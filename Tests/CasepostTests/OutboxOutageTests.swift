import Foundation
import TestSupport
import Testing

@Suite("An outgoing server that is away for a day", .timeLimit(.minutes(30)), .ownThread)
struct OutboxOutageTests {
    /// So many people, of whom each gets two mails; with `CASEPOST_LONG_TESTS` in the environment a hundred thousand mails.
    private static let people =
        ProcessInfo.processInfo.environment["CASEPOST_LONG_TESTS"] == nil ? 150 : 50_000

    @Test("row 187: costs no mail and no order, and when it is back mails go out no faster than they may")
    func day() async throws {
        let rate = Self.people / 2
        let crowd = try await CrowdedDesk(mails: Self.people, smtp: "rate_per_minute = \(rate)")
        let before = crowd.sink.accepted.count
        crowd.sink.on(.connect, .reply("421 4.3.2 away"))
        // Each of these is a process of its own: what it knew, it knew from the database.
        for hour in stride(from: 0, through: 24, by: 4) {
            if hour == 12 {
                try crowd.desk.succeed(
                    "case", "post", "1000001", "--text", "It is fast now, too.", "--now", CrowdedDesk.time(12 * 60))
            }
            _ = try crowd.send(minute: hour * 60 + 1)
        }
        #expect(crowd.sink.accepted.count == before, "nothing went out")
        crowd.sink.behave()
        var minute = 30 * 60
        var sent = before
        while sent < before + 2 * Self.people, minute < 31 * 60 {
            _ = try crowd.send(minute: minute)
            let now = crowd.sink.accepted.count
            #expect(now - sent <= rate, "\(now - sent) mails in a minute")
            sent = now
            minute += 2
        }
        let mails = crowd.sink.accepted.dropFirst(before).map { ReadMail(text: $0.text) }
        #expect(mails.count == 2 * Self.people)
        #expect(Set(mails.compactMap { $0.field("Message-ID") }).count == 2 * Self.people, "each once")
        var order: [String: [Bool]] = [:]
        for mail in mails {
            order[mail.address("To") ?? "", default: []].append(mail.text.contains("It is fast now"))
        }
        #expect(order.count == Self.people)
        #expect(order.values.allSatisfy { $0 == [false, true] }, "each gets the first before the second")
        #expect(try crowd.desk.succeed("outbox", "list", "--json").isEmpty, "nothing is left")
    }
}
