import Core
import Foundation
import Testing

private let noon = Date(timeIntervalSince1970: 1_800_000_000)
private let ann = EmailAddress("ann@district.example")
private let other = EmailAddress("ann@elsewhere.example")

/// A mail that comes while another of the same case and person waits, or none does.
private struct Coming: Sendable, CustomTestStringConvertible {
    enum Expected: Sendable { case joins, waits, goes(Burst.Reason) }

    var testDescription: String
    var template = TemplateName.casePost
    var quiet: TimeInterval = 60
    var waiting: TemplateName? = .casePost
    var isTried = false
    var events = 1
    var goesElsewhere = false
    var isKeptBack = false
    var isAnswer = false
    var expected: Expected
}

@Suite("News that comes soon after other news")
struct BurstTests {
    private static let rows = [
        Coming(testDescription: "the first news of a case waits", waiting: nil, expected: .waits),
        Coming(testDescription: "what comes next joins it", expected: .joins),
        Coming(testDescription: "a closing joins a post", template: .caseClosed, expected: .joins),
        Coming(testDescription: "a post joins mail that tells several things", waiting: .caseNews, expected: .joins),
        Coming(
            testDescription: "no mail tells more than twenty things", waiting: .caseNews, events: 20, expected: .waits),
        Coming(testDescription: "the twentieth joins", waiting: .caseNews, events: 19, expected: .joins),
        Coming(testDescription: "a mail that was tried stays as it is", isTried: true, expected: .waits),
        Coming(testDescription: "mail to the old address stays there", goesElsewhere: true, expected: .waits),
        Coming(
            testDescription: "nothing joins a question for permission", waiting: .permissionRequest, expected: .waits),
        Coming(testDescription: "nothing joins an acknowledgement", waiting: .caseAcknowledgement, expected: .waits),
        Coming(
            testDescription: "a question for permission stands alone", template: .permissionRequest,
            expected: .goes(.tellsAlone)),
        Coming(
            testDescription: "an acknowledgement does not wait", template: .caseAcknowledgement, waiting: nil,
            expected: .goes(.tellsAlone)),
        Coming(
            testDescription: "an alert does not wait", template: .onCall, waiting: nil, expected: .goes(.tellsAlone)),
        Coming(testDescription: "an answer does not wait", isAnswer: true, expected: .goes(.tellsAlone)),
        Coming(testDescription: "a desk without quiet time tells at once", quiet: 0, expected: .goes(.noQuietTime)),
        Coming(testDescription: "what is kept back joins nothing", isKeptBack: true, expected: .goes(.keptBack)),
    ]

    @Test("joins it, waits, or goes", arguments: rows)
    private func decides(_ row: Coming) throws {
        let (ann, other) = (try #require(ann), try #require(other))
        let number = CaseNumber(1_000_001)
        var entry = OutboxEntry(
            template: row.template, topic: row.isAnswer ? .answer(number, "Done.") : .feed(number, ID(5)),
            recipient: ID(1), to: row.goesElsewhere ? other : ann, mailbox: "support",
            messageID: MessageID(rawValue: "m@example.org"), date: noon, replyTo: nil)
        if row.isKeptBack { entry = entry.keptBack(because: "too many") }
        let waiting = row.waiting.map {
            WaitingMail(
                id: ID(9), template: $0, to: ann, mailbox: "support", replyTo: nil, isUntried: !row.isTried,
                events: row.events)
        }
        switch (Burst.decide(entry, behind: waiting, quiet: row.quiet, at: noon), row.expected) {
        case (.join(let mail), .joins): #expect(mail.id.rawValue == 9)
        case (.wait(let until), .waits): #expect(until == noon + 60)
        case (.atOnce(let reason), .goes(let expected)): #expect(reason == expected)
        case (let decision, _): Issue.record("\(decision)")
        }
    }

    @Test("what somebody waits for never waits for more", arguments: TemplateName.allCases)
    func prompt(_ template: TemplateName) {
        #expect(template.priority == .news || !template.mayBeJoined)
    }

    @Test(
        "a flood is told of ten minutes after it began, and when the clock was set back",
        arguments: [(0, false), (599, false), (600, true), (86_400, true), (-1, true)] as [(TimeInterval, Bool)])
    func flood(_ age: TimeInterval, _ isOver: Bool) {
        #expect(Flood.isOver(begun: noon, at: noon + age) == isOver)
    }
}
