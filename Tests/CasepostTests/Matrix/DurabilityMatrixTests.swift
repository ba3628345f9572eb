import Foundation
import TestSupport
import Testing

@testable import Store

/// Group 9.I of the matrix, as far as it is about what is kept: poison, locks, crashes, settings, keys, upgrades.
@Suite("Durability and operations", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .ownThread)
struct DurabilityMatrixTests {
    private let directory: TemporaryDirectory
    private let certificates: Certificates
    private let dovecot: DovecotServer
    private let sink: SMTPSink
    private let desk: DeskFixture

    init() throws {
        directory = try TemporaryDirectory()
        certificates = try Certificates.make(in: directory)
        dovecot = try DovecotServer.start(in: directory, certificates: certificates)
        sink = try SMTPSink()
        desk = try DeskFixture(
            mailbox: DeskFixture.imap(dovecot, certificates, more: "poll_seconds = 1"), smtp: DeskFixture.smtp(sink),
            in: directory)
    }

    private func mail(_ name: String, text: String = "How do I export the roster?") -> String {
        SampleMail.plain(id: "\(name)@district.example", subject: "About \(name)", text: text)
    }

    @Test(
        "row 176: a message that traps the parser is set aside after three starts, the others are taken in, and it can be tried again"
    )
    func poison() async throws {
        let trap = ["CASEPOST_TRAP": "the words that trap"]
        for name in ["before", "poison", "behind"] {
            try dovecot.folder().deliver(mail(name, text: name == "poison" ? "Here are the words that trap." : "Fine."))
        }
        for start in 1...3 {
            let output = try desk.start("serve", environment: trap).wait()
            #expect(output.status < 0, "start \(start) was trapped: \(output.stderr.suffix(500))")
        }
        let gateway = try desk.start("serve", environment: trap)
        #expect(try await eventually { dovecot.folder("Casepost/Quarantine").count == 1 })
        #expect(try await eventually { dovecot.folder("Casepost/Processed").count == 2 })
        try dovecot.folder().deliver(mail("later"))
        #expect(try await eventually { dovecot.folder("Casepost/Processed").count == 3 })
        #expect(gateway.isRunning)
        #expect(try desk.cases().count == 3)

        let listed = try desk.jsonLines(desk.succeed("quarantine", "list", "--json"))
        #expect(listed.count == 1)
        let id = try #require(listed.first?["id"] as? String)
        #expect(listed.first?["subject"] as? String == "About poison")
        #expect(listed.first?["messageId"] as? String == "<poison@district.example>")
        #expect(try desk.succeed("quarantine", "list").contains("1 messages set aside"))
        #expect(try desk.succeed("quarantine", "show", id).contains("3 attempts to take it in never came to an end"))
        try desk.succeed("quarantine", "show", id, "--raw", directory.appending("poison.eml"))
        let raw = try String(contentsOfFile: directory.appending("poison.eml"), encoding: .utf8)
        #expect(raw.contains("Here are the words that trap."))
        #expect(try desk.run("quarantine", "show", id, "--raw", directory.appending("poison.eml")).status == 65)
        #expect(try desk.run("quarantine", "show", "1").status == 66)

        gateway.signal(SIGTERM)
        _ = gateway.wait()
        // The parser of a later version does not trap.
        #expect(try desk.succeed("quarantine", "retry", "--all").contains("tried again: 1"))
        try desk.succeed("ingest")
        #expect(try desk.cases().count == 4)
        #expect(try desk.succeed("quarantine", "list", "--json").isEmpty)
        #expect(try desk.succeed("verify", "--mailboxes").contains("ledger: ok"))
    }

    /// Holds the right to write to the database until it is killed.
    private func holdDatabase() async throws -> RunningCommand {
        let holder = try Command.start(
            "/usr/bin/python3",
            [
                "-c",
                "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None); "
                    + "c.execute('BEGIN IMMEDIATE'); print('held', flush=True); time.sleep(3600)",
                desk.path("var/casepost.sqlite"),
            ])
        #expect(try await eventually { holder.stdout.contains("held") })
        return holder
    }

    @Test(
        "row 182: while the database is locked a pipe is told to try later and the mailbox waits; then all of it comes in, once"
    )
    func locked() async throws {
        let gateway = try desk.start("serve")
        #expect(try await eventually { gateway.stderr.contains("serving") })
        let holder = try await holdDatabase()
        try dovecot.folder().deliver(mail("waits"))
        let first = try desk.run("deliver", "--mailbox", "support", input: mail("piped"))
        #expect(first.status == 75 && first.stderr.contains("Another process holds the database"), "\(first.stderr)")
        #expect(try await eventually { gateway.stderr.contains("mailbox not read") })
        #expect(dovecot.folder().count == 1)
        holder.signal(SIGKILL)
        _ = holder.wait()
        for _ in 1...2 {
            #expect(try desk.run("deliver", "--mailbox", "support", input: mail("piped")).status == 0)
        }
        #expect(try await eventually { dovecot.folder("Casepost/Processed").count == 1 })
        #expect(try desk.cases().count == 2)
        #expect(gateway.isRunning)
    }

    @Test(
        "row 185: a crash between a file and its row leaves a file that goes; a file deleted by hand is said loudly, and the case opens"
    )
    func files() async throws {
        let large = mail("large", text: String(repeating: String(repeating: "x", count: 70) + "\n", count: 5_000))
        let killed = try desk.run(
            ["deliver", "--mailbox", "support"], input: large, failpoint: "blob.published")
        #expect(killed.status == -SIGKILL)
        #expect(try desk.cases().isEmpty)
        #expect(try desk.run("deliver", "--mailbox", "support", input: large).status == 0)
        #expect(try desk.succeed("verify").contains("blobs: ok (1 files, 1 that no row names"))
        let folder = desk.path("var/blobs")
        func blobs() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".blob") }
        }
        #expect(try blobs().count == 2)
        for name in try blobs() {
            try FileManager.default.setAttributes(
                [.modificationDate: Date().addingTimeInterval(-2 * 86_400)], ofItemAtPath: "\(folder)/\(name)")
        }
        let gateway = try desk.start("serve")
        #expect(try await eventually { gateway.stderr.contains("serving") })
        gateway.signal(SIGTERM)
        _ = gateway.wait()
        #expect(try blobs().count == 1)
        #expect(try desk.succeed("verify").contains("blobs: ok (1 files)"))
        for name in try blobs() { try FileManager.default.removeItem(atPath: "\(folder)/\(name)") }
        let verified = try desk.run("verify")
        #expect(verified.status == 1 && verified.stdout.contains("is missing"))
        #expect(try desk.succeed("case", "show", "1000001").contains("About large"))
    }

    /// What is done to a desk, and what is said of it.
    enum Mistake: String, Sendable, CaseIterable {
        case unknownKey = "did you mean \"ca_file\"?"
        case noKeyFile = "secret.key: No such file"
        case openKeyFile = "chmod 600"
        case emptyKeyFile = "has no key in it"
        case folderAsDatabase = "casepost.toml"
        case textAsDatabase = "file is not a database"
        case noFolder = "Make the folder that it lies in"
    }

    @Test(
        "row 189: a desk whose settings, key or database are wrong does not start, says why, and takes no mail",
        arguments: Mistake.allCases)
    func mistakes(_ mistake: Mistake) throws {
        try dovecot.folder().deliver(mail("waits"))
        let settings = try String(contentsOfFile: desk.path("casepost.toml"), encoding: .utf8)
        func change(_ old: String, _ new: String) throws {
            try desk.write("casepost.toml", settings.replacingOccurrences(of: old, with: new))
        }
        let key = desk.path("secret.key")
        var said = mistake.rawValue
        switch mistake {
        case .unknownKey: try change("ca_file", "ca_flie")
        case .noKeyFile: try FileManager.default.removeItem(atPath: key)
        case .openKeyFile: chmod(key, 0o644)
        case .emptyKeyFile: try desk.write("secret.key", "")
        case .folderAsDatabase:
            try change("sqlite:var/casepost.sqlite", "sqlite:var")
            said = desk.path("var")
        case .textAsDatabase: try change("sqlite:var/casepost.sqlite", "sqlite:contacts.csv")
        case .noFolder: try change("sqlite:var/", "sqlite:nowhere/at/all/")
        }
        for command in ["serve", "ingest", "run-due"] {
            let output = try desk.run(command)
            #expect([74, 78].contains(output.status), "\(command): \(output.status) \(output.stderr)")
            #expect(output.stderr.contains(said), "\(command): \(output.stderr)")
        }
        let delivered = try desk.run("deliver", "--mailbox", "support", input: mail("piped"))
        #expect(delivered.status == 75 && delivered.stderr.contains(said), "\(delivered.stderr)")
        #expect(dovecot.folder().count == 1)
    }

    @Test(
        "row 190: with the master key lost and replaced, old reply addresses match nothing, and mail goes the way without them"
    )
    func newKey() throws {
        try dovecot.folder().deliver(mail("one"))
        try desk.succeed("ingest")
        try desk.succeed("run-due")
        let sent = try #require(sink.accepted.last)
        let address = try #require(ReadMail(text: sent.text).address("Reply-To"))
        let subject = try #require(ReadMail(text: sent.text).field("Subject"))
        let other = try directory.folder("other")
        try Command.succeed(try DeskFixture.builtBinary(), ["init", other])
        try FileManager.default.removeItem(atPath: desk.path("secret.key"))
        try FileManager.default.copyItem(atPath: other + "/secret.key", toPath: desk.path("secret.key"))
        try dovecot.folder().deliver(
            SampleMail.plain(to: address, id: "r1@district.example", subject: "Re: \(subject)", text: "By its number."))
        try dovecot.folder().deliver(
            SampleMail.plain(to: address, id: "r2@district.example", subject: "Something else", text: "By nothing."))
        // Somebody who is not on the case gains nothing by its number.
        try dovecot.folder().deliver(
            SampleMail.plain(
                from: "maria.garcia@university.example", to: address, id: "r3@university.example",
                subject: "Re: \(subject)", text: "By somebody else."))
        try desk.succeed("ingest")
        let cases = try desk.cases().sorted { $0["number"] as? String ?? "" < $1["number"] as? String ?? "" }
        #expect(cases.map { $0["posts"] as? Int } == [2, 1, 1])
        try desk.succeed("run-due")
        #expect(try desk.succeed("verify").contains("reply keys: ok"))
    }

    /// Puts a database of an earlier version in the place of the desk's, with a contact in it.
    private func makeOld(upTo step: String) throws {
        for ending in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: desk.path("var/casepost.sqlite\(ending)"))
        }
        let old = try DeskDatabase(
            path: desk.path("var/casepost.sqlite"), blobFolder: desk.path("var/blobs"), digest: { _ in "" }, upTo: step)
        try old.close()
        try desk.tamper(
            """
            INSERT INTO account (id, name) VALUES (1, 'Lakeside School District');
            INSERT INTO person (id, kind, address, first_name, last_name)
                VALUES (1, 'contact', 'ann.lee@district.example', 'Ann', 'Lee');
            INSERT INTO person_address VALUES ('ann.lee@district.example', 'ann.lee@district.example', 1, 1);
            INSERT INTO membership VALUES (1, 1, 'authorizedSupport', '', 1);
            """)
    }

    @Test(
        "row 191: an upgrade killed at any step of it goes on where it was, and nothing is lost",
        arguments: [1, 2, 5, 9, 14])
    func upgrade(_ step: Int) throws {
        try makeOld(upTo: "5 audit")
        #expect(try desk.run("contact", "list", failpoint: "schema.stepped:\(step)").status == -SIGKILL)
        #expect(try desk.succeed("contact", "list", "--json").contains("ann.lee@district.example"))
        try dovecot.folder().deliver(mail("new"))
        try desk.succeed("ingest")
        #expect(try desk.cases().count == 1)
        #expect(try desk.succeed("verify").contains("database: ok"))
    }

    /// All that is in the database, as SQL.
    private func dump() throws -> String {
        try Command.succeed(
            "/usr/bin/python3",
            [
                "-c",
                "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
                    + "q = \"SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' ORDER BY name\"; "
                    + "[print(t, r) for (t,) in c.execute(q).fetchall() for r in c.execute('SELECT * FROM ' + t)]",
                desk.path("var/casepost.sqlite"),
            ]
        ).stdout
    }

    @Test("row 191: a database of a later version is refused by name, and nothing of it changes")
    func downgrade() throws {
        try dovecot.folder().deliver(mail("one"))
        try desk.succeed("ingest")
        try desk.tamper("INSERT INTO grdb_migrations VALUES ('9999 tomorrow')")
        let before = try dump()
        for command in ["serve", "ingest", "run-due", "verify"] {
            let output = try desk.run(command)
            #expect(output.status != 0, "\(command)")
            let said = output.stderr + output.stdout
            #expect(said.contains("later version of casepost (9999 tomorrow)"), "\(command): \(said)")
        }
        #expect(try desk.run("deliver", "--mailbox", "support", input: mail("piped")).status == 75)
        #expect(try dump() == before)
        try desk.tamper("DELETE FROM grdb_migrations WHERE identifier = '9999 tomorrow'")
        #expect(try desk.cases().count == 1)
    }
}
