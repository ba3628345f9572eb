import Foundation
import TestSupport
import Testing

@Suite("The gateway", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .ownThread)
struct ServeTests {
    private let dovecot: DovecotServer
    private let sink: SMTPSink
    private let desk: DeskFixture

    init() throws {
        let directory = try TemporaryDirectory()
        let certificates = try Certificates.make(in: directory)
        dovecot = try DovecotServer.start(in: directory, certificates: certificates)
        sink = try SMTPSink()
        desk = try DeskFixture(
            mailbox: DeskFixture.imap(dovecot, certificates, more: "poll_seconds = 1"), smtp: DeskFixture.smtp(sink),
            in: directory)
    }

    @Test("acknowledges mail that arrives while it runs, and ends with 0 when told to")
    func acknowledges() async throws {
        let gateway = try desk.start("serve")
        #expect(try await eventually { gateway.stderr.contains("serving") })
        for index in 1...3 {
            try dovecot.folder().deliver(SampleMail.plain(id: "s\(index)@district.example"))
            #expect(try await eventually { sink.accepted.count == index })
        }
        gateway.signal(SIGTERM)
        #expect(gateway.wait().status == 0)
        #expect(try desk.cases().count == 3)
        #expect(dovecot.folder("Casepost/Processed").count == 3)
    }

    @Test("lets no second process work on its database, and says which one does")
    func second() async throws {
        let gateway = try desk.start("serve")
        #expect(try await eventually { gateway.stderr.contains("serving") })
        for command in ["serve", "ingest", "run-due"] {
            let output = try desk.run(command)
            #expect(output.status == 75)
            #expect(output.stderr.contains("another casepost (process \(gateway.processID)) already works on"))
        }
        try desk.succeed("case", "list")
        let piped = try desk.run("deliver", "--mailbox", "support", input: SampleMail.plain(id: "p@district.example"))
        #expect(piped.status == 0)
        #expect(try desk.cases().count == 1)
    }

    @Test("waits for a server that is away, and goes on when it is back")
    func serverAway() async throws {
        sink.on(.connect, times: 2, .reply("421 4.3.2 busy"))
        try dovecot.folder().deliver(SampleMail.plain(id: "s@district.example"))
        let gateway = try desk.start("serve")
        #expect(try await eventually { sink.connections > 0 })
        gateway.signal(SIGTERM)
        #expect(gateway.wait().status == 0)
        let later = Date().addingTimeInterval(600).formatted(.iso8601)
        try desk.succeed("run-due", "--now", later)
        let evenLater = Date().addingTimeInterval(2 * 86_400).formatted(.iso8601)
        try desk.succeed("run-due", "--now", evenLater)
        #expect(sink.accepted.count == 1)
    }
}
