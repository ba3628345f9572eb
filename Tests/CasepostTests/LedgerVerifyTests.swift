import Foundation
import TestSupport
import Testing

@Suite("The ledger beside the mailbox", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .ownThread)
struct LedgerVerifyTests {
    private let dovecot: DovecotServer
    private let desk: DeskFixture

    init() throws {
        let directory = try TemporaryDirectory()
        let certificates = try Certificates.make(in: directory)
        dovecot = try DovecotServer.start(in: directory, certificates: certificates)
        desk = try DeskFixture(
            mailbox: DeskFixture.imap(dovecot, certificates),
            smtp: "url = \"maildir:\(directory.appending("out"))\"", in: directory)
        for index in 1...3 { try dovecot.folder().deliver(SampleMail.plain(id: "m\(index)@district.example")) }
    }

    private func line(_ name: String, status: Int32) throws -> String {
        let output = try desk.run("verify", "--mailboxes")
        #expect(output.status == status, "\(output.stdout)")
        return try #require(output.stdout.split(separator: "\n").first { $0.hasPrefix(name) }.map(String.init))
    }

    @Test("agrees after a day of work, counts what waits, and says what people took out of the processed folder")
    func agrees() throws {
        #expect(try line("mailbox", status: 0) == "mailbox \"support\": ok (3 wait)")
        try desk.succeed("ingest")
        #expect(try line("mailbox", status: 0) == "mailbox \"support\": ok")
        try dovecot.folder().deliver(SampleMail.plain(id: "m4@district.example"))
        try FileManager.default.removeItem(atPath: try #require(dovecot.folder("Casepost/Processed").files.first))
        #expect(try line("mailbox", status: 0) == "mailbox \"support\": ok (1 wait, 2 of 3 are in Casepost/Processed)")
    }

    @Test("finds what was settled and is still there, which no look would take up again")
    func undisposed() throws {
        #expect(try desk.run("ingest", failpoint: "intake.committed").status == -SIGKILL)
        #expect(try line("mailbox", status: 0) == "mailbox \"support\": ok (3 are settled and not moved yet)")
        try desk.tamper("UPDATE inbound SET acknowledged = 1 WHERE id = 2")
        #expect(try line("mailbox", status: 1).contains("1 messages are settled, and still there"))
    }

    @Test("says of a server that can't be asked that it could not be asked")
    func away() throws {
        try desk.succeed("ingest")
        dovecot.stop()
        #expect(try line("mailbox", status: 1).contains("Check host and port"))
        #expect(try desk.run("verify").status == 0)
    }

    @Test(
        "and the outbox say by themselves what can't be",
        arguments: [
            ("UPDATE inbound SET outcome = NULL WHERE id = 1", "1 messages ended without an outcome"),
            ("UPDATE inbound SET case_number = NULL WHERE id = 1", "1 messages became a post, and no case is named"),
            (
                "UPDATE inbound SET outcome = 'held' WHERE id = 1",
                "1 messages are held, and in no list of held messages"
            ),
            ("UPDATE inbound SET outcome = 'ignored' WHERE id = 1", "3 posts came by mail, of 2 messages only"),
            ("UPDATE outbox SET state = 'sent' WHERE id = 1", "1 mails count as sent, and no server took them"),
            ("UPDATE outbox SET is_head = 0 WHERE id = 1", "1 mails wait behind others that are gone"),
        ])
    func ledger(_ sql: String, _ problem: String) throws {
        try desk.succeed("ingest")
        #expect(try line("ledger", status: 0) == "ledger: ok")
        try desk.tamper(sql)
        #expect(try line("ledger", status: 1).contains(problem))
    }
}
