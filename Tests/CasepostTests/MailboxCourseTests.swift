import TestSupport
import Testing

@testable import casepost

@Suite("How the work on a mailbox goes on after trouble", .ownThread)
struct MailboxCourseTests {
    private let start = ContinuousClock.now

    @Test(
        "pauses double up to a limit, and differ by up to half",
        arguments: [
            (1, MailboxCourse.Trouble.passing, 0.25, 0.5), (2, .passing, 0.5, 1), (5, .passing, 4, 8),
            (8, .passing, 30, 60), (1_000_000, .passing, 30, 60), (1, .login, 15, 30), (2, .login, 30, 60),
            (6, .login, 450, 900), (1_000_000, .login, 450, 900),
        ])
    func pauses(_ failures: Int, _ trouble: MailboxCourse.Trouble, _ least: Double, _ most: Double) {
        #expect(MailboxCourse.pause(after: failures, trouble, chance: 0) == .seconds(least))
        #expect(MailboxCourse.pause(after: failures, trouble, chance: 1) == .seconds(most))
    }

    @Test("the same failure again is told once, another one is told, and so is the recovery")
    func telling() {
        var course = MailboxCourse()
        #expect(course.failed(.passing, "away", at: start, chance: 1).telling == .trouble("away"))
        #expect(course.failed(.passing, "away", at: start, chance: 1).telling == nil)
        #expect(course.failed(.login, "refused", at: start, chance: 1).telling == .trouble("refused"))
        #expect(course.looked(complaint: nil) == .recovery)
        #expect(course.looked(complaint: nil) == nil)
        #expect(course.looked(complaint: "folder full") == .trouble("folder full"))
        #expect(course.looked(complaint: "folder full") == nil)
        #expect(course.looked(complaint: nil) == .recovery)
    }

    @Test(
        "failures are forgotten only when the rest after a look went well: who ends each connection is not asked without a pause"
    )
    func flapping() {
        var course = MailboxCourse()
        for expected in [0.5, 1, 2, 4] {
            #expect(course.failed(.passing, "BYE", at: start, chance: 1).pause == .seconds(expected))
            #expect(course.retry == start + .seconds(expected))
            _ = course.looked(complaint: nil)
            #expect(course.retry == nil)
        }
        course.rested()
        #expect(course.failed(.passing, "BYE", at: start, chance: 1).pause == .seconds(0.5))
    }

    @Test("another kind of trouble begins anew, and a new password has all forgiven")
    func kinds() {
        var course = MailboxCourse()
        for _ in 1...9 { _ = course.failed(.passing, "away", at: start, chance: 1) }
        #expect(course.failed(.login, "refused", at: start, chance: 1).pause == .seconds(30))
        #expect(course.failed(.login, "refused", at: start, chance: 1).pause == .seconds(60))
        course.forgive()
        #expect(course.retry == nil && course.trouble == nil)
        #expect(course.failed(.login, "refused", at: start, chance: 1).pause == .seconds(30))
    }
}
