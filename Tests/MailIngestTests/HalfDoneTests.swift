import Core
import Foundation
import MailIngest
import MailTransport
import Store
import TestSupport
import Testing

/// Servers that list messages and do not give them, that copy and do not delete, that tell of news and have none.
@Suite("A server that does half of what it is asked", .timeLimit(.minutes(30)), .ownThread)
struct HalfDoneTests {
    private static let first = mail("1")
    private static let second = mail("2")

    /// A conversation up to the first list, of two messages.
    private static let beginning = """
        S: * OK ready
        C: A001 CAPABILITY
        S: * CAPABILITY IMAP4rev1 MOVE
        S: A001 OK x
        C: c1 NOOP
        C: c2 CAPABILITY
        S: c1 OK x
        S: * CAPABILITY IMAP4rev1 MOVE
        S: c2 OK x
        C: c3 LIST "" ""
        S: * LIST () "/" ""
        S: c3 OK x
        C: c4 CREATE "Done"
        S: c4 OK x
        C: c5 CREATE "Odd"
        S: c5 OK x
        C: c6 SELECT "INBOX"
        S: * 2 EXISTS
        S: * OK [UIDVALIDITY 17] x
        S: c6 OK x

        """

    private static func list(_ number: Int, sizes: [String] = ["RFC822.SIZE 100", "RFC822.SIZE 100"]) -> String {
        """
        C: c\(number) UID FETCH 1:* (UID RFC822.SIZE INTERNALDATE)
        S: * 1 FETCH (UID 1 \(sizes[0]))
        S: * 2 FETCH (UID 2 \(sizes[1]))
        S: c\(number) OK x

        """
    }

    private static func body(_ uid: Int, _ octets: [UInt8]) -> String {
        let lines = String(decoding: octets, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        return "S: * \(uid) FETCH (UID \(uid) BODY[] {\(octets.count)}\n"
            + lines.dropLast().map { "S: \($0)\n" }.joined() + "S: )\n"
    }

    private func withIntake(
        _ script: String, offers: String = " MOVE", _ body: (IntakeDesk, IMAPIntake<DeskDatabase>) async throws -> Void
    ) async throws {
        let desk = try await IntakeDesk()
        let server = try ScriptedServer(Self.beginning.replacing(" MOVE", with: offers) + script)
        let endpoint = ServerEndpoint(.imap, host: "127.0.0.1", port: server.port, tls: .never)
        let intake = IMAPIntake(
            desk.intake, folder: "INBOX", start: .all, spoolFolder: desk.database.spoolFolder
        ) {
            let session = try IMAPSession(endpoint: endpoint, credentials: .none)
            try await session.open()
            return session
        }
        try await body(desk, intake)
        await intake.close()
        #expect(try await server.difference() == nil)
    }

    @Test(
        "a message that is listed and does not come is asked for again, and is not passed over",
        arguments: [
            "", "S: * 1 FETCH (UID 1 BODY[] NIL)\n", "S: * 1 FETCH (UID 1 BODY[] \"\")\n",
            "S: * 1 FETCH (UID 1 BODY[] {0}\nS: )\n", "NO [EXPUNGEISSUED]",
        ], [["RFC822.SIZE 100", "RFC822.SIZE 100"], ["RFC822.SIZE 100", "FLAGS ()"]])
    func askedAgain(_ answer: String, _ sizes: [String]) async throws {
        let isRefusal = answer.hasPrefix("NO")
        let script =
            Self.list(7, sizes: sizes) + "C: c8 UID FETCH 1:2 (UID BODY.PEEK[])\n" + (isRefusal ? "" : answer)
            + Self.body(2, Self.second) + "S: c8 \(isRefusal ? answer : "OK") x\n"
            + "C: c9 UID MOVE 2 \"Done\"\nS: * 2 EXPUNGE\nS: c9 OK x\nC: c10 NOOP\nS: c10 OK x\n"
            + "C: c11 UID FETCH 1:* (UID RFC822.SIZE INTERNALDATE)\nS: * 1 FETCH (UID 1 RFC822.SIZE 100)\nS: c11 OK x\n"
            + "C: c12 UID FETCH 1 (UID BODY.PEEK[])\n" + Self.body(1, Self.first) + "S: c12 OK x\n"
            + "C: c13 UID MOVE 1 \"Done\"\nS: c13 OK x\nC: c14 LOGOUT\nS: * BYE x\nX: close"
        try await withIntake(script) { desk, intake async throws in
            let report = try await intake.run()
            #expect(report.refusal == nil)
            #expect(try await desk.database.read { try $0.unacknowledged(of: "support") }.isEmpty)
            #expect(try await desk.casesOpened == 2)
        }
    }

    @Test("one that never comes is told of, and asked for at the next look; a server without end is left")
    func neverGiven() async throws {
        let vain = "UID FETCH 1:* (UID RFC822.SIZE INTERNALDATE)\nS: * 1 FETCH (UID 1 RFC822.SIZE 100)\n"
        let script =
            "C: c7 \(vain)S: c7 OK x\nC: c8 UID FETCH 1 (UID BODY.PEEK[])\nS: c8 OK x\nC: c9 NOOP\nS: c9 OK x\n"
            + "C: c10 \(vain)S: c10 OK x\nC: c11 UID FETCH 1 (UID BODY.PEEK[])\nS: c11 OK x\n"
            + "C: c12 NOOP\nS: c12 OK x\nC: c13 \(vain)S: c13 OK x\nC: c14 UID FETCH 1 (UID BODY.PEEK[])\n"
            + Self.body(1, Self.first) + "S: c14 OK x\nC: c15 UID MOVE 1 \"Done\"\nS: c15 OK x\n"
            + "C: c16 NOOP\nS: c16 OK x\nC: c17 UID FETCH 2:* (UID RFC822.SIZE INTERNALDATE)\n"
            + (2...1_100).map { "S: * 1 FETCH (UID \($0) RFC822.SIZE 1)\n" }.joined() + "S: c17 OK x\n"
            + "C: c18 LOGOUT\nS: * BYE x\nX: close"
        try await withIntake(script) { desk, intake async throws in
            let refusal = try #require(try await intake.run().refusal)
            #expect(refusal.kind == .refused && refusal.detail.contains("1 messages are listed and not given"))
            #expect(try await desk.casesOpened == 0)
            #expect(try await intake.run().refusal == nil)
            #expect(try await desk.casesOpened == 1)
            let failure = await #expect(throws: TransportFailure.self) { _ = try await intake.run() }
            #expect(failure?.kind == .protocolViolation)
        }
    }

    @Test(
        "a server without MOVE that refuses to delete gets no second copy, even if it offers MOVE by then",
        arguments: ["", "S: * CAPABILITY IMAP4rev1 MOVE\n"])
    func copiedOnce(_ learned: String) async throws {
        let script =
            Self.list(7).split(separator: "\n").filter { !$0.contains("UID 2") }.joined(separator: "\n")
            + "\nC: c8 UID FETCH 1 (UID BODY.PEEK[])\n" + Self.body(1, Self.first) + "S: c8 OK x\n"
            + "C: c9 UID COPY 1 \"Done\"\nS: c9 OK x\nC: c10 UID STORE 1 +FLAGS.SILENT (\\Deleted)\nS: c10 NO x\n"
            + "C: c11 NOOP\n\(learned)S: c11 OK x\nC: c12 UID STORE 1 +FLAGS.SILENT (\\Deleted)\nS: c12 OK x\n"
            + "C: c13 EXPUNGE\nS: c13 OK x\nC: c14 UID FETCH 2:* (UID RFC822.SIZE INTERNALDATE)\nS: c14 OK x\n"
            + "C: c15 LOGOUT\nS: * BYE x\nX: close"
        try await withIntake(script, offers: "") { desk, intake async throws in
            #expect(try await intake.run().refusal?.kind == .refused)
            #expect(try await intake.run().refusal == nil)
            #expect(try await desk.database.read { try $0.unacknowledged(of: "support") }.isEmpty)
        }
    }

    @Test("a server that does not know the MOVE that it offers gets a copy and a deletion at the next look")
    func moveUnknown() async throws {
        let script =
            Self.list(7).split(separator: "\n").filter { !$0.contains("UID 2") }.joined(separator: "\n")
            + "\nC: c8 UID FETCH 1 (UID BODY.PEEK[])\n" + Self.body(1, Self.first) + "S: c8 OK x\n"
            + "C: c9 UID MOVE 1 \"Done\"\nS: c9 BAD x\nC: c10 NOOP\nS: c10 OK x\nC: c11 UID COPY 1 \"Done\"\nS: c11 OK x\n"
            + "C: c12 UID STORE 1 +FLAGS.SILENT (\\Deleted)\nS: c12 OK x\nC: c13 EXPUNGE\nS: c13 OK x\n"
            + "C: c14 UID FETCH 2:* (UID RFC822.SIZE INTERNALDATE)\nS: c14 OK x\nC: c15 LOGOUT\nS: * BYE x\nX: close"
        try await withIntake(script) { desk, intake async throws in
            #expect(try await intake.run().refusal?.kind == .refused)
            #expect(try await intake.run().refusal == nil)
            #expect(try await desk.database.read { try $0.unacknowledged(of: "support") }.isEmpty)
        }
    }

    @Test("of more messages than one command names, no part is copied again when another is refused")
    func copiedInPart() async throws {
        // Every second UID, so that each is a range of its own; too large, so that none is asked for.
        let uids = (0..<400).map { 2 * $0 + 1 }
        let list =
            "UID FETCH 1:* (UID RFC822.SIZE INTERNALDATE)\n"
            + uids.map { "S: * 1 FETCH (UID \($0) RFC822.SIZE 2000000000)\n" }.joined()
        let (first, second) = (uids.prefix(300), uids.dropFirst(300))
        func command(_ number: Int, _ words: String, _ uids: some Sequence<Int>, _ rest: String) -> String {
            "C: c\(number) \(words) \(uids.map(String.init).joined(separator: ",")) \(rest)\n"
        }
        func deletion(_ number: Int, _ uids: some Sequence<Int>) -> String {
            command(number, "UID STORE", uids, "+FLAGS.SILENT (\\Deleted)")
                + "S: c\(number) OK x\nC: c\(number + 1) EXPUNGE\nS: c\(number + 1) OK x\n"
        }
        let script =
            "C: c7 \(list)S: c7 OK x\n" + command(8, "UID COPY", first, "\"Odd\"") + "S: c8 OK x\n"
            + command(9, "UID COPY", second, "\"Odd\"") + "S: c9 NO x\nC: c10 NOOP\nS: c10 OK x\n"
            + "C: c11 \(list)S: c11 OK x\n"
            + command(12, "UID COPY", second, "\"Odd\"") + "S: c12 OK x\n" + deletion(13, first) + deletion(15, second)
            + "C: c17 LOGOUT\nS: * BYE x\nX: close"
        try await withIntake(script, offers: "") { _, intake async throws in
            #expect(try await intake.run().refusal?.kind == .refused)
            #expect(try await intake.run().refusal == nil)
        }
    }

    @Test("a server that tells of news that are none is listened to all the same, and the mail comes in")
    func newsInVain() async throws {
        let list = "UID FETCH 1:* (UID RFC822.SIZE INTERNALDATE)\n"
        func news(_ number: Int, _ count: Int) -> String {
            "C: c\(number) IDLE\nS: + x\nS: * \(count) EXISTS\nC: DONE\nS: c\(number) OK x\n"
        }
        let script =
            "C: c7 \(list)S: c7 OK x\n" + news(8, 3) + "C: c9 \(list)S: c9 OK x\n"
            + news(10, 4) + "C: c11 \(list)S: c11 OK x\n"
            + news(12, 5) + "C: c13 \(list)S: * 1 FETCH (UID 1 RFC822.SIZE 100)\nS: c13 OK x\n"
            + "C: c14 UID FETCH 1 (UID BODY.PEEK[])\n" + Self.body(1, Self.first) + "S: c14 OK x\n"
            + "C: c15 UID MOVE 1 \"Done\"\nS: c15 OK x\nC: c16 LOGOUT\nS: * BYE x\nX: close"
        try await withIntake(script, offers: " MOVE IDLE") { desk, intake async throws in
            for _ in 1...3 {
                #expect(try await intake.run().total == 0)
                try await intake.waitForNews(interval: nil)
            }
            #expect(try await intake.run().total == 1)
            #expect(try await desk.casesOpened == 1)
        }
    }

    @Test("what came before the connection broke leaves nothing on the disk")
    func nothingSpooled() async throws {
        let large = "S: * 1 FETCH (UID 1 BODY[] {300000}\nS- \(String(repeating: "x", count: 300_000))\nS: )\n"
        let script =
            Self.list(7) + "C: c8 UID FETCH 1:2 (UID BODY.PEEK[])\n" + large
            + "S: * 2 FETCH (UID 2 BODY[] {300000}\nS: the beginning\nX: close"
        try await withIntake(script) { desk, intake async throws in
            let failure = await #expect(throws: TransportFailure.self) { _ = try await intake.run() }
            #expect(failure?.kind == .closed)
            #expect(try FileManager.default.contentsOfDirectory(atPath: desk.database.spoolFolder).isEmpty)
        }
    }
}

extension IntakeDesk {
    fileprivate var casesOpened: Int {
        get async throws { try await database.read { try $0.figures(at: Date()) }.casesOpened }
    }
}
