import Core
import Testing

@Suite("The status of a case")
struct CaseStatusTests {
    @Test("a contact's post moves only what waits for the contact", arguments: CaseStatus.allCases, [true, false])
    func contactPosts(_ status: CaseStatus, _ isAssigned: Bool) {
        let expected: CaseStatus =
            switch status {
            case .pendingCustomerInput, .pendingCustomerVerification: isAssigned ? .assigned : .new
            case .closed: .reopened
            default: status
            }
        #expect(status.after(.contactPosted(isAssigned: isAssigned, mayReopen: true)) == expected)
    }

    @Test("a closed case whose time to reopen has run out stays closed")
    func tooLate() {
        #expect(CaseStatus.closed.after(.contactPosted(isAssigned: true, mayReopen: false)) == nil)
    }

    /// The table of the workflow, each line as its readers know it; what is on no line is refused.
    private static let table: [(event: CaseEvent, from: [CaseStatus], to: CaseStatus)] = [
        (.assigned, [.new, .reopened], .assigned),
        (.assistanceRequested, [.assigned], .assistRequest),
        (.assistanceGiven, [.assistRequest], .assigned),
        (.customerAsked, open, .pendingCustomerInput),
        (.resolutionGiven, open, .pendingCustomerVerification),
        (.dateSet, open, .scheduled),
        (.dateCame, [.scheduled], .assigned),
        (.defectConfirmed, open, .assignedToDevelopment),
        (.fixReleased, [.assignedToDevelopment], .availableInRelease),
        (.closed, open, .closed),
        (.reopened(isInTime: true), [.closed], .reopened),
        (.reopened(isInTime: false), [], .reopened),
    ]
    private static let open = CaseStatus.allCases.filter { $0 != .closed }

    @Test("the workflow is this table, and nothing else", arguments: CaseStatus.allCases)
    func workflow(_ status: CaseStatus) {
        for (event, from, target) in Self.table {
            // Who is given a case that is at work already has it; where it stands stays as it is.
            let stays = event == .assigned && status.isOpen && !from.contains(status)
            #expect(status.after(event) == (from.contains(status) ? target : stays ? status : nil), "\(event)")
        }
    }

    @Test(
        "whoever wants what the table does not have is told what it has",
        arguments: [
            (
                CaseStatus.new, false,
                [
                    CaseStatus.pendingCustomerInput, .pendingCustomerVerification, .scheduled, .assignedToDevelopment,
                    .closed,
                ]
            ),
            (.closed, true, [.reopened]),
            (
                .assignedToDevelopment, true,
                [.pendingCustomerInput, .pendingCustomerVerification, .scheduled, .availableInRelease, .closed]
            ),
        ])
    func reachable(_ status: CaseStatus, _ isAssigned: Bool, _ expected: [CaseStatus]) {
        #expect(status.reachable(isAssigned: isAssigned, mayReopen: true) == expected)
    }

    @Test(
        "a status is found by its name, however it is typed",
        arguments: ["pending customer input", "Pending  Customer INPUT"])
    func names(_ text: String) { #expect(CaseStatus(named: text) == .pendingCustomerInput) }
}

@Suite("Case numbers")
struct CaseNumberTests {
    @Test(
        "are digits, with or without a number sign",
        arguments: [
            ("1000001", 1_000_001), ("#1000001", 1_000_001), ("", nil), ("#", nil), ("12a", nil), ("-1", nil),
            ("99999999999999999999", nil),
        ] as [(String, Int64?)])
    func reading(_ text: String, _ number: Int64?) {
        #expect(CaseNumber(text)?.rawValue == number)
    }
}
