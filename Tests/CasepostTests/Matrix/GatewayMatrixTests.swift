import Foundation
import TestSupport
import Testing

/// Rows of the matrix about several gateways on one desk, and about gateways that are killed at work.
@Suite("Gateways", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .timeLimit(.minutes(30)), .ownThread)
struct GatewayMatrixTests {
    @Test("row 180: a second process on the same data says who works there, and what it can do instead")
    func second() async throws {
        let watched = try WatchedDesk()
        try await watched.serving { gateway async throws in
            let output = try watched.desk.run("serve")
            #expect(output.status == 75)
            #expect(output.stderr.contains("another casepost (process \(gateway.processID)) already works on"))
            #expect(output.stderr.contains("casepost serve --standby"))
            #expect(output.stderr.split(separator: "\n").count == 1, "\(output.stderr)")
        }
    }

    @Test(
        "row 179: of two gateways one works; when it is killed the other takes over, and nothing is lost or done twice")
    func takeover() async throws {
        let watched = try WatchedDesk(
            tables: "[limits]\n"
                + ["acknowledgements_per_hour", "acknowledgements_per_day", "cases_per_contact_per_hour"]
                .map { "\($0) = 1000000\n" }.joined())
        var leader = try watched.desk.start("serve")
        #expect(try await watched.came { leader.stderr.contains("serving") })
        var total = 0
        for round in 1...3 {
            let standby = try watched.desk.start("serve", "--standby")
            #expect(try await watched.came { standby.stderr.contains("standing by") })
            #expect(standby.stderr.contains("process \(leader.processID)"))
            let sent = watched.sink.accepted.count
            try watched.deliver(total..<(total + 60))
            total += 60
            // In the middle of the work, at another place each time.
            #expect(try await watched.came { watched.sink.accepted.count >= sent + 5 * round })
            leader.signal(SIGKILL)
            #expect(leader.wait().status == -SIGKILL)
            #expect(try await watched.came { standby.stderr.contains("serving") })
            #expect(try await watched.came { try watched.ledger().settled == total })
            leader = standby
        }
        // Mail that was being sent when its process died is sent again when its lease has run out.
        let opened = try watched.desk.cases().count
        let identifiers = { Set(watched.sink.accepted.compactMap { ReadMail(text: $0.text).field("Message-ID") }) }
        #expect(try await watched.came { identifiers().count >= opened && watched.dovecot.folder().count == 0 })
        leader.signal(SIGTERM)
        #expect(leader.wait().status == 0)
        try watched.expectLedger(total)
        let subjects = try watched.desk.cases().compactMap { $0["subject"] as? String }
        #expect(Set(subjects).count == subjects.count && subjects.count == opened)
    }

    @Test("row 179: who stands by takes nothing in, and ends when told to")
    func standingBy() async throws {
        let watched = try WatchedDesk()
        try await watched.serving { gateway async throws in
            let standby = try watched.desk.start("serve", "--standby")
            #expect(try await watched.came { standby.stderr.contains("standing by") })
            #expect(try await watched.acknowledged("1"))
            standby.signal(SIGTERM)
            _ = standby.wait()
            #expect(!standby.stderr.contains("serving"))
            #expect(gateway.isRunning)
        }
        let alone = try watched.desk.start("serve", "--standby")
        #expect(try await watched.came { alone.stderr.contains("serving") })
        #expect(!alone.stderr.contains("standing by"))
        alone.signal(SIGTERM)
        #expect(alone.wait().status == 0)
    }

    @Test(
        "row 188: a gateway that is ended or killed again and again in a backlog of 10,000 mails goes on where it was")
    func backlog() async throws {
        let watched = try WatchedDesk()
        let count = 10_000
        try watched.deliver(0..<count)
        var last = 0
        for round in 0... {
            let gateway = try watched.desk.start("serve")
            let goal = last + count / 5
            #expect(try await watched.came { try watched.ledger().settled >= min(goal, count) })
            last = try watched.ledger().settled
            let isDone = last == count && watched.dovecot.folder().count == 0
            gateway.signal(round % 2 == 0 && !isDone ? SIGKILL : SIGTERM)
            _ = gateway.wait()
            if isDone { break }
            if last == count { try await Task.sleep(for: .milliseconds(100)) }
        }
        try watched.expectLedger(count)
    }
}

extension WatchedDesk {
    /// Puts so many mails into the inbox; each is from somebody else than the one before.
    func deliver(_ numbers: Range<Int>) throws {
        let people = ["ann.lee@district.example", "raj.patel@district.example", "maria.garcia@university.example"]
        for number in numbers {
            try dovecot.folder().deliver(
                SampleMail.plain(from: people[number % 3], id: "\(number)@district.example", subject: "Mail \(number)"))
        }
    }

    /// How many messages the ledger has, and how many of them are settled.
    func ledger() throws -> (all: Int, settled: Int) {
        let script = """
            import sqlite3, sys
            db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True, timeout=60)
            print(*db.execute("SELECT count(*), count(*) FILTER (WHERE state <> 'received') FROM inbound").fetchone())
            """
        let output = try Command.succeed(
            "/usr/bin/python3", ["-c", script, desk.path("var/casepost.sqlite")])
        let numbers = output.stdout.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        return (numbers[0], numbers[1])
    }

    /// Each mail is in the ledger once, and all have left the inbox.
    func expectLedger(_ count: Int) throws {
        let ledger = try ledger()
        #expect(ledger == (count, count))
        #expect(dovecot.folder().count == 0)
        #expect(dovecot.folder("Casepost/Processed").count == count)
        #expect(try desk.run("verify").status == 0)
    }
}
