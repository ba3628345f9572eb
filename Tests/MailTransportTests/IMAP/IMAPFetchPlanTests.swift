import TestSupport
import Testing

@testable import MailTransport

private let limits = IMAPFetchPlan.Limits(window: 100, commandBytes: 40, commandMessages: 3)

/// Sends all that the plan wants now; the UIDs of each command.
private func send(_ plan: inout IMAPFetchPlan, _ tag: inout Int) -> [[UInt32]] {
    var sent: [[UInt32]] = []
    while let batch = plan.next {
        tag += 1
        plan.sent(batch, as: IMAPTag(number: tag))
        sent.append(batch.uids)
    }
    return sent
}

@Test("commands are cut by messages and by bytes, in the order of UIDs", .ownThread)
func cut() {
    var plan = IMAPFetchPlan([(5, 1), (1, 1), (2, 1), (3, 1), (7, 30), (6, 30), (9, 500), (5, 1)], limits: limits)
    var tag = 0
    #expect(send(&plan, &tag) == [[1, 2, 3], [5, 6], [7]])
    #expect(plan.oldestBytes == 3)
}

@Test("what has come makes room in the window, and a message beyond it still gets its turn", .ownThread)
func window() {
    var plan = IMAPFetchPlan((1...5).map { ($0, 40) } + [(6, 1_000)], limits: limits)
    var tag = 0
    #expect(send(&plan, &tag) == [[1], [2]])
    #expect(plan.received(1) == true)
    #expect(send(&plan, &tag) == [[3]])
    for uid in 2...5 as ClosedRange<UInt32> {
        _ = plan.received(uid)
        _ = send(&plan, &tag)
    }
    #expect(tag == 5)
    for number in 1...5 { #expect(plan.finished(IMAPTag(number: number)) == true) }
    #expect(send(&plan, &tag) == [[6]])
    #expect(plan.finished(IMAPTag(number: 6)) == true)
    #expect(plan.isDone)
}

@Test("a body is expected once, and only if it was asked for", .ownThread)
func expected() {
    var plan = IMAPFetchPlan([(1, 1), (2, 1)], limits: limits)
    var tag = 0
    #expect(plan.received(1) == false)
    _ = send(&plan, &tag)
    #expect(plan.received(1) == true)
    #expect(plan.received(1) == false)
    #expect(plan.received(3) == false)
}

@Test("what was expunged meanwhile is no longer waited for when its command ends", .ownThread)
func expunged() {
    var plan = IMAPFetchPlan([(1, 90), (2, 90)], limits: limits)
    var tag = 0
    #expect(send(&plan, &tag) == [[1]])
    #expect(plan.finished(IMAPTag(number: 9)) == false)
    #expect(plan.finished(IMAPTag(number: 1)) == true)
    #expect(send(&plan, &tag) == [[2]])
}

@Test("a plan for nothing is done, and sizes that make no sense do no harm", .ownThread)
func odd() {
    #expect(IMAPFetchPlan([]).isDone)
    var plan = IMAPFetchPlan([(1, -5), (2, 0)], limits: limits)
    var tag = 0
    #expect(send(&plan, &tag) == [[1, 2]])
}
