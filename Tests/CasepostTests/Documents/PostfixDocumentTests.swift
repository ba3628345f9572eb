import Foundation
import TestSupport
import Testing

/// The configuration that docs/postfix.md shows, given to a real Postfix.
@Suite(
    "docs/postfix.md",
    .enabled(if: PostfixServer.isAvailable && Command.find("curl") != nil, "needs root, Postfix, Dovecot and curl"),
    .ownThread)
struct PostfixDocumentTests {
    /// Whom Postfix becomes, in the place of the document's `casepost`.
    private static let user = "nobody"

    private let directory: TemporaryDirectory
    private let certificates: Certificates
    private let dovecot: DovecotServer
    private let outbox: MailFolder
    private let document: Document

    init() throws {
        directory = try TemporaryDirectory()
        certificates = try Certificates.make(in: directory)
        dovecot = try DovecotServer.start(in: directory, certificates: certificates)
        outbox = MailFolder(path: directory.appending("out"))
        document = try Document.read("docs/postfix.md")
    }

    private func desk(_ mailbox: String) throws -> DeskFixture {
        // Nothing here proves who wrote: Postfix does not, and no milter runs.
        try DeskFixture(
            mailbox: mailbox + "\non_unverified = \"trust\"", smtp: "url = \"maildir:\(outbox.path)\"", in: directory)
    }

    /// The document's lines for one of Postfix's files that contain a word, with our own in the place of its folders.
    private func fragment(_ label: String, with word: String, _ replacements: [String: String] = [:]) throws -> String {
        let fence = try #require(document.fences.first { $0.label == label && $0.text.contains(word) })
        return try replacements.reduce(into: fence.text) { text, replacement in
            try #require(text.contains(replacement.key), "\(label): \(replacement.key)")
            text = text.replacingOccurrences(of: replacement.key, with: replacement.value)
        }
    }

    private func postfix(_ configuration: String, services: String = "") throws -> PostfixServer {
        let delimiter = try fragment("main.cf", with: "recipient_delimiter")
        return try PostfixServer.start(
            in: directory, certificates: certificates, authentication: dovecot,
            configuration: delimiter + configuration, services: services)
    }

    private func send(_ mail: String, to recipient: String, through postfix: PostfixServer) throws {
        let file = try directory.write("mail.eml", mail)
        try Command.succeed(
            "curl",
            [
                "--silent", "--show-error", "--crlf", "--ssl-reqd", "--cacert", certificates.authority, "--user",
                "\(DeskFixture.address):\(DovecotServer.password)", "--mail-from", "ann.lee@district.example",
                "--mail-rcpt", recipient, "--upload-file", file, "smtp://localhost:\(postfix.submissionPort)",
            ])
    }

    private func replyAddress() throws -> String {
        let mail = ReadMail(text: String(decoding: try #require(try outbox.messages.first), as: UTF8.self))
        return try #require(mail.address("Reply-To"))
    }

    /// Gives everything in the desk's folder, and its way out, to the user that Postfix becomes: root works as that one, too.
    private func handOver(_ desk: DeskFixture) throws {
        try directory.folder("out")
        try Command.succeed("chown", ["-R", "\(Self.user):", desk.path(""), directory.appending("out")])
    }

    @Test("Postfix calls casepost deliver; a reply finds its case; what can't be stored waits in Postfix's queue")
    func pipe() async throws {
        let desk = try desk("url = \"pipe:\"")
        let service = try fragment(
            "master.cf", with: "casepost deliver",
            [
                "user=casepost": "user=\(Self.user)", "/usr/bin/casepost": try DeskFixture.builtBinary(),
                "/etc/casepost/casepost.toml": desk.path("casepost.toml"),
            ])
        let postfix = try postfix(fragment("main.cf", with: "transport_maps"), services: service)
        try handOver(desk)
        try send(SampleMail.plain(id: "q@district.example"), to: DeskFixture.address, through: postfix)
        #expect(try await eventually { try desk.cases().count == 1 }, "\(postfix.log)")
        try desk.succeed("run-due")
        try handOver(desk)
        let address = try replyAddress()
        #expect(address.hasPrefix("support+"))
        let reply = SampleMail.plain(to: address, id: "r@district.example", subject: "Re: it", text: "Since Monday.")
        try send(reply, to: address, through: postfix)
        #expect(try await eventually { try desk.cases().map { $0["posts"] as? Int } == [2] }, "\(postfix.log)")

        let settings = try String(contentsOfFile: desk.path("casepost.toml"), encoding: .utf8)
        try desk.write("casepost.toml", "nonsense")
        try send(
            SampleMail.plain(id: "w@district.example", subject: "Waits"), to: DeskFixture.address, through: postfix)
        #expect(try await eventually { postfix.log.contains("status=deferred") }, "\(postfix.log)")
        #expect(postfix.log.contains("casepost: "), "it says why")
        try desk.write("casepost.toml", settings)
        try postfix.flush()
        #expect(try await eventually { try desk.cases().count == 2 }, "\(postfix.log)")
        #expect(!postfix.log.contains("status=bounced"))
        postfix.stop()
    }

    @Test("Postfix writes a Maildir, and ingest takes it in")
    func maildir() async throws {
        let folder = try directory.folder("virtual")
        chown(folder, 5_000, 5_000)
        let desk = try desk("url = \"maildir:\(folder)/support\"")
        let configuration = try fragment(
            "main.cf", with: "virtual_mailbox_base", ["/var/mail/virtual": folder, "static:997": "static:5000"])
        let postfix = try postfix(configuration)
        try send(SampleMail.plain(id: "q@district.example"), to: DeskFixture.address, through: postfix)
        #expect(try await eventually { postfix.log.contains("status=sent") }, "\(postfix.log)")
        try desk.succeed("ingest")
        #expect(try desk.cases().count == 1)
        postfix.stop()
    }
}
