import Core
import Foundation
import MailTransport
import Testing

@testable import Notifier

private let yes = DeliveryOutcome.accepted(SMTPReply(code: 250, lines: ["2.0.0 Ok"]))
private let no = DeliveryOutcome.refused(SMTPReply(code: 550, lines: ["5.1.1 No"]), at: .rcpt)
private let notUs = DeliveryOutcome.refused(SMTPReply(code: 550, lines: ["5.7.1 Not you"]), at: .mail)
private let lost = DeliveryOutcome.failed(TransportFailure(.closed, detail: "gone"), isAmbiguous: false)

@Suite("How a run of the outbox goes on")
struct OutboxCourseTests {
    private static let most = OutboxCourse.mostUnderWay

    private func part(_ outcomes: [DeliveryOutcome]) throws -> SentPart {
        SentPart(mails: try outcomes.map { _ in try claimed() }, result: .success(outcomes))
    }

    private func claimed() throws -> ClaimedMail {
        let entry = OutboxEntry(
            template: .senderRedirect, topic: .nothing, recipient: nil, to: try #require(EmailAddress("a@b.example")),
            mailbox: "support", messageID: MessageID(rawValue: "1@example.org"), date: Date(), replyTo: nil)
        return ClaimedMail(id: ID(1), entry: entry, attempts: 1, firstTried: Date())
    }

    /// A run with eight mails under way.
    private func started() -> OutboxCourse {
        var course = OutboxCourse()
        course.claimed(8)
        return course
    }

    @Test("as many mails are claimed as were settled, so that no more are ever under way")
    func room() throws {
        var course = OutboxCourse()
        #expect(course.settle([]).room == Self.most)
        course.claimed(Self.most)
        #expect(course.settle([]).room == 0)
        #expect(course.settle([try part([yes, no]), try part([yes])]).room == 3)
        #expect(course.underWay == Self.most - 3)
    }

    @Test("a refusal of us begins one pause, whatever else is judged with it or behind it, and nothing more is claimed")
    func refusal() throws {
        var course = started()
        let turn = course.settle([try part([yes, notUs, notUs])])
        #expect(turn.room == 0 && turn.pauseChange == .begin("mail: 550 5.7.1 Not you"))
        #expect(course.settle([try part([yes])]).pauseChange == nil, "sent before the refusal, as it were")
        let last = course.settle([try part([notUs, lost])])
        #expect(last.room == 0 && last.pauseChange == nil, "it is not lengthened by the same refusal")
    }

    @Test("a server that dealt with a mail ends the pause; a connection that failed says nothing about it")
    func recovery() throws {
        var course = started()
        #expect(course.settle([try part([lost])]).pauseChange == nil)
        #expect(course.settle([try part([no])]).pauseChange == .end)
        #expect(course.settle([try part([yes, lost])]).pauseChange == .end)
    }

    @Test("while connections fail nothing is claimed; one judged mail among those under way, and it goes on")
    func loss() throws {
        var course = started()
        #expect(course.settle([try part([lost, lost])]).room == 0)
        #expect(course.settle([try part([lost])]).room == 0)
        #expect(course.settle([try part([yes])]).room > 0)
        #expect(try course.end().lostConnection == nil)
        #expect(course.settle([try part([lost, lost, lost, lost])]).room == 0)
        #expect(course.underWay == 0)
        #expect(try course.end().lostConnection?.contains("gone") == true)
    }

    @Test("a mail that cannot be made ends the run with its error, when the others are settled")
    func failure() throws {
        struct Broken: Error {}
        var course = started()
        let broken = SentPart(mails: [try claimed()], result: .failure(Broken()))
        #expect(course.settle([broken]).room == 0)
        #expect(course.underWay == 7)
        #expect(course.settle([try part(Array(repeating: yes, count: 7))]).room == 0)
        #expect(throws: Broken.self) { try course.end() }
    }

    @Test("whoever stops it, or the rate, lets it claim no more")
    func stops() throws {
        var course = started()
        course.reachedRate()
        #expect(course.settle([try part([yes])]).room == 0)
        #expect(try course.end().hasReachedRate)
        var other = started()
        other.stop()
        #expect(other.settle([try part([yes])]).room == 0)
    }
}
