import Foundation
import TestSupport
import Testing

@Suite("First contact with a full mailbox", .ownThread)
struct FirstContactTests {
    private let directory: TemporaryDirectory
    private let full: MailFolder
    private let quiet: MailFolder
    private let desk: DeskFixture

    init() throws {
        directory = try TemporaryDirectory()
        full = MailFolder(path: directory.appending("full"))
        quiet = MailFolder(path: directory.appending("quiet"))
        desk = try DeskFixture(
            mailbox: "url = \"maildir:\(full.path)\"\npoll_seconds = 1",
            smtp: "url = \"maildir:\(directory.appending("out"))\"", in: directory)
        for index in 1...101 { try full.deliver(SampleMail.plain(id: "f\(index)@district.example")) }
    }

    private func configure(start: String? = nil, second: Bool = false) throws {
        let start = start.map { "start = \"\($0)\"" } ?? ""
        let other = """
            [[mailbox]]
            name = "other"
            address = "other@example.org"
            authserv_ids = ["mx.example.org"]
            url = "maildir:\(quiet.path)"
            poll_seconds = 1
            """
        try desk.configure(
            mailbox: "url = \"maildir:\(full.path)\"\npoll_seconds = 1\n\(start)\n\(second ? other : "")",
            smtp: "url = \"maildir:\(directory.appending("out"))\"")
    }

    private func waiting(_ folder: MailFolder) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: folder.path + "/new").count
    }

    @Test("takes nothing in before somebody says what counts, and says how many wait")
    func refused() throws {
        let output = try desk.run("ingest")
        #expect(output.status == 78 && output.stderr.contains("101 messages wait"), "\(output.stderr)")
        #expect(try waiting(full) == 101 && desk.cases().isEmpty)
        try configure(start: "all")
        try desk.succeed("ingest")
        #expect(try waiting(full) == 0)
    }

    @Test("from now on, or from a day on, the old mail is left where it is for good", arguments: ["now", "2026-11-20"])
    func later(_ start: String) throws {
        for file in full.files {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1_762_000_000)], ofItemAtPath: file)
        }
        try configure(start: start)
        try desk.succeed("ingest")
        try full.deliver(SampleMail.plain(id: "new@district.example"))
        try configure(start: "all")
        try desk.succeed("ingest")
        #expect(try desk.cases().count == 1)
        #expect(try waiting(full) == 101)
        #expect(try desk.run("verify", "--mailboxes").status == 0)
    }

    @Test("asks as well where old mail was imported before")
    func imported() throws {
        try desk.succeed("import", "--mailbox", "support", full.files[0])
        #expect(try desk.run("ingest").status == 78)
        try configure(start: "all")
        try desk.succeed("ingest")
        #expect(try waiting(full) == 0)
    }

    @Test(
        "asks again where a Maildir becomes a folder of a server under the same name",
        .enabled(if: DovecotServer.isAvailable, "needs Dovecot"))
    func becomesServer() throws {
        try configure(start: "now")
        try desk.succeed("ingest")
        let certificates = try Certificates.make(in: directory)
        let dovecot = try DovecotServer.start(in: directory, certificates: certificates)
        for index in 1...101 { try dovecot.folder().deliver(SampleMail.plain(id: "i\(index)@district.example")) }
        try desk.configure(
            mailbox: DeskFixture.imap(dovecot, certificates), smtp: "url = \"maildir:\(directory.appending("out"))\"")
        let output = try desk.run("ingest")
        #expect(output.status == 78 && output.stderr.contains("101 messages wait"), "\(output.stderr)")
        #expect(dovecot.folder().count == 101)
    }

    @Test("in a desk with other mailboxes keeps none of them waiting, by ingest and by serve")
    func others() async throws {
        try quiet.deliver(SampleMail.plain(id: "q1@district.example"))
        try configure(second: true)
        let output = try desk.run("ingest")
        #expect(output.status == 78 && output.stderr.contains("mailbox \"support\""), "\(output.stderr)")
        #expect(try desk.cases().count == 1)
        try quiet.deliver(SampleMail.plain(id: "q2@district.example"))
        let gateway = try desk.start("serve")
        #expect(try await eventually { try waiting(quiet) == 0 })
        #expect(try await eventually { gateway.stderr.contains("101 messages wait") })
        #expect(gateway.isRunning)
        gateway.signal(SIGTERM)
        #expect(gateway.wait().status == 0)
        #expect(try desk.cases().count == 2)
        #expect(try waiting(full) == 101)
    }
}
