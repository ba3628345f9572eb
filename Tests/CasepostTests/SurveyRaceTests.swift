import Core
import Foundation
import MailAuth
import Store
import TestSupport
import Testing

@Suite("Many cases that are closed at once", .ownThread)
struct SurveyRaceTests {
    /// With `CASEPOST_LONG_TESTS` in the environment there are more: each closing is a process of its own.
    private static let isLong = ProcessInfo.processInfo.environment["CASEPOST_LONG_TESTS"] != nil
    private static let (cases, contacts) = isLong ? (1_000, 50) : (60, 10)

    @Test("two processes close cases of the same contacts while a third decides: each contact is asked once")
    func closing() async throws {
        let sink = try SMTPSink()
        let desk = try DeskFixture(
            mailbox: "url = \"pipe:\"",
            smtp: DeskFixture.smtp(sink)
                + "\n[web]\nlisten = \"127.0.0.1:0\"\n[limits]\nmails_per_case_per_10_minutes = 0")
        let numbers = try await open(on: desk)
        let binary = try DeskFixture.builtBinary()
        let closers = try [numbers.prefix(Self.cases / 2), numbers.suffix(Self.cases / 2)].map { part in
            let loop =
                "for n in \(part.joined(separator: " ")); do \"$0\" case close $n --text done --config \"$1\" || exit 1; done"
            return try Command.start("/bin/sh", ["-c", loop, binary, desk.path("casepost.toml")])
        }
        var rounds = 0
        while try desk.succeed("case", "list", "--open", "--limit", "1", "--json").contains("number") {
            try desk.succeed("run-due")
            rounds += 1
        }
        #expect(rounds > 1, "nothing was decided meanwhile")
        for closer in closers {
            let output = closer.wait()
            #expect(output.status == 0, "\(output.stderr)")
        }
        try desk.succeed("run-due")
        let surveys = try desk.jsonLines(try desk.succeed("survey", "list", "--json"))
        #expect(surveys.count == Self.cases)
        let sent = surveys.filter { $0["state"] as? String == "sent" }.compactMap { $0["contact"] as? String }
        #expect(sent.count == Self.contacts && Set(sent).count == Self.contacts)
        #expect(surveys.count { $0["why"] as? String == "within 30 days" } == Self.cases - Self.contacts)
        let asked = sink.accepted.filter { $0.text.contains("Subject: How did we do?") }.flatMap(\.recipients)
        #expect(asked.count == Self.contacts && Set(asked).count == Self.contacts)
    }

    /// Opens the cases, each contact's in turn, without a mail.
    private func open(on desk: DeskFixture) async throws -> [String] {
        let rows = try (1...Self.contacts).map {
            ContactRow(
                account: "Lakeside School District", address: try #require(EmailAddress("p\($0)@district.example")),
                role: .authorizedSupport, isDefaultAccount: true)
        }
        let database = try DeskDatabase(
            path: desk.path("var/casepost.sqlite"), blobFolder: desk.path("var/blobs"), digest: { Digest.sha256($0) })
        return try await database.write { transaction in
            _ = try transaction.importContacts(rows, replace: false)
            let people = try rows.map { try #require(try transaction.person(at: $0.address)) }
            return try (0..<Self.cases).map { index in
                let person = people[index % people.count]
                let number = try transaction.nextCaseNumber()
                try transaction.insert(
                    SupportCase(
                        number: number, account: try #require(person.defaultMembership).account.id, contact: person.id,
                        subject: "s", type: "Ask a Question", priority: "Low", status: .new, team: "Campus Support",
                        channel: .email, mailbox: "support", created: Date(), lastModified: Date()))
                return number.description
            }
        }
    }
}
