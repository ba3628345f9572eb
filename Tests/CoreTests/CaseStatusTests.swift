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

    @Test("what is open can be closed, and nothing else", arguments: CaseStatus.allCases)
    func closing(_ status: CaseStatus) {
        #expect(status.after(.closed) == (status.isOpen ? .closed : nil))
    }
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
