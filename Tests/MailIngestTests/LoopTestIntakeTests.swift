import Core
import Foundation
import Store
import TestSupport
import Testing

@Suite("A test mail that is taken in", .ownThread)
struct LoopTestIntakeTests {
    /// A mail from the desk's own address with that identifier, as `casepost doctor` sends it.
    private func test(_ id: String, more: String = "") -> [UInt8] {
        Array(
            """
            \(more)From: Support <support@example.org>\r
            To: support+test@example.org\r
            Subject: Casepost test 7\r
            Message-ID: <\(id)>\r
            Auto-Submitted: auto-generated\r
            \r
            a test\r

            """.utf8)
    }

    @Test("is noted and opens no case, each time that it comes; also where it would else be a robot's")
    func known() async throws {
        let desk = try await IntakeDesk()
        let mail = test(desk.loopTestID())
        let results = try await desk.take([mail, mail])
        #expect(results.map(\.reason) == ["loopTest", "loopTest"])
        #expect(results.allSatisfy { $0.outcome == .ignored && $0.alert == nil && $0.subject == "Casepost test 7" })
        #expect(try await desk.database.read { try $0.figures(at: Date()) }.casesOpened == 0)
    }

    @Test("is mail like any other without a good token: our own address is held, and a robot is only noted")
    func forged() async throws {
        let desk = try await IntakeDesk()
        let bad = "casepost-test.\(String(repeating: "a", count: 39))@example.org"
        let old = desk.loopTestID(at: Date() - 30 * 86_400)
        let results = try await desk.take([test(bad), test(old), mail(bad)])
        #expect(results.count == 3 && !results.contains { $0.reason == "loopTest" }, "\(results)")
    }
}
