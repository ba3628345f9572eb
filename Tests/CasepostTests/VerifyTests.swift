import Foundation
import TestSupport
import Testing

@Suite("What is kept, verified", .ownThread)
struct VerifyTests {
    private let directory: TemporaryDirectory
    private let desk: DeskFixture

    init() throws {
        directory = try TemporaryDirectory()
        desk = try DeskFixture(
            mailbox: "url = \"pipe:\"", smtp: "url = \"maildir:\(directory.appending("out"))\"", in: directory)
        for name in ["ann.lee@district.example", "maria.garcia@university.example"] {
            try desk.succeed("contact", "deactivate", name)
            try desk.succeed("contact", "reactivate", name)
        }
        let large = String(
            repeating: "seventy characters of a text that is too large for the database itself\n", count: 5_000)
        let output = try desk.run(
            "deliver", "--mailbox", "support", input: SampleMail.plain(id: "q1@district.example", text: large))
        #expect(output.status == 0)
    }

    /// The head that a run printed, as `--head` takes it.
    private func head() throws -> String {
        let line = try desk.succeed("verify").split(separator: "\n").last ?? ""
        return line.split(separator: " ").suffix(2).joined(separator: ":")
    }

    private func blobFiles() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: desk.path("var/blobs")).filter { $0.hasSuffix(".blob") }
    }

    @Test("a sound desk is ok in every line, and the head noted earlier still holds when more has happened")
    func sound() throws {
        let noted = try head()
        #expect(noted.hasPrefix("5:") && noted.count == 66)
        let text = try desk.succeed("verify", "--head", noted)
        #expect(
            text.split(separator: "\n").dropLast() == [
                "database: ok", "references: ok", "blobs: ok (1 files)", "ledger: ok", "audit log: ok (5 lines)",
                "reply keys: ok (1 key)",
            ])
        try desk.succeed("contact", "deactivate", "raj.patel@district.example")
        #expect(try desk.run("verify", "--head", noted).status == 0)
        let json = try #require(try desk.jsonLines(desk.succeed("verify", "--json")).first)
        #expect(json["ok"] as? Bool == true)
        #expect((json["auditHead"] as? [String: Any])?["number"] as? Int == 6)
        #expect(try desk.run("verify", "--head", "5").status == 64)
    }

    @Test(
        "a log that was changed by hand",
        arguments: [
            ("UPDATE audit SET actor = 'system' WHERE number = 2", "audit line 2 was changed"),
            ("UPDATE audit SET at = at + 1 WHERE number = 5", "audit line 5 was changed"),
            ("UPDATE audit SET action = 'nonsense' WHERE number = 3", "cannot be read"),
            ("DELETE FROM audit WHERE number = 3", "audit line 3 is missing"),
            ("DELETE FROM audit WHERE number = 1", "audit line 1 is missing"),
            ("DELETE FROM audit WHERE number > 3", "the audit log ends at line 3, and should end at line 5"),
            ("DELETE FROM audit", "the audit log ends at line 0, and should end at line 5"),
            ("DELETE FROM audit_head", "the audit log ends at line 5, and should end at line 0"),
            (
                "DELETE FROM audit WHERE number = 3; UPDATE audit SET number = number - 1 WHERE number > 3",
                "audit line 3 was changed"
            ),
        ])
    func tamperedLog(_ sql: String, _ problem: String) throws {
        try desk.tamper(sql)
        let output = try desk.run("verify")
        #expect(output.status == 1)
        #expect(output.stdout.contains("audit log: ") && output.stdout.contains(problem))
        #expect(output.stdout.contains("database: ok"))
    }

    @Test("a log cut together with its head looks sound, and is found out by the head noted earlier")
    func cutWithHead() throws {
        let noted = try head()
        try desk.tamper(
            """
            DELETE FROM audit WHERE number > 3;
            UPDATE audit_head SET number = 3, hash = (SELECT hash FROM audit WHERE number = 3);
            """)
        #expect(try desk.run("verify").status == 0)
        let output = try desk.run("verify", "--head", noted)
        #expect(output.status == 1)
        #expect(output.stdout.contains("audit log: line 5, which was there when the head was noted, is missing"))
        for name in ["deactivate", "reactivate"] { try desk.succeed("contact", name, "raj.patel@district.example") }
        let grown = try desk.run("verify", "--head", noted)
        #expect(grown.status == 1)
        #expect(grown.stdout.contains("audit log: line 5 is not what it was when the head was noted"))
    }

    @Test("a file that is gone or shorter, and one that no row names")
    func blobs() throws {
        let name = try #require(try blobFiles().first)
        let file = desk.path("var/blobs/\(name)")
        let octets = try Data(contentsOf: URL(fileURLWithPath: file))
        try Data(octets.dropLast(7)).write(to: URL(fileURLWithPath: file))
        let shorter = try desk.run("verify")
        #expect(shorter.status == 1)
        #expect(
            shorter.stdout.contains(
                "\(name) has \(octets.count - 7) octets, and should have \(octets.count); restore the file from a backup"
            ))
        try FileManager.default.removeItem(atPath: file)
        let gone = try desk.run("verify")
        #expect(gone.status == 1)
        #expect(gone.stdout.contains("\(name) is missing (blob "))
        try octets.write(to: URL(fileURLWithPath: file))
        try octets.write(to: URL(fileURLWithPath: desk.path("var/blobs/stray.blob")))
        #expect(try desk.succeed("verify").contains("blobs: ok (1 files, 1 that no row names"))
    }

    @Test("rows that point nowhere, a key file that is bad, a database that is not there")
    func others() throws {
        try desk.tamper("PRAGMA foreign_keys = OFF; DELETE FROM account WHERE name LIKE 'North%'")
        let output = try desk.run("verify")
        #expect(output.status == 1)
        #expect(output.stdout.contains("references: row "))
        #expect(output.stdout.contains(" of membership points to a row of account that is not there"))
        try desk.write("secret.key", "")
        #expect(try desk.run("verify").stdout.contains("has no key in it"))
        try FileManager.default.removeItem(atPath: desk.path("var/casepost.sqlite"))
        let missing = try desk.run("verify")
        #expect(missing.status == 1)
        #expect(missing.stdout.contains("casepost.sqlite is not there"))
        #expect(!FileManager.default.fileExists(atPath: desk.path("var/casepost.sqlite")))
    }

    @Test("the log is listed, the latest first, in pages")
    func list() throws {
        let text = try desk.succeed("audit", "list", "--limit", "2", "--page", "2")
        #expect(text.contains("contactReactivated  ann.lee@district.example"))
        #expect(text.contains("page 2 of 3, 5 events"))
        let lines = try desk.jsonLines(desk.succeed("audit", "list", "--json"))
        #expect(lines.map { $0["number"] as? Int } == [5, 4, 3, 2, 1])
        #expect(lines.last?["action"] as? String == "contactsImported")
        #expect(lines.last?["actor"] as? String == "operator")
    }
}
