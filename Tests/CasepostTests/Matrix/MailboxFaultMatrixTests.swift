import Foundation
import TestSupport
import Testing

/// Rows of the matrix about servers that misbehave, die and come back.
@Suite(
    "A mailbox's server", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .timeLimit(.minutes(30)), .ownThread
)
struct MailboxFaultMatrixTests {
    private static func mail(_ id: String, text: String = "How do I export the roster?") -> String {
        SampleMail.plain(id: "\(id)@district.example", text: text)
    }

    /// Whatever happened: each of so many mails is one case with one post, has left the inbox, and was acknowledged.
    private func expectAll(_ count: Int, _ watched: WatchedDesk) throws {
        let cases = try watched.desk.cases()
        #expect(cases.count == count)
        #expect(cases.allSatisfy { ($0["feed"] as? [Any])?.count == 1 })
        #expect(watched.dovecot.folder().count == 0)
        #expect(watched.dovecot.folder("Casepost/Processed").count == count)
        #expect(watched.sink.accepted.count == count)
    }

    /// The most memory that a process ever had, in MiB.
    private func peakMemory(_ process: RunningCommand) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process.processID)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(line.split(separator: " ").compactMap { Int($0) }.first) / 1024
    }

    @Test(
        "row 177: a connection that ends anywhere is made anew, and nothing is taken in half or twice",
        arguments: [
            // In the middle of a message, after its fetch, before and after it is moved, in the list, in IDLE.
            ("server", "How do I"), ("client", "BODY.PEEK"), ("client", "UID MOVE"), ("server", "COPYUID"),
            ("client", "RFC822.SIZE"), ("client", "IDLE"), ("server", "+ idling"), ("server", "EXISTS"),
        ])
    func dropped(_ side: String, _ text: String) async throws {
        let watched = try WatchedDesk()
        if side == "server" {
            watched.proxy.onServer(text, times: 2, .close)
        } else {
            watched.proxy.onClient(text, times: 2, .close)
        }
        for id in ["1", "2"] { try watched.dovecot.folder().deliver(Self.mail(id)) }
        try await watched.serving { gateway async throws in
            #expect(try await watched.came { watched.sink.accepted.count == 2 })
            #expect(try await watched.came { watched.proxy.connections >= 2 })
            #expect(try await watched.idles())
            #expect(gateway.stderr.contains("mailbox not read"))
            #expect(try await watched.acknowledged("after"))
            #expect(try await watched.came { watched.dovecot.folder().count == 0 })
        }
        try expectAll(3, watched)
    }

    @Test(
        "row 177: BYE at the login, in IDLE or in the middle is no end: the desk comes back",
        arguments: ["CAPABILITY", "SELECT", "RFC822.SIZE", "IDLE", "UID MOVE"])
    func bye(_ text: String) async throws {
        let watched = try WatchedDesk()
        watched.proxy.onClient(text, times: 3, .answerAndClose("* BYE too many connections"))
        try watched.dovecot.folder().deliver(Self.mail("1"))
        try await watched.serving { gateway async throws in
            #expect(try await watched.came { watched.sink.accepted.count == 1 && watched.proxy.connections >= 4 })
            #expect(try await watched.idles())
            #expect(gateway.stderr.contains("mailbox not read"))
            #expect(try await watched.acknowledged("2"))
            #expect(try await watched.came { watched.dovecot.folder().count == 0 })
        }
        try expectAll(2, watched)
    }

    @Test(
        "row 177: a server that moves or marks nothing is told of once, what is stored is not taken again, and new mail still comes in",
        arguments: [
            ("move", "UID MOVE", "TAG NO [OVERQUOTA] the folder is full"),
            ("move", "UID MOVE", "TAG NO [LIMIT] not now"),
            ("seen", "UID STORE", "TAG NO [NOPERM] read only"), ("delete", "UID STORE", "TAG NO no"),
        ])
    func refused(_ after: String, _ command: String, _ answer: String) async throws {
        let watched = try WatchedDesk(mailbox: "after = \"\(after)\"", poll: 1)
        watched.proxy.onClient(command, .answer(answer))
        try await watched.serving { gateway async throws in
            for id in ["1", "2", "3"] { #expect(try await watched.acknowledged(id)) }
            // Asked again with each look, and told once.
            #expect(try await watched.came { watched.proxy.clientLines.filter { $0.contains(command) }.count > 5 })
            #expect(WatchedDesk.count("mailbox not read", in: gateway) == 1, "\(gateway.stderr)")
            #expect(try await watched.ask("/readyz").contains("mailbox support: fails"))
            #expect(watched.proxy.connections == 1)
            watched.proxy.behave()
            let inbox = watched.dovecot.folder()
            #expect(
                try await watched.came { inbox.files.allSatisfy { after == "seen" && $0.hasSuffix("S") } })
            #expect(try await watched.came { gateway.stderr.contains("mailbox read again") })
        }
        #expect(try watched.desk.cases().count == 3 && watched.sink.accepted.count == 3)
    }

    @Test("row 177: folders of ours that are missing are made again, also in the middle; the inbox is waited for")
    func foldersMissing() async throws {
        let watched = try WatchedDesk(folder: "Support")
        try await watched.serving { gateway async throws in
            #expect(try await watched.came { gateway.stderr.contains("mail folder cannot be opened") })
            try watched.byHand("check(box.create('Support'))")
            #expect(try await watched.idles())
            try watched.byHand("check(box.delete('Casepost/Processed'))")
            try watched.byHand("check(box.append('Support', None, None, mail))", mail: Self.mail("1"))
            #expect(try await watched.came { watched.dovecot.folder("Casepost/Processed").count == 1 })
            #expect(gateway.stderr.contains("mailbox read again"))
        }
        #expect(try watched.desk.cases().count == 1)
    }

    @Test("row 177: a literal of four gigabytes that never ends takes no memory, and keeps no other mailbox waiting")
    func endlessLiteral() async throws {
        let watched = try WatchedDesk()
        watched.proxy.onClient("BODY.PEEK[]", times: 1, .flood("* 1 FETCH (UID 1 BODY[] {4000000000}"))
        try watched.dovecot.folder().deliver(Self.mail("1"))
        try await watched.serving { gateway async throws in
            #expect(try await watched.came { watched.sink.accepted.count == 1 })
            #expect(watched.proxy.connections == 2 && gateway.stderr.contains("mailbox not read"))
            #expect(try peakMemory(gateway) < 400)
        }
        try expectAll(1, watched)
    }

    @Test(
        "row 177: a server that drips, hangs or is dead keeps no other mailbox waiting",
        arguments: ["drip", "hang", "dead"])
    func independent(_ way: String) async throws {
        let watched = try WatchedDesk()
        let other = try MeddlingProxy(to: watched.dovecot.imapPort)
        let nobody = try Loopback.freePort()
        if way == "drip" { other.onClient("SELECT", .drip("* OK [UIDVALIDITY 1] ")) }
        if way == "hang" { other.onServer("* OK", .freeze) }
        let second = """
            [[mailbox]]
            name = "hosting"
            address = "hosting@example.org"
            url = "imap://127.0.0.1:\(way == "dead" ? nobody : other.port)/INBOX"
            starttls = "never"
            username = "ann"
            password_file = "password"
            start = "all"
            """
        try watched.add(mailbox: second)
        try await watched.serving { gateway async throws in
            #expect(try await watched.came { way == "dead" || other.connections > 0 })
            for id in ["1", "2", "3"] { #expect(try await watched.acknowledged(id)) }
            if way == "dead" {
                #expect(try await watched.ask("/readyz").contains("mailbox hosting: fails"))
                #expect(
                    try await watched.ask("/metrics").contains(
                        "casepost_worker_failures_total{worker=\"mailbox support\"} 0"))
            }
        }
        #expect(try watched.desk.cases().count == 3)
    }

    @Test("an outgoing server that thinks about a mail does not keep the program from its end")
    func endsWhileSending() async throws {
        let watched = try WatchedDesk()
        watched.sink.on(.endOfData, .reply("250-thinking"))
        try watched.dovecot.folder().deliver(Self.mail("1"))
        try await watched.serving { _ async throws in
            #expect(try await watched.came { watched.sink.transactions.count == 1 })
        }
        watched.sink.behave()
        _ = try watched.desk.succeed("run-due", "--now", "2034-02-01T10:00:00Z")
        #expect(watched.sink.transactions.count == 2)
    }

    @Test("row 178: new mail is found although the connection in IDLE has died without a word")
    func silentDeath() async throws {
        let watched = try WatchedDesk(poll: 1)
        try await watched.serving { gateway async throws in
            #expect(try await watched.acknowledged("1"))
            watched.proxy.freeze()
            #expect(try await watched.acknowledged("2"))
            #expect(watched.proxy.connections == 2)
        }
        try expectAll(2, watched)
    }

    @Test("a server that is restarted, twice, is back with its mail; that is told once each time")
    func restarted() async throws {
        let watched = try WatchedDesk()
        try await watched.serving { gateway async throws in
            for round in 1...2 {
                #expect(try await watched.idles())
                watched.dovecot.stop()
                #expect(try await watched.came { WatchedDesk.count("mailbox not read", in: gateway) >= round })
                try watched.dovecot.folder().deliver(Self.mail("r\(round)"))
                try watched.dovecot.startAgain()
                #expect(try await watched.came { watched.sink.accepted.count == round })
                #expect(try await watched.came { WatchedDesk.count("mailbox read again", in: gateway) == round })
                #expect(try await watched.came { watched.dovecot.folder().count == 0 })
            }
        }
        try expectAll(2, watched)
    }

    @Test("a password that was changed is told, and the new one is taken as soon as it is in its file")
    func passwordChanged() async throws {
        let watched = try WatchedDesk()
        try await watched.serving { gateway async throws in
            var (old, new) = (DovecotServer.password, "another")
            for round in 1...2 {
                #expect(try await watched.idles())
                let refused = WatchedDesk.count("refused the login", in: gateway)
                try watched.dovecot.change(password: old, to: new)
                watched.dovecot.stop()
                try watched.dovecot.startAgain()
                #expect(try await watched.came { WatchedDesk.count("refused the login", in: gateway) > refused })
                try watched.dovecot.folder().deliver(Self.mail("p\(round)"))
                try watched.desk.write("password", new + "\n")
                #expect(
                    try await watched.came { WatchedDesk.count("password file changed", in: gateway) == round },
                    "\(gateway.stderr)")
                #expect(try await watched.came { watched.sink.accepted.count == round }, "\(gateway.stderr)")
                swap(&old, &new)
            }
            #expect(try await watched.came { watched.dovecot.folder().count == 0 })
            #expect(!gateway.stderr.contains("another"))
        }
        try expectAll(2, watched)
    }

    @Test("a login that is refused is tried seldom, and a server that takes it again is found without anybody's help")
    func refusedLogin() async throws {
        let watched = try WatchedDesk()
        try watched.dovecot.change(password: DovecotServer.password, to: "another")
        try watched.dovecot.folder().deliver(Self.mail("1"))
        try await watched.serving { gateway async throws in
            let start = ContinuousClock.now
            #expect(try await watched.came { gateway.stderr.contains("refused the login") })
            try watched.dovecot.change(password: "another", to: DovecotServer.password)
            #expect(try await watched.came { watched.sink.accepted.count == 1 })
            // The shortest pause is fifteen seconds; a busy machine may take long to come here.
            let most = 2 + Int((ContinuousClock.now - start) / .seconds(15))
            #expect((2...most).contains(watched.proxy.clientLines.filter { $0.contains("AUTHENTICATE") }.count))
        }
        try expectAll(1, watched)
    }

    @Test("a message that is let in while the server is away is decided about at once")
    func releasedMeanwhile() async throws {
        let watched = try WatchedDesk()
        let mail = SampleMail.plain(id: "h@district.example", isVerified: false)
        try watched.dovecot.folder().deliver(mail)
        try watched.desk.succeed("ingest")
        watched.dovecot.stop()
        try await watched.serving { gateway async throws in
            #expect(try await watched.came { gateway.stderr.contains("mailbox not read") })
            let held = try watched.desk.jsonLines(try watched.desk.succeed("held", "list", "--json"))
            let id = try #require(held.first?["id"] as? String)
            try watched.desk.succeed("held", "release", id)
            #expect(try await watched.came { watched.sink.accepted.count == 1 })
        }
        #expect(try watched.desk.cases().count == 1)
    }
}
