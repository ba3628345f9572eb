import Core
import Foundation
import Testing

@Suite("How long what is kept")
struct RetentionTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)
    private static let hold = LegalHold(
        .init(CaseNumber(1_000_001)), named: "1000001", because: "a request", by: "operator", since: now)

    private static func ago(_ days: Double) -> Date { now.addingTimeInterval(-86_400 * days) }

    private static let rules: Retention = {
        var periods = Retention.Periods()
        periods.caseDays = 365
        periods.accounts = ["short": 100, "kept": 0]
        return Retention(periods)
    }()

    @Test(
        "a thing goes when its time is over",
        arguments: [
            (.message(.opened, ended: ago(90)), .goes), (.message(.opened, ended: ago(89.9)), .stays(.tooYoung)),
            (.message(.posted, ended: ago(91)), .goes), (.message(.held, ended: ago(29)), .stays(.tooYoung)),
            (.message(.held, ended: ago(30)), .goes), (.message(.ignored, ended: ago(30)), .goes),
            (.message(.quarantined, ended: ago(31)), .goes), (.message(.duplicate, ended: ago(31)), .goes),
            (.message(.held, ended: ago(-5)), .stays(.tooYoung)),
            (.mailText(queued: ago(90)), .goes), (.mailText(queued: ago(1)), .stays(.tooYoung)),
            (.supportCase(account: "Any", closed: ago(365)), .goes),
            (.supportCase(account: "Any", closed: ago(364)), .stays(.tooYoung)),
            (.supportCase(account: "Short", closed: ago(101)), .goes),
            (.supportCase(account: "Kept", closed: ago(9_999)), .stays(.forGood)),
            (.auditLine(at: ago(2_557), anythingHeld: false), .goes),
            (.auditLine(at: ago(2_557), anythingHeld: true), .stays(.held)),
            (.auditLine(at: ago(2_000), anythingHeld: true), .stays(.tooYoung)),
        ] as [(Retention.Thing, Retention.Verdict)])
    func verdicts(_ thing: Retention.Thing, _ verdict: Retention.Verdict) {
        #expect(Self.rules.verdict(on: thing, at: Self.now) == verdict)
        if verdict == .goes { #expect(Self.rules.verdict(on: thing, hold: Self.hold, at: Self.now) == .stays(.held)) }
    }

    @Test("closed cases are kept for good where nobody says anything, and so is whatever has no period")
    func defaults() {
        let usual = Retention()
        #expect(
            usual.verdict(on: .supportCase(account: "A", closed: Self.ago(9_999)), at: Self.now) == .stays(.forGood))
        var periods = Retention.Periods()
        (periods.rawDays, periods.heldDays, periods.sentDays, periods.auditDays) = (nil, nil, nil, nil)
        for thing in [
            .message(.opened, ended: .distantPast), .message(.held, ended: .distantPast),
            .mailText(queued: .distantPast),
            .auditLine(at: .distantPast, anythingHeld: false),
        ] as [Retention.Thing] {
            #expect(Retention(periods).verdict(on: thing, at: Self.now) == .stays(.forGood))
        }
    }

    @Test("an export keeps what it writes for a day, a person as long as they say")
    func holds() {
        var export = Self.hold
        export.origin = .export
        #expect(export.counts(at: Self.now.addingTimeInterval(86_399)))
        #expect(!export.counts(at: Self.now.addingTimeInterval(86_400)))
        #expect(Self.hold.counts(at: .distantFuture))
        let old = Retention.Thing.message(.opened, ended: Self.ago(90))
        #expect(Self.rules.verdict(on: old, hold: export, at: Self.now.addingTimeInterval(86_400)) == .goes)
    }

    @Test("the marker has the day and nothing else, and a refusal says what to do")
    func words() {
        #expect(Redaction.marker(at: Self.now) == "[removed on 2027-01-15]")
        let refusal = PrivacyRefusal.held(Self.hold).explanation
        #expect(refusal.contains("case 1000001 is on hold since 2027-01-15, set by operator: a request"))
        #expect(refusal.hasSuffix("casepost hold release --case \"1000001\""))
    }
}
