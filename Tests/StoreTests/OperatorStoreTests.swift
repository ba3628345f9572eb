import Core
import Foundation
import Testing

@testable import Store

@Suite("What the operator was told")
struct OperatorStoreTests {
    private static let start = Date(timeIntervalSince1970: 1_795_000_000)

    private let scratch: ScratchDatabase

    init() throws { scratch = try ScratchDatabase() }

    @Test("alerts that stand are kept as they are, also over a restart, and others are gone")
    func alerts() async throws {
        var told = StandingAlert(
            OperatorAlert("a", "it fails", advice: "Do.", level: 7, tellsEnd: false), since: Self.start)
        (told.noted, told.told, told.toldLevel) = (Self.start + 1, Self.start + 2, 6)
        told.gone = Self.start + 3
        let new = StandingAlert(OperatorAlert("b", "x", advice: "y"), since: Self.start + 1)
        let both = [told, new]
        try await scratch.database.write { try $0.setStandingAlerts(both) }
        #expect(try await scratch.reopened().read { try $0.standingAlerts() } == both)
        try await scratch.database.write { try $0.setStandingAlerts([new]) }
        #expect(try await scratch.database.read { try $0.standingAlerts() } == [new])
    }

    private func entry(_ template: TemplateName, _ address: String) throws -> OutboxEntry {
        let report = OperatorReport(
            alerts: [.init(kind: .began, text: "it fails", advice: "Do.", since: "now")],
            sections: [.init("Title", [.init("name", "value")])], timeZone: "UTC")
        return OutboxEntry(
            template: template, topic: .report(report), recipient: nil, to: try #require(EmailAddress(address)),
            mailbox: "support", messageID: MessageID(rawValue: "\(UUID())@example.org"), date: Self.start,
            replyTo: nil)
    }

    @Test("a mail to the operator comes out of the outbox as it went in, and counts against the budget of its address")
    func mails() async throws {
        let alert = try entry(.operatorAlert, "ops@example.org")
        let others = [try entry(.operatorDigest, "ops@example.org"), try entry(.operatorAlert, "night@example.org")]
        try await scratch.database.write { try $0.enqueue([alert] + others, at: Self.start) }
        let claimed = try await scratch.database.write {
            try $0.claim(limit: 9, now: Self.start, leaseUntil: Self.start + 60)
        }
        #expect(claimed.map(\.entry) == [alert] + others)
        let contents = try await scratch.database.read { try $0.contents(of: claimed.map(\.entry)) }
        for content in contents {
            guard case .report(let report) = content, case .report(report) = alert.topic else {
                Issue.record("\(content)")
                continue
            }
        }
        let address = alert.to
        for (since, count) in [(Self.start - 1, 1), (Self.start, 0)] {
            #expect(try await scratch.database.read { try $0.alertMails(to: address, since: since) } == count)
        }
    }

    @Test("mail that only tells the operator is known as such, and given up it is no figure")
    func figures() async throws {
        let (alert, digest) = (try entry(.operatorAlert, "a@b.example"), try entry(.operatorDigest, "a@b.example"))
        try await scratch.database.write { transaction in
            try transaction.enqueue([alert, digest], at: Self.start)
            try transaction.enqueue(
                [alert, digest].map {
                    var other = $0
                    (other.template, other.topic) = (.senderRedirect, .nothing)
                    other.messageID = MessageID(rawValue: "\(UUID())@example.org")
                    return other
                }, at: Self.start + 1)
        }
        var figures = try await scratch.database.read { try $0.figures(at: Self.start) }
        #expect(
            figures.oldestWaiting == [
                .prompt: .init(queued: Self.start, isToOperator: true),
                .bulk: .init(queued: Self.start, isToOperator: true),
            ])
        try await scratch.database.write { transaction in
            for mail in try transaction.claim(limit: 9, now: Self.start + 2, leaseUntil: Self.start + 60) {
                try transaction.record(.failed(error: "no"), of: mail.id, at: Self.start + 3)
            }
        }
        figures = try await scratch.database.read { try $0.figures(at: Self.start + 4) }
        #expect(figures.givenUpToday == 2 && figures.mails[.failed] == 4)
        figures = try await scratch.database.read { try $0.figures(at: Self.start + 86_403) }
        #expect(figures.givenUpToday == 0)
    }

    @Test("unanswered cases are counted, and those whose time is over")
    func responses() async throws {
        let desk = try await MadeUpDesk(cases: 60, in: scratch.database)
        let now = Date(timeIntervalSince1970: 4_000_000_000)
        let figures = try await scratch.database.read { try $0.figures(at: now) }
        let waiting = desk.all.map(\.supportCase).filter {
            $0.status != .closed && $0.response.due != nil && $0.response.answered == nil
        }
        #expect(figures.unansweredCases == waiting.count && figures.overdueCases == waiting.count)
        #expect(try await scratch.database.read { try $0.figures(at: .distantPast) }.overdueCases == 0)
    }

    @Test("what came and went counts from the last digest on")
    func turnover() async throws {
        _ = try await MadeUpDesk(cases: 10, in: scratch.database)
        let end = Date(timeIntervalSince1970: 4_000_000_000)
        let early = OperatorMark(window: .distantPast, at: Date(timeIntervalSince1970: 0), line: 0, mail: 0)
        let all = try await scratch.database.read { try $0.turnover(since: early, at: end) }
        #expect(all.casesOpened == 10)
        try await scratch.database.write { try $0.setOperatorMark(window: end - 60, at: end) }
        let mark = try #require(try await scratch.database.read { try $0.operatorMark() })
        #expect(mark.window == end - 60 && mark.at == end)
        #expect(try await scratch.database.read { try $0.turnover(since: mark, at: end) } == DeskTurnover())
    }
}
