import Foundation
import TestSupport
import Testing

@Suite("Mail from a pipe or a Maildir", .ownThread)
struct IntakeWaysTests {
    private let directory: TemporaryDirectory
    private let inbox: MailFolder
    private let outbox: MailFolder

    init() throws {
        directory = try TemporaryDirectory()
        inbox = MailFolder(path: try directory.folder("in"))
        outbox = MailFolder(path: directory.appending("out"))
        for name in ["new", "cur", "tmp"] { _ = try directory.folder("in/\(name)") }
    }

    private func desk(_ mailbox: String) throws -> DeskFixture {
        try DeskFixture(mailbox: mailbox, smtp: "url = \"maildir:\(outbox.path)\"", in: directory)
    }

    @Test("a message on standard input is stored before the exit code says so, and the same octets once")
    func pipe() throws {
        let desk = try desk("url = \"pipe:\"")
        for _ in 1...2 {
            #expect(try desk.run("deliver", "--mailbox", "support", input: SampleMail.question()).status == 0)
        }
        #expect(try desk.cases().count == 1)
        try desk.succeed("run-due")
        #expect(outbox.count == 1)
    }

    @Test("what an MTA cannot help makes it try again", arguments: ["--mailbox support", "--mailbox nosuch"])
    func pipeFailures(_ arguments: String) throws {
        let desk = try desk("url = \"pipe:\"")
        if arguments.hasSuffix("support") { try desk.write("casepost.toml", "nonsense") }
        let words = arguments.split(separator: " ").map(String.init)
        let output = try desk.run("deliver", words[0], words[1], input: SampleMail.question())
        #expect(try desk.run("deliver", input: SampleMail.question()).status == 75)
        #expect(output.status == 75)
        #expect(output.stderr.hasPrefix("casepost: "))
    }

    @Test("a message killed at the pipe is taken in by the MTA's next try")
    func pipeKilled() throws {
        let desk = try desk("url = \"pipe:\"")
        let first = try desk.run(
            "deliver", "--mailbox", "support", input: SampleMail.question(), failpoint: "intake.kept")
        #expect(first.status == -SIGKILL)
        #expect(try desk.run("deliver", "--mailbox", "support", input: SampleMail.question()).status == 0)
        #expect(try desk.cases().count == 1)
    }

    @Test(
        "new messages of a Maildir go to cur, also those that another reader moved there before",
        arguments: [
            ("move", ":2,"), ("seen", ":2,S"), ("delete", nil),
        ] as [(String, String?)])
    func maildir(_ after: String, _ flags: String?) throws {
        let desk = try desk("url = \"maildir:\(inbox.path)\"\nafter = \"\(after)\"")
        try inbox.deliver(SampleMail.plain(id: "m1@district.example"))
        let name = try inbox.deliver(SampleMail.plain(id: "m2@district.example"))
        try FileManager.default.moveItem(atPath: "\(inbox.path)/new/\(name)", toPath: "\(inbox.path)/cur/\(name):2,")
        for _ in 1...2 { try desk.succeed("ingest") }
        #expect(try desk.cases().count == 2)
        let left = inbox.files.map { URL(fileURLWithPath: $0).lastPathComponent }
        #expect(try FileManager.default.contentsOfDirectory(atPath: inbox.path + "/new").isEmpty)
        if let flags {
            #expect(left.count == 2 && left.allSatisfy { $0.hasSuffix(flags) })
        } else {
            #expect(left.isEmpty)
        }
    }

    @Test("a file that cannot be read is passed over, and the others are taken in")
    func unreadable() throws {
        let desk = try desk("url = \"maildir:\(inbox.path)\"")
        try FileManager.default.createSymbolicLink(
            atPath: inbox.path + "/new/0", withDestinationPath: inbox.path + "/new")
        try inbox.deliver(SampleMail.plain(id: "m1@district.example"))
        let output = try desk.run("ingest")
        #expect(output.status == 0)
        #expect(try desk.cases().count == 1)
    }
}
