import Foundation
import TestSupport
import Testing

/// What a monitor sees of the real program.
@Suite("The address for machines", .timeLimit(.minutes(30)), .ownThread)
struct MachineTests {
    private let desk: DeskFixture
    private let port: UInt16

    init() throws {
        port = try Loopback.freePort()
        desk = try Self.desk(port)
    }

    private static func desk(_ port: UInt16) throws -> DeskFixture {
        let directory = try TemporaryDirectory()
        for kind in ["cur", "new", "tmp"] { try directory.folder("in/\(kind)") }
        return try DeskFixture(
            mailbox: "url = \"maildir:\(directory.appending("in"))\"\nstart = \"all\"\npoll_seconds = 1",
            smtp: "url = \"maildir:\(directory.appending("out"))\"\n[web]\nmachine_listen = \"127.0.0.1:\(port)\"",
            in: directory)
    }

    private func ask(_ path: String) async throws -> String {
        try await LoopbackClient(port).exchange("GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    }

    /// Figures as Python's own Prometheus client reads them, by name and labels.
    private func figures() async throws -> [String: Double] {
        let answer = try await ask("/metrics")
        let body = try #require(answer.range(of: "\r\n\r\n")).upperBound
        let script = """
            import json, sys
            from prometheus_client.parser import text_string_to_metric_families as families
            print(json.dumps({' '.join([s.name, *map(str, s.labels.values())]): s.value
                for f in families(sys.stdin.read()) for s in f.samples}))
            """
        let output = try Command.succeed("/usr/bin/python3", ["-c", script], input: Array(answer[body...].utf8))
        return try JSONDecoder().decode([String: Double].self, from: Data(output.stdout.utf8))
    }

    private func serving(_ work: (RunningCommand) async throws -> Void) async throws {
        let gateway = try desk.start("serve")
        #expect(try await eventually { gateway.stderr.contains("health and metrics served") })
        try await work(gateway)
        gateway.signal(SIGTERM)
        #expect(gateway.wait().status == 0)
    }

    @Test("counts messages, cases and mails as they come, in a text that Prometheus' own parser reads")
    func figuresOfMail() async throws {
        try await serving { _ in
            #expect(try await figures()["casepost_messages_total opened"] == 0)
            let inbox = MailFolder(path: desk.directory.appending("in"))
            try inbox.deliver(SampleMail.plain(id: "1@district.example"))
            try inbox.deliver(SampleMail.plain(id: "2@district.example"))
            try inbox.deliver(SampleMail.plain(id: "3@district.example", isVerified: false))
            let out = MailFolder(path: desk.directory.appending("out"))
            #expect(try await eventually { out.count == 2 })
            var seen: [String: Double] = [:]
            // A mail is there a moment before it is written down that it is; who is unproven is held, and not asked without pages.
            while seen["casepost_outbox_sent_total"] != 2 || seen["casepost_messages_held"] != 1 {
                seen = try await figures()
            }
            #expect(seen["casepost_messages_total opened"] == 2 && seen["casepost_messages_total held"] == 1)
            #expect(seen["casepost_cases New"] == 2 && seen["casepost_outbox_mails failed"] == 0)
            #expect(seen["casepost_cases_opened_total"] == 2 && seen["casepost_worker_alive mailbox support"] == 1)
            let text = try await ask("/metrics")
            for word in ["@", "district", "Question", "Ann"] { #expect(!text.contains(word), "\(word)") }
        }
    }

    @Test("is ready, and is not while somebody else holds the database; then it is again")
    func readiness() async throws {
        try await serving { _ in
            #expect(try await ask("/readyz").hasSuffix("\r\n\r\nready\n"))
            let script = """
                import sqlite3, sys, time
                db = sqlite3.connect(sys.argv[1], isolation_level=None)
                db.execute("BEGIN IMMEDIATE")
                print("held", flush=True)
                time.sleep(120)
                """
            let holder = try Command.start("/usr/bin/python3", ["-c", script, desk.path("var/casepost.sqlite")])
            #expect(try await eventually { holder.stdout.contains("held") })
            let answer = try await ask("/readyz")
            #expect(answer.hasPrefix("HTTP/1.1 503 ") && answer.contains("not ready\ndatabase: "), "\(answer)")
            #expect(try await ask("/healthz").hasSuffix("\r\n\r\nok\n"))
            holder.signal(SIGKILL)
            _ = holder.wait()
            var after = answer
            while !after.hasSuffix("\r\n\r\nready\n") {
                after = try await ask("/readyz")
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    @Test("a mailbox that can't be read is told, and is no reason to take the desk away")
    func trouble() async throws {
        try FileManager.default.removeItem(atPath: desk.directory.appending("in"))
        try await serving { gateway in
            #expect(try await eventually { gateway.stderr.contains("mailbox not read") })
            var answer = ""
            while !answer.contains("mailbox support: fails and tries again") { answer = try await ask("/readyz") }
            #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.contains("\r\n\r\nready\n"))
        }
    }

    @Test("an address that was chosen and is taken ends the program, and it says so")
    func taken() throws {
        let other = try SMTPSink()
        let taken = other.port
        try desk.configure(
            mailbox: "url = \"maildir:\(desk.directory.appending("in"))\"\nstart = \"all\"",
            smtp: "url = \"maildir:\(desk.directory.appending("out"))\"\n[web]\nmachine_listen = \"127.0.0.1:\(taken)\""
        )
        let output = try desk.run("serve")
        #expect(output.status == 75 && output.stderr.contains("can't listen on 127.0.0.1:\(taken)"), "\(output.stderr)")
        #expect(output.stderr.contains("or name another address under [web]"), "\(output.stderr)")
    }
}
