import Core
import Foundation
import Testing

private let noon = Date(timeIntervalSince1970: 1_800_014_400)

private func day(_ offset: Double) -> Date { noon.addingTimeInterval(offset * 86_400) }

/// A contact as the rule sees them; times are days before now.
private struct Silence: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var state: Person.State
    var lastActivity: Double?
    var registered: Double?
    var flagged: Double?
    var deactivateAfter: Int?
    var verdict: Inactivity.Verdict

    init(
        _ sentence: String, _ state: Person.State = .active, lastActivity: Double? = nil, registered: Double? = nil,
        flagged: Double? = nil, deactivateAfter: Int? = nil, _ verdict: Inactivity.Verdict
    ) {
        testDescription = sentence
        self.state = state
        self.lastActivity = lastActivity
        self.registered = registered
        self.flagged = flagged
        self.deactivateAfter = deactivateAfter
        self.verdict = verdict
    }
}

@Suite("Contacts of whom nothing is heard")
struct InactivityTests {
    private static let rows = [
        Silence("heard of 179.9 days ago", lastActivity: 179.9, .stays),
        Silence("heard of 180 days ago", lastActivity: 180, .flag),
        Silence("never heard of, registered 180 days ago", registered: 180, .flag),
        Silence("never heard of, registered yesterday", registered: 1, .stays),
        Silence("never heard of, registered nobody knows when", .active, .stays),
        Silence("heard of long ago, and reactivated since", lastActivity: 400, registered: 10, .stays),
        Silence("registered long ago, and heard of since", lastActivity: 10, registered: 400, .stays),
        Silence("flagged, where a person decides", .flagged, lastActivity: 400, flagged: 200, .stays),
        Silence("flagged for less than the time", .flagged, flagged: 29.9, deactivateAfter: 30, .stays),
        Silence("flagged for all of the time", .flagged, flagged: 30, deactivateAfter: 30, .deactivate),
        Silence("flagged nobody knows when", .flagged, deactivateAfter: 30, .stays),
        Silence("deactivated", .deactivated, lastActivity: 400, flagged: 300, deactivateAfter: 30, .stays),
    ]

    @Test("what becomes of a contact", arguments: rows)
    fileprivate func verdicts(_ row: Silence) {
        #expect(
            Inactivity.verdict(
                on: row.state, lastActivity: row.lastActivity.map { day(-$0) },
                registered: row.registered.map { day(-$0) },
                flagged: row.flagged.map { day(-$0) }, now: noon,
                limits: Inactivity.Limits(deactivateAfterDays: row.deactivateAfter)) == row.verdict)
    }
}

@Suite("Addresses that mail does not reach")
struct SuspensionTests {
    @Test(
        "how much a report counts",
        arguments: [
            (.failed, "5.1.1", nil, .hard), (.failed, "5.7.1", nil, .policy), (.failed, "4.2.2", nil, .soft),
            (.failed, nil, 550, .hard), (.failed, nil, 450, .soft), (.failed, nil, nil, .soft),
            (.delayed, "4.4.1", nil, .note), (.delivered, "2.0.0", nil, .note),
        ] as [(Bounce.Action, String?, Int?, BounceEffect)])
    func effects(_ action: Bounce.Action, _ status: String?, _ code: Int?, _ effect: BounceEffect) {
        #expect(BounceEffect(Bounce.Recipient(address: nil, action: action, status: status, smtpCode: code)) == effect)
    }

    @Test(
        "what the latest bounce leads to; others at days before it",
        arguments: [
            (.hard, [], [], .stays), (.hard, [1], [], .stays), (.hard, [1, 2], [], .suspend),
            (.hard, [0.01, 0.02], [], .stays), (.hard, [1, 1.01], [], .stays), (.hard, [100, 300], [], .suspend),
            (.hard, [], [1, 2, 3], .stays), (.note, [1, 2, 3], [], .stays), (.policy, [1, 2, 3], [], .alert),
            (.soft, [], [1, 2, 3, 4, 5, 6, 7, 8], .stays), (.soft, [], [1, 2, 3, 4, 5, 6, 7, 8, 9], .suspend),
            (.soft, [], [1, 2, 3, 4, 5, 6, 7, 8, 14], .stays), (.soft, [1, 2, 3, 4, 5, 6, 7, 8, 9], [], .stays),
            (.soft, [], [1, 1, 1, 1, 1, 1, 1, 1, 1], .suspend),
        ] as [(BounceEffect, [Double], [Double], Suspension.Verdict)])
    func verdicts(_ latest: BounceEffect, _ hard: [Double], _ soft: [Double], _ verdict: Suspension.Verdict) {
        let earlier =
            hard.map { PastBounce(at: day(-$0), effect: .hard) } + soft.map { PastBounce(at: day(-$0), effect: .soft) }
        #expect(Suspension.verdict(on: PastBounce(at: noon, effect: latest), after: earlier) == verdict)
        #expect(Suspension.verdict(on: PastBounce(at: noon, effect: latest), after: earlier.reversed()) == verdict)
    }
}
