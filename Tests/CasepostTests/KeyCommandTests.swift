import Foundation
import TestSupport
import Testing

@Suite("Keys that are rotated and revoked", .ownThread)
struct KeyCommandTests {
    private let directory: TemporaryDirectory
    private let outbox: MailFolder
    private let desk: DeskFixture

    init() throws {
        directory = try TemporaryDirectory()
        outbox = MailFolder(path: directory.appending("out"))
        desk = try DeskFixture(
            mailbox: "url = \"pipe:\"", smtp: "url = \"maildir:\(outbox.path)\"", in: directory)
    }

    private func deliver(_ mail: String) throws {
        #expect(try desk.run("deliver", "--mailbox", "support", input: mail).status == 0)
        try desk.succeed("run-due")
    }

    /// The reply address of the latest mail that went out.
    private func replyTo() throws -> String {
        let mails = try outbox.messages.map { ReadMail(text: String(decoding: $0, as: UTF8.self)) }
        let latest = try #require(mails.max { ($0.field("Subject") ?? "") < ($1.field("Subject") ?? "") })
        return try #require(latest.address("Reply-To"))
    }

    private func reply(to address: String, id: String) throws {
        try deliver(SampleMail.plain(to: address, id: id, subject: "Re: your mail", text: "Thank you."))
    }

    private func posts() throws -> [Int] {
        try desk.cases().map { $0["posts"] as? Int ?? 0 }.sorted()
    }

    private func ids() throws -> [Int] {
        try desk.jsonLines(desk.succeed("key", "list", "--json")).compactMap { $0["id"] as? Int }
    }

    @Test("a rotated key still brings replies home; a revoked one counts as none")
    func rotateThenRevoke() throws {
        try deliver(SampleMail.plain(id: "q1@district.example"))
        let old = try replyTo()
        let said = try desk.succeed("key", "rotate", "--now", "2026-11-23T10:00:00Z")
        #expect(said.contains("key 1 signs from now on"))
        #expect(try ids() == [1, 0])
        #expect(try desk.succeed("key", "list").contains("1   signs     2026-11-23"))
        try reply(to: old, id: "r1@district.example")
        #expect(try posts() == [2])
        try deliver(SampleMail.plain(id: "q2@district.example"))
        let new = try replyTo()
        #expect(new != old)
        try reply(to: new, id: "r2@district.example")
        #expect(try posts() == [2, 2])

        #expect(try desk.succeed("key", "revoke", "0").contains("key 0 is revoked"))
        #expect(try ids() == [1])
        try reply(to: old, id: "r3@district.example")
        #expect(try posts() == [1, 2, 2], "a case of its own, as mail without a token")
        try reply(to: new, id: "r4@district.example")
        #expect(try posts() == [1, 2, 3])
        let text = try String(contentsOfFile: desk.path("secret.key"), encoding: .utf8)
        #expect(text.contains("# Signs reply addresses.") && text.contains("# revoked 0 "))
        let attributes = try FileManager.default.attributesOfItem(atPath: desk.path("secret.key"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let log = try desk.jsonLines(desk.succeed("audit", "list", "--json"))
        #expect(log.prefix(2).map { $0["action"] as? String } == ["keyRevoked", "keyRotated"])
        #expect(log.prefix(2).map { $0["subject"] as? String } == ["key 0", "key 1"])
        #expect(log.prefix(2).map { $0["detail"] as? String } == ["", ""])
    }

    @Test("the last key goes only when another takes its place; what is refused changes nothing")
    func last() throws {
        let before = try Data(contentsOf: URL(fileURLWithPath: desk.path("secret.key")))
        let refused = try desk.run("key", "revoke", "0")
        #expect(refused.status == 65)
        #expect(refused.stderr.contains("key 0 is the only one") && refused.stderr.contains("--replace"))
        let unknown = try desk.run("key", "revoke", "7", "--replace")
        #expect(unknown.status == 65)
        #expect(unknown.stderr.contains("there is no key 7"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: desk.path("secret.key"))) == before)
        try desk.succeed("key", "revoke", "0", "--replace")
        #expect(try ids() == [1])
        #expect(try desk.succeed("verify").contains("reply keys: ok"))
    }

    @Test("a running gateway takes the change without a restart, and keeps what it has when the file is bad")
    func running() async throws {
        let inbox = MailFolder(path: try directory.folder("in"))
        for name in ["new", "cur", "tmp"] { _ = try directory.folder("in/\(name)") }
        try desk.configure(
            mailbox: "url = \"maildir:\(inbox.path)\"\npoll_seconds = 1", smtp: "url = \"maildir:\(outbox.path)\"")
        let gateway = try desk.start("serve")
        #expect(try await eventually { gateway.stderr.contains("serving") })
        #expect(try await eventually { gateway.stderr.contains("audit head") })
        try inbox.deliver(SampleMail.plain(id: "q1@district.example"))
        #expect(try await eventually { outbox.count == 1 })
        let old = try replyTo()

        let good = try String(contentsOfFile: desk.path("secret.key"), encoding: .utf8)
        try desk.write("secret.key", "0:nonsense\n")
        #expect(try await eventually { gateway.stderr.contains("the keys read before stay") })
        try inbox.deliver(
            SampleMail.plain(to: old, id: "r1@district.example", subject: "Re: your mail", text: "Thank you."))
        #expect(try await eventually { try posts() == [2] })

        try desk.write("secret.key", good)
        try desk.succeed("key", "revoke", "0", "--replace")
        #expect(try await eventually { gateway.stderr.contains("signs=1") })
        try inbox.deliver(
            SampleMail.plain(to: old, id: "r2@district.example", subject: "Re: your mail", text: "Thank you."))
        #expect(try await eventually { try posts() == [1, 2] })
        gateway.signal(SIGTERM)
        #expect(gateway.wait().status == 0)
        #expect(gateway.stderr.components(separatedBy: "the keys read before stay").count == 2, "said once")
    }
}
