import Core
import Foundation
import MailTransport
import Testing

@testable import Notifier

private let noon = Date(timeIntervalSince1970: 1_800_000_000)

@Suite("What an attempt comes to")
struct OutboxDecisionTests {
    @Test(
        "the next attempt is after 1 m, 5 m, 15 m, 1 h, then every 4 h, until five days are over",
        arguments: [
            (1, 0, 60), (2, 60, 300), (3, 360, 900), (4, 1260, 3600), (5, 4860, 14_400), (6, 19_260, 14_400),
            (33, 431_999, 14_400), (34, 432_000, nil), (2, 864_000, nil),
        ] as [(Int, TimeInterval, TimeInterval?)])
    func schedule(_ attempts: Int, _ elapsed: TimeInterval, _ wait: TimeInterval?) {
        let now = noon.addingTimeInterval(elapsed)
        let next = RetrySchedule().next(after: attempts, firstTried: noon, now: now)
        #expect(next == wait.map { now.addingTimeInterval($0) })
    }

    @Test("a mail whose every attempt fails is tried about 33 times in five days, and then no more")
    func wholeLife() {
        var (now, attempts) = (noon, 1)
        while let next = RetrySchedule().next(after: attempts, firstTried: noon, now: now) {
            #expect(next > now)
            (now, attempts) = (next, attempts + 1)
        }
        #expect((30...36).contains(attempts))
        #expect((5 * 86_400..<5 * 86_400 + 14_400).contains(now.timeIntervalSince(noon)))
    }

    @Test(
        "so many may go now",
        arguments: [
            (0, 64, 1_000_000, 64), (10, 64, 0, 10), (10, 64, 9, 1), (10, 64, 10, 0), (10, 64, 11, 0), (100, 64, 0, 64),
            (100, 64, 90, 10), (10, 1, 0, 1),
        ])
    func rate(_ perMinute: Int, _ wanted: Int, _ lately: Int, _ expected: Int) {
        #expect(SendingRate(perMinute: perMinute).allowance(of: wanted, after: lately) == expected)
    }

    private static let later = noon.addingTimeInterval(60)

    @Test(
        "the mail alone is failed by a refusal of it, kept unharmed by one of us, and tried again after anything that may pass",
        arguments: [
            (.accepted(reply("250 2.0.0 Ok")), .sent(reply: "250 2.0.0 Ok")),
            (.refused(reply("550 5.1.1 No"), at: .rcpt), .failed(error: "rcpt: 550 5.1.1 No")),
            (.refused(reply("554 5.7.1 Spam"), at: .body), .failed(error: "body: 554 5.7.1 Spam")),
            (.refused(reply("451 4.7.1 Grey"), at: .rcpt), .retry(at: later, error: "rcpt: 451 4.7.1 Grey")),
            (.refused(reply("550 5.7.1 You"), at: .mail), .keptBack(error: "mail: 550 5.7.1 You")),
            (
                .failed(TransportFailure(.badCredentials, detail: "535"), isAmbiguous: false),
                .keptBack(error: "the mail server refused the login: 535")
            ),
            (
                .failed(TransportFailure(.timedOut, detail: "x"), isAmbiguous: false),
                .retry(at: later, error: "the mail server did not answer in time: x")
            ),
            (
                .failed(TransportFailure(.closed, detail: "x"), isAmbiguous: true),
                .retry(
                    at: later, error: "the mail server closed the connection: x (it may have been sent)",
                    mayBeDuplicate: true)
            ),
        ] as [(DeliveryOutcome, DeliveryResult)])
    func results(_ outcome: DeliveryOutcome, _ expected: DeliveryResult) throws {
        #expect(DeliveryResult(outcome, of: try mail(), schedule: RetrySchedule(), at: noon) == expected)
    }

    @Test("after five days a refusal that might pass is one for good, and says so")
    func givenUp() throws {
        let outcome = DeliveryOutcome.refused(Self.reply("451 Later"), at: .rcpt)
        let now = noon.addingTimeInterval(5 * 86_400)
        let result = DeliveryResult(outcome, of: try mail(), schedule: RetrySchedule(), at: now)
        #expect(result == .failed(error: "given up after five days: rcpt: 451 Later"))
    }

    private func mail() throws -> ClaimedMail {
        let address = try #require(EmailAddress("ann@district.example"))
        let entry = OutboxEntry(
            template: .senderRedirect, topic: .nothing, recipient: nil, to: address, mailbox: "support",
            messageID: MessageID(rawValue: "m@example.org"), date: noon, replyTo: nil)
        return ClaimedMail(id: ID(1), entry: entry, attempts: 1, firstTried: noon)
    }

    private static func reply(_ text: String) -> SMTPReply {
        SMTPReply(code: Int(text.prefix(3)) ?? 0, lines: [String(text.dropFirst(4))])
    }
}
