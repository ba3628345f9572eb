import Foundation
import TestSupport
import Testing

@Suite("A desk that is copied and put back", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .ownThread)
struct BackupTests {
    private static let large = String(repeating: String(repeating: "x", count: 70) + "\n", count: 5_000)

    private let directory: TemporaryDirectory
    private let dovecot: DovecotServer
    private let sink: SMTPSink
    private let desk: DeskFixture
    private let file: String

    init() throws {
        directory = try TemporaryDirectory()
        let certificates = try Certificates.make(in: directory)
        dovecot = try DovecotServer.start(in: directory, certificates: certificates)
        sink = try SMTPSink()
        desk = try DeskFixture(
            mailbox: DeskFixture.imap(dovecot, certificates, more: "poll_seconds = 1"), smtp: DeskFixture.smtp(sink),
            in: directory)
        file = directory.appending("desk.tar")
    }

    private func deliver(_ name: String, text: String = "How do I export the roster?") throws {
        try dovecot.folder().deliver(SampleMail.plain(id: "\(name)@district.example", text: text))
    }

    private func list(_ desk: DeskFixture) throws -> String { try desk.succeed("case", "list", "--json") }

    @Test(
        "the drill: a busy desk is killed and copied while it works, and goes on in another place as if nothing had been"
    )
    func drill() async throws {
        for index in 1...3 { try deliver("a\(index)", text: index == 2 ? Self.large : "One.") }
        let first = try desk.start("serve")
        #expect(try await eventually { sink.accepted.count >= 1 })
        try desk.succeed("backup", directory.appending("early.tar"))
        first.signal(SIGKILL)
        _ = first.wait()
        for index in 4...6 { try deliver("a\(index)", text: index == 5 ? Self.large : "Two.") }
        let second = try desk.start("serve")
        #expect(try await eventually { dovecot.folder("Casepost/Processed").count == 6 })
        let said = try desk.succeed("backup", file)
        #expect(said.contains("6 cases, 6 messages, 2 files"))
        second.signal(SIGKILL)
        _ = second.wait()

        let other = try DeskFixture(settingsOf: desk)
        let restored = try other.succeed("restore", file)
        #expect(restored.contains("6 cases, 6 messages, 2 files"))
        #expect(restored.contains("Casepost/Processed back into its folder"))
        #expect(try other.succeed("verify").contains("blobs: ok (2 files)"))
        #expect(try list(other) == list(desk))
        try deliver("later")
        try other.succeed("ingest")
        let cases = try other.cases()
        #expect(cases.count == 7)
        #expect(cases.compactMap { $0["number"] as? String }.max() == "1001007")
        try other.succeed("run-due")
        #expect(sink.accepted.last?.text.contains("1001007") == true)
        #expect(try other.run("verify", "--mailboxes").status == 0)

        // The earlier one is a whole desk as well, and what came since is taken in when it lies in the folder again.
        let third = try DeskFixture(settingsOf: desk)
        try third.succeed("restore", directory.appending("early.tar"))
        try third.succeed("verify")
        for message in try dovecot.folder("Casepost/Processed").messages { try dovecot.folder().deliver(message) }
        try third.succeed("ingest")
        #expect(try third.cases().count == 7)
    }

    @Test("has neither keys nor settings in it, says so, and is a file for its owner that tar can read")
    func contents() throws {
        try deliver("a", text: Self.large)
        try desk.succeed("ingest")
        let said = try desk.succeed("backup", file)
        for name in ["casepost.toml", "secret.key", "password"] { #expect(said.contains("  \(desk.path(name))")) }
        let names = try Command.succeed("tar", ["tf", file]).stdout.split(separator: "\n").map(String.init)
        #expect(names.count == 3 && names.first == "casepost.sqlite" && names.last == "manifest.json")
        var status = stat()
        #expect(stat(file, &status) == 0 && status.st_mode & 0o777 == 0o600)
        let octets = try Data(contentsOf: URL(fileURLWithPath: file))
        let key = try String(contentsOfFile: desk.path("secret.key"), encoding: .utf8)
            .split(separator: "\n").last?.split(separator: ":").last.map(String.init)
        #expect(octets.range(of: Data(try #require(key).utf8)) == nil)
        let rest = try FileManager.default.contentsOfDirectory(atPath: desk.path("var/blobs"))
        #expect(rest.filter { !$0.hasSuffix(".blob") } == ["incoming"])
        let json = try #require(try desk.jsonLines(desk.succeed("backup", file, "--json")).first)
        #expect(json["files"] as? Int == 1 && (json["besides"] as? [String])?.contains(desk.path("secret.key")) == true)
        #expect(try desk.succeed("audit", "list").contains("deskBackedUp"))
    }

    @Test("goes to standard output, too")
    func stream() throws {
        try deliver("a")
        try desk.succeed("ingest")
        let output = try desk.run("backup", "-")
        #expect(output.status == 0 && output.stderr.contains("1 cases"))
        try Data(output.standardOutput).write(to: URL(fileURLWithPath: file))
        let other = try DeskFixture(settingsOf: desk)
        try other.succeed("restore", file)
        #expect(try list(other) == list(desk))
    }

    @Test("that is cut short, changed or none at all is refused, and nothing is put anywhere")
    func damaged() throws {
        try deliver("a", text: Self.large)
        try desk.succeed("ingest")
        try desk.succeed("backup", file)
        let good = try Data(contentsOf: URL(fileURLWithPath: file))
        var changed = good
        changed[good.count / 2] ^= 1
        for (name, octets, words) in [
            ("short", good.prefix(good.count / 2), "cut short"), ("changed", changed, "is not what it was"),
            ("other", Data("From nobody".utf8), "it is no backup"), ("empty", Data(), "it is no backup"),
        ] {
            try octets.write(to: URL(fileURLWithPath: directory.appending(name)))
            let other = try DeskFixture(settingsOf: desk)
            let output = try other.run("restore", directory.appending(name))
            #expect(output.status == 65 && output.stderr.contains(words), "\(name): \(output.stderr)")
            #expect(!FileManager.default.fileExists(atPath: other.path("var/casepost.sqlite")))
        }
    }

    @Test("is put where no desk is, or beside the old one, and never while one works")
    func replaces() async throws {
        try deliver("a", text: Self.large)
        try desk.succeed("ingest")
        try desk.succeed("backup", file)
        try deliver("b", text: Self.large)
        try desk.succeed("ingest")
        let refused = try desk.run("restore", file)
        #expect(refused.status == 65 && refused.stderr.contains("is there already"))
        let gateway = try desk.start("serve")
        #expect(try await eventually { gateway.stderr.contains("serving") })
        #expect(try desk.run("restore", "--replace", file).status == 75)
        gateway.signal(SIGTERM)
        _ = gateway.wait()
        #expect(try desk.cases().count == 2)
        let said = try desk.succeed("restore", "--replace", file, "--now", "2026-11-26T10:00:00Z")
        #expect(said.contains("casepost.sqlite.before-20261126T100000Z"))
        #expect(try desk.cases().count == 1)
        try desk.succeed("verify")
        let text = try String(contentsOfFile: desk.path("casepost.toml"), encoding: .utf8)
        try desk.write(
            "old.toml",
            text.replacingOccurrences(of: "casepost.sqlite", with: "casepost.sqlite.before-20261126T100000Z")
                .replacingOccurrences(of: "var/blobs", with: "var/blobs.before-20261126T100000Z"))
        #expect(
            try desk.succeed("case", "list", "--json", "--config", desk.path("old.toml")).split(separator: "\n").count
                == 2)
        try desk.succeed("verify", "--config", desk.path("old.toml"))
    }

    @Test("keeps back mail that waited, until somebody says that it was not sent since")
    func waiting() throws {
        try deliver("a")
        try desk.succeed("ingest")
        try desk.succeed("backup", file)
        try desk.succeed("run-due")
        #expect(sink.accepted.count == 1)
        let other = try DeskFixture(settingsOf: desk)
        #expect(try other.succeed("restore", file).contains("1 mails waited and are kept back"))
        try other.succeed("run-due")
        #expect(sink.accepted.count == 1)
        #expect(try other.succeed("outbox", "list").contains("restored; it may have been sent meanwhile"))
        #expect(try other.succeed("outbox", "retry", "--restored").contains("sent now: 1"))
        try other.succeed("run-due")
        #expect(sink.accepted.count == 2)
        let third = try DeskFixture(settingsOf: desk)
        try third.succeed("restore", "--send-waiting", file)
        try third.succeed("run-due")
        #expect(sink.accepted.count == 3)
    }

    @Test(
        "killed on its way leaves the old or the new, and is simply done again",
        arguments: ["backup.written", "restore.filled", "restore.cleared"])
    func killed(_ failpoint: String) throws {
        try deliver("a", text: Self.large)
        try desk.succeed("ingest")
        try desk.succeed("backup", file)
        let before = try Data(contentsOf: URL(fileURLWithPath: file))
        try deliver("b", text: Self.large)
        try desk.succeed("ingest")
        let old = try list(desk)
        if failpoint == "backup.written" {
            #expect(try desk.run("backup", file, failpoint: failpoint).status == -SIGKILL)
            #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before)
            #expect(try desk.succeed("backup", file).contains("2 cases"))
            #expect(!FileManager.default.fileExists(atPath: file + ".new"))
            return
        }
        // Both in the same second, as of somebody who has it in a loop.
        let restore = ["restore", "--replace", file, "--now", "2026-12-01T10:00:00Z"]
        #expect(try desk.run(restore, failpoint: failpoint).status == -SIGKILL)
        let output = try desk.run("case", "list")
        #expect(output.status == 75 && output.stderr.contains("run it again"), "\(output.stderr)")
        let delivered = try desk.run(
            "deliver", "--mailbox", "support", input: SampleMail.plain(id: "p@district.example"))
        #expect(delivered.status == 75)
        try FileManager.default.moveItem(
            atPath: desk.path("var/casepost.sqlite.restoring"), toPath: directory.appending("marked"))
        #expect(try list(desk) == old, "the old desk is whole")
        try FileManager.default.moveItem(
            atPath: directory.appending("marked"), toPath: desk.path("var/casepost.sqlite.restoring"))
        let again = try desk.run(restore)
        #expect(again.status == 0, "\(again.stderr)")
        #expect(try desk.cases().count == 1)
        try desk.succeed("verify")
    }

    @Test("for a daily timer: named by time, the oldest removed, those of another desk left alone")
    func folder() throws {
        let folder = directory.appending("backups")
        for day in 1...4 {
            try desk.succeed("backup", "--into", folder, "--keep", "2", "--now", "2026-11-0\(day)T03:00:00Z")
        }
        let other = try DeskFixture(mailbox: "url = \"pipe:\"", smtp: "url = \"maildir:\(directory.appending("o"))\"")
        try other.succeed("backup", "--into", folder, "--keep", "1", "--now", "2026-11-05T03:00:00Z")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted { $0.suffix(20) < $1.suffix(20) }
        #expect(
            names.map { String($0.suffix(20)) } == [
                "20261103T030000Z.tar", "20261104T030000Z.tar", "20261105T030000Z.tar",
            ])
        #expect(try desk.run("backup").status == 64)
        #expect(try desk.run("backup", file, "--keep", "3").status == 64)
    }

    @Test("of a desk that lost a file is made all the same, and says what is not in it")
    func missing() throws {
        try deliver("a", text: Self.large)
        try deliver("b")
        try desk.succeed("ingest")
        let blobs = try FileManager.default.contentsOfDirectory(atPath: desk.path("var/blobs"))
        let name = try #require(blobs.first { $0.hasSuffix(".blob") })
        try FileManager.default.removeItem(atPath: desk.path("var/blobs/\(name)"))
        let output = try desk.run("backup", file)
        #expect(output.status == 65 && output.stderr.contains("1 files are not in it"))
        let other = try DeskFixture(settingsOf: desk)
        #expect(try other.succeed("restore", file).contains("1 files were lost"))
        #expect(try list(other) == list(desk))
        #expect(try other.run("verify").status == 1)
    }
}
