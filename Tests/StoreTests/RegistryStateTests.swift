import Core
import Foundation
import Store
import Testing

private func later(_ days: Double) -> Date { noon.addingTimeInterval(days * 86_400) }

@Suite("The state of a contact")
struct RegistryStateTests {
    private let scratch: ScratchDatabase

    init() throws { scratch = try ScratchDatabase() }

    private func ann() async throws -> PersonListing {
        let address = try #require(EmailAddress("ann@lakeside.example"))
        return try #require(try await scratch.database.read { try $0.personDetail(at: address) })
    }

    /// The events of the log with their details, oldest first.
    private func log() async throws -> [String] {
        let problem = try await scratch.database.read { try $0.auditProblem() }
        #expect(problem == nil)
        return try await scratch.database.read { try $0.auditLines(from: 1, limit: 1_000) }.map {
            "\($0.event.action.rawValue) \($0.event.subject) \($0.event.detail)"
        }
    }

    private func bounce(_ effect: BounceEffect, mail: Int64?, day: Double) async throws -> Bool {
        let id = try await ann().person.id
        return try await scratch.database.write {
            try $0.recordBounce(
                of: id, outbox: mail.map { ID($0) }, effect: effect, status: "5.1.1", at: later(day))
        }
    }

    @Test("activity clears flag and suspension, and the log says so once")
    func activity() async throws {
        let id = try await scratch.importAnn().id
        for day in 0..<3 { _ = try await bounce(.hard, mail: nil, day: Double(day)) }
        let report = try await scratch.database.write {
            try $0.reviewInactivity(Inactivity.Limits(), now: Date().addingTimeInterval(181 * 86_400), limit: 10)
        }
        #expect(report.flagged == 1)
        #expect(try await ann().person.isSuspended)
        #expect(try await ann().person.state == .flagged)
        for day in [4.0, 5.0] { try await scratch.database.write { try $0.noteActivity(of: id, at: later(day)) } }
        let cleared = try await ann()
        #expect(cleared.person.state == .active && !cleared.person.isSuspended)
        #expect(cleared.flaggedAt == nil && cleared.lastActivity == later(5))
        #expect(
            try await log().suffix(3) == [
                "contactSuspended ann@lakeside.example hard bounces, last 5.1.1",
                "contactFlagged ann@lakeside.example 180 days without activity",
                "contactResumed ann@lakeside.example flag and suspension cleared by activity",
            ])
    }

    @Test("activity that is older than what is known changes nothing")
    func olderActivity() async throws {
        let id = try await scratch.importAnn().id
        for day in [2.0, 1.0] { try await scratch.database.write { try $0.noteActivity(of: id, at: later(day)) } }
        #expect(try await ann().lastActivity == later(2))
    }

    @Test("three hard bounces on different days suspend; after that they start to count anew")
    func hardBounces() async throws {
        _ = try await scratch.importAnn()
        #expect(try await bounce(.hard, mail: 1, day: 0) == false)
        #expect(try await bounce(.hard, mail: 2, day: 0.1) == false)
        #expect(try await bounce(.hard, mail: 3, day: 1) == false)
        #expect(try await bounce(.hard, mail: 4, day: 2))
        #expect(try await ann().suspendedAt == later(2))
        #expect(try await bounce(.hard, mail: 5, day: 3) == false, "suspended already")
        let person = try await ann().person
        #expect(try await scratch.database.write { try $0.resume(person, by: "operator", at: later(4)) })
        #expect(try await bounce(.hard, mail: 6, day: 5) == false)
        #expect(try await ann().suspendedAt == nil)
    }

    @Test("the same mail counts once, however often it comes back")
    func sameMail() async throws {
        _ = try await scratch.importAnn()
        for day in 0..<4 { #expect(try await bounce(.hard, mail: 7, day: Double(day)) == false) }
    }

    @Test("ten soft bounces within 14 days suspend; spread over more they don't", arguments: [1.0, 1.6])
    func softBounces(_ spacing: Double) async throws {
        _ = try await scratch.importAnn()
        for index in 0..<9 {
            #expect(try await bounce(.soft, mail: Int64(index), day: Double(index) * spacing) == false)
        }
        #expect(try await bounce(.soft, mail: 9, day: 9 * spacing) == (spacing == 1))
    }

    @Test("a review flags, then deactivates where there is a limit, a few at a time")
    func review() async throws {
        let rows = try (1...5).map {
            ContactRow(
                account: "Lakeside", address: try #require(EmailAddress("p\($0)@lakeside.example")),
                role: .authorizedSupport)
        }
        _ = try await scratch.database.write { try $0.importContacts(rows, replace: false, at: noon) }
        let heard = try #require(EmailAddress("p5@lakeside.example"))
        try await scratch.database.write { transaction in
            let person = try #require(try transaction.person(at: heard))
            try transaction.noteActivity(of: person.id, at: later(100))
        }
        let limits = Inactivity.Limits(inactiveDays: 180, deactivateAfterDays: 30)
        func review(_ day: Double) async throws -> [Int] {
            let report = try await scratch.database.write {
                try $0.reviewInactivity(limits, now: later(day), limit: 3)
            }
            return [report.flagged, report.deactivated]
        }
        #expect(try await review(179) == [0, 0])
        #expect(try await review(180) == [3, 0])
        #expect(try await review(180) == [1, 0])
        #expect(try await review(180) == [0, 0])
        #expect(try await review(210) == [0, 3])
        #expect(try await review(210) == [0, 1])
        #expect(try await review(210) == [0, 0])
    }

    @Test("a contact is added, then added to a second account; a second technical one is refused")
    func adding() async throws {
        let address = try #require(EmailAddress("ann@lakeside.example"))
        let other = try #require(EmailAddress("bob@lakeside.example"))
        var row = ContactRow(
            account: "Lakeside", address: address, aliases: ["a.lee@lakeside.example"].compactMap { EmailAddress($0) },
            firstName: "Ann", role: .authorizedTechnical, areas: ["SIS", "HR"], isDefaultAccount: true)
        let first = row
        try await scratch.database.write { try $0.addContact(first, by: "operator", at: noon) }
        row.account = "Northfield"
        let second = row
        try await scratch.database.write { try $0.addContact(second, by: "operator", at: noon) }
        let rows = try await scratch.database.read { try $0.contactRows() }
        #expect(rows.map(\.account) == ["Lakeside", "Northfield"])
        #expect(rows.map(\.isDefaultAccount) == [false, true], "there is one default account")
        #expect(rows.map(\.areas) == [["SIS", "HR"], ["SIS", "HR"]])
        #expect(rows.map { $0.aliases.map(\.description) } == [["a.lee@lakeside.example"], ["a.lee@lakeside.example"]])
        let conflict = await #expect(throws: RegistryConflict.self) {
            try await scratch.database.write {
                try $0.addContact(
                    ContactRow(account: "Lakeside", address: other, role: .authorizedTechnical), by: "operator",
                    at: noon)
            }
        }
        #expect(
            conflict?.problems.map(\.problem) == [
                "Lakeside has a technical contact already, ann@lakeside.example; an account may have one"
            ])
        #expect(try await scratch.database.read { try $0.people(.contact) }.total == 1)
        #expect(try await log().count == 2)
    }
}
