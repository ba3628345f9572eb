import Core
import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import MailTransport

/// A session with a server that plays `script` after the login, and whose capabilities are `capabilities`; `answers` are
/// those to the first two commands.
private func withSession(
    _ script: String, capabilities: String = "IMAP4rev1 UIDPLUS MOVE", answers: String? = nil,
    cut: ScriptedServer.Cut = .whole, patience: IMAPPatience = IMAPPatience(),
    _ body: (IMAPSession) async throws -> Void
) async throws {
    let login = """
        S: * OK ready
        C: A001 CAPABILITY
        S: * CAPABILITY \(capabilities)
        S: A001 OK x
        C: c1 NOOP
        C: c2 CAPABILITY
        \(answers ?? "S: c1 OK x\nS: * CAPABILITY \(capabilities)\nS: c2 OK x")

        """
    let goodbye = "\nC: c\(commands(in: login + script) + 1) LOGOUT\nS: * BYE x\nX: close"
    let server = try ScriptedServer(login + script + goodbye, cut: cut)
    let endpoint = ServerEndpoint(.imap, host: "127.0.0.1", port: server.port, tls: .never)
    let session = try IMAPSession(endpoint: endpoint, credentials: .none, patience: patience)
    try await session.open()
    try await body(session)
    await session.logout()
    #expect(try await server.difference() == nil)
}

/// The number of the last command in a script.
private func commands(in script: String) -> Int {
    script.matches(of: #/C: c(\d+) /#).compactMap { Int($0.output.1) }.max() ?? 0
}

private let selected = """
    C: c3 SELECT "INBOX"
    S: * FLAGS (\\Seen)
    S: * 3 EXISTS
    S: * OK [UIDVALIDITY 17] x
    S: * OK [UIDNEXT 12] x
    S: c3 OK [READ-WRITE] x

    """

@Test("a folder is selected and listed from a UID on", .ownThread, arguments: ScriptedServer.Cut.allCases)
func selectAndList(_ cut: ScriptedServer.Cut) async throws {
    let script =
        selected + """
            C: c4 UID FETCH 7:* (UID RFC822.SIZE INTERNALDATE)
            S: * 2 FETCH (UID 9 RFC822.SIZE 90 INTERNALDATE "01-Jan-1970 00:00:05 +0000")
            S: * 1 FETCH (UID 7 RFC822.SIZE 70 INTERNALDATE "garbage")
            S: * 3 FETCH (UID 11 FLAGS (\\Seen))
            S: c4 OK x
            C: c5 UID FETCH 12:* (UID RFC822.SIZE INTERNALDATE)
            S: * 3 FETCH (UID 11 RFC822.SIZE 110 INTERNALDATE "01-Jan-1970 00:00:05 +0000")
            S: c5 OK x
            """
    try await withSession(script, cut: cut) { session in
        let folder = try await session.select("INBOX")
        #expect(folder == SelectedFolder(uidValidity: 17, uidNext: 12, exists: 3, isReadOnly: false))
        let expected = [
            MessageSummary(uid: 7, size: 70, internalDate: nil),
            MessageSummary(uid: 9, size: 90, internalDate: Date(timeIntervalSince1970: 5)),
            // Whatever else is said of it: it is there.
            MessageSummary(uid: 11, size: 0, internalDate: nil),
        ]
        let listed = try await session.list(fromUID: 7)
        #expect(listed == expected)
        // The last message always answers to `n:*`.
        let beyond = try await session.list(fromUID: 12)
        #expect(beyond.isEmpty)
    }
}

@Test(
    "messages are fetched in any order and form, and one that is gone does not arrive", .ownThread,
    arguments: ScriptedServer.Cut.allCases)
func fetch(_ cut: ScriptedServer.Cut) async throws {
    let script =
        selected + """
            C: c4 UID FETCH 1:3,5:6 (UID BODY.PEEK[])
            S: * 2 FETCH (FLAGS (\\Seen))
            S: * 3 FETCH (UID 3 BODY[] "quoted")
            S: * 1 FETCH (BODY[] {12}
            S: long message FLAGS () UID 1)
            S: * 7 EXISTS
            S: * 2 FETCH (UID 2 BODY[] NIL)
            S: * 5 FETCH (UID 5 BODY[] {13}
            S: c4 OK so long)
            S: * 9 FETCH (UID 9 BODY[] {12}
            S: not asked fo)
            S: * 6 FETCH (UID 6 BODY[] {2}
            S: hi)
            S: c4 OK x
            """
    let directory = try TemporaryDirectory()
    try await withSession(script, cut: cut) { session in
        _ = try await session.select("INBOX")
        var messages: [UInt32: FetchedMessage.Content] = [:]
        let items: [(uid: UInt32, size: Int)] = [1, 2, 3, 5, 6].map { ($0, 10) }
        try await session.fetch(items, spoolThreshold: 8, spoolDirectory: directory.path, limit: 12) { message in
            messages[message.uid] = message.content
        }
        #expect(messages[3] == .memory(Array("quoted".utf8)))
        #expect(messages[5] == .oversized(size: 13))
        #expect(messages[6] == .memory(Array("hi".utf8)))
        #expect(messages.count == 4)
        guard case .file(let path, size: 12) = messages[1] else {
            Issue.record("the long message is not in a file")
            return
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "long message")
        // Neither the one that was not asked for nor the one that was too large leaves anything.
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).count == 1)
    }
}

@Test("messages expunged meanwhile may make the server say NO", .ownThread)
func expungeIssued() async throws {
    let script =
        selected + """
            C: c4 UID FETCH 1 (UID BODY.PEEK[])
            S: c4 NO [EXPUNGEISSUED] some are gone
            """
    try await withSession(script) { session in
        _ = try await session.select("INBOX")
        try await session.fetch([(uid: 1, size: 1)], spoolDirectory: "/nowhere", limit: 9) { _ in
            Issue.record("nothing came")
        }
        #expect(await session.isOpen)
    }
}

@Test(
    "moving, by MOVE or by a copy and a deletion", .ownThread,
    arguments: [
        ("IMAP4rev1 MOVE UIDPLUS", ["UID MOVE 1:2,4 \"Done\""]),
        (
            "IMAP4rev1 UIDPLUS",
            ["UID COPY 1:2,4 \"Done\"", "UID STORE 1:2,4 +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE 1:2,4"]
        ),
        ("IMAP4rev1", ["UID COPY 1:2,4 \"Done\"", "UID STORE 1:2,4 +FLAGS.SILENT (\\Deleted)", "EXPUNGE"]),
    ])
func move(_ capabilities: String, _ commands: [String]) async throws {
    var script = "C: c3 LIST \"\" \"\"\nS: * LIST (\\Noselect) \"/\" \"\"\nS: c3 OK x\n"
    for (number, command) in commands.enumerated() {
        script += "C: c\(number + 4) \(command)\nS: c\(number + 4) OK x\n"
    }
    try await withSession(script, capabilities: capabilities) { session in
        let uids: [UInt32] = [4, 1, 2]
        if await session.offersMove { return try await session.move(uids, to: "Done") }
        try await session.copy(UIDSet(uids), to: "Done")
        try await session.delete(uids)
    }
}

@Test(
    "what a server can do is asked once more where it answered in another order, or not all", .ownThread,
    arguments: [("", "S: c1 OK x\n"), ("S: c99 OK x\n", ""), ("", "")])
func capabilitiesAgain(_ first: String, _ last: String) async throws {
    let list = "S: * CAPABILITY IMAP4rev1 MOVE IDLE\n"
    let answers = "\(first)\(list)S: c2 OK x\n\(last)C: c3 CAPABILITY\n\(list)S: c3 OK x"
    try await withSession("", answers: answers) { session in
        #expect(await session.offersMove)
        #expect(await session.offersIdle)
    }
}

@Test("a missing target is told, and the session stays open", .ownThread)
func moveNowhere() async throws {
    let script = """
        C: c3 NAMESPACE
        S: * NAMESPACE (("INBOX." ".")) NIL NIL
        S: c3 OK x
        C: c4 UID MOVE 1 "INBOX.Casepost.Done"
        S: c4 NO [TRYCREATE] no such folder
        C: c5 CREATE "INBOX.Casepost.Done"
        S: c5 OK x
        C: c6 UID MOVE 1 "INBOX.Casepost.Done"
        S: c6 OK [COPYUID 1 1 1] x
        """
    try await withSession(script, capabilities: "IMAP4rev1 MOVE NAMESPACE") { session in
        await expectFailure(.folderMissing) { try await session.move(CollectionOfOne(1), to: "Casepost/Done") }
        try await session.create("Casepost/Done")
        try await session.move(CollectionOfOne(1), to: "Casepost/Done")
    }
}

@Test(
    "creating a folder that exists is no failure", .ownThread,
    arguments: [
        ["S: c4 NO [ALREADYEXISTS] x"],
        ["S: c4 NO x", "C: c5 LIST \"\" \"Done\"", "S: * LIST () \"/\" Done", "S: c5 OK x"],
    ])
func createExisting(_ answer: [String]) async throws {
    let script = "C: c3 LIST \"\" \"\"\nS: c3 OK x\nC: c4 CREATE \"Done\"\n" + answer.joined(separator: "\n")
    try await withSession(script) { try await $0.create("Done") }
}

@Test("a folder that cannot be created is a failure", .ownThread)
func createRefused() async throws {
    let script = """
        C: c3 LIST "" ""
        S: c3 OK x
        C: c4 CREATE "Done"
        S: c4 NO [NOPERM] x
        C: c5 LIST "" "Done"
        S: * LIST (\\NonExistent) "/" Done
        S: c5 OK x
        """
    try await withSession(script) { session in
        await expectFailure(.refused) { try await session.create("Done") }
    }
}

@Test("flags, deletion and appending", .ownThread)
func flagsAndAppend() async throws {
    let script = """
        C: c3 UID STORE 1,3 +FLAGS.SILENT (\\Seen)
        S: c3 OK x
        C: c4 UID STORE 2 +FLAGS.SILENT (\\Deleted)
        S: c4 OK x
        C: c5 UID EXPUNGE 2
        S: * 2 EXPUNGE
        S: c5 OK x
        C: c6 APPEND "INBOX" (\\Seen) {7}
        S: + go on
        C: a: b
        C: 
        C: 
        S: c6 OK [APPENDUID 17 33] x
        """
    try await withSession(script) { session in
        try await session.markSeen([3, 1] as [UInt32])
        try await session.delete([2] as [UInt32])
        let uid = try await session.append(Array("a: b\r\n\n".utf8), to: "INBOX", flags: ["\\Seen"])
        #expect(uid == 33)
    }
}

@Test(
    "a folder that cannot be selected", .ownThread,
    arguments: [
        ("NO no such folder", TransportFailure.Kind.folderMissing), ("NO [NONEXISTENT] x", .folderMissing),
        ("NO [INUSE] x", .serverBusy), ("BAD x", .refused), ("OK without validity", .protocolViolation),
    ])
func selectFails(_ reply: String, _ kind: TransportFailure.Kind) async throws {
    try await withSession("C: c3 SELECT \"INBOX\"\nS: c3 \(reply)") { session in
        await expectFailure(kind) { _ = try await session.select("INBOX") }
        #expect(await session.isOpen)
    }
}

@Test("an empty folder is asked again before it is listed", .ownThread)
func listEmpty() async throws {
    let script = """
        C: c3 NOOP
        S: c3 OK x
        C: c4 NOOP
        S: * 1 EXISTS
        S: c4 OK x
        C: c5 UID FETCH 1:* (UID RFC822.SIZE INTERNALDATE)
        S: * 1 FETCH (UID 5 RFC822.SIZE 1)
        S: c5 OK x
        """
    try await withSession(script) { session in
        let before = try await session.list(fromUID: 0)
        let after = try await session.list(fromUID: 0)
        #expect(before.isEmpty)
        #expect(after.map(\.uid) == [5])
    }
}

@Test("the words that libcurl swallowed do no harm", .ownThread)
func lostBytes() async throws {
    let server = try ScriptedServer(
        """
        S: * OK ready
        C: A001 CAPABILITY
        S: * CAPABILITY IMAP4rev1
        S: A001 OK x
        S: * 7 EXISTS
        S- * OK [ALE
        C: c1 NOOP
        C: c2 CAPABILITY
        S: RT] second half
        S: c1 OK x
        S: * CAPABILITY IMAP4rev1
        S: c2 OK x
        C: c3 LOGOUT
        S: * BYE x
        S: c3 OK x
        """)
    let endpoint = ServerEndpoint(.imap, host: "127.0.0.1", port: server.port, tls: .never)
    let session = try IMAPSession(endpoint: endpoint, credentials: .none)
    try await session.open()
    await session.logout()
    #expect(try await server.difference() == nil)
}

@Test("a server without SASL gets the command LOGIN", .ownThread)
func loginCommand() async throws {
    let first = "S: * OK ready\nC: A001 CAPABILITY\nS: * CAPABILITY IMAP4rev1\nS: A001 OK x"
    let second = """
        S: * OK ready
        C: A001 CAPABILITY
        S: * CAPABILITY IMAP4rev1
        S: A001 OK x
        C: c1 NOOP
        C: c2 CAPABILITY
        S: c1 OK x
        S: * CAPABILITY IMAP4rev1
        S: c2 OK x
        C: c3 LOGIN "ann" "s\\"e\\\\cret"
        S: c3 OK x
        C: c4 CAPABILITY
        S: * CAPABILITY IMAP4rev1 MOVE
        S: c4 OK x
        C: c5 LOGOUT
        X: close
        """
    let server = try ScriptedServer(first, second)
    let endpoint = ServerEndpoint(.imap, host: "127.0.0.1", port: server.port, tls: .never)
    let session = try IMAPSession(endpoint: endpoint, credentials: .password(user: "ann", Secret("s\"e\\cret")))
    try await session.open()
    #expect(await session.capabilities.contains("MOVE"))
    await session.logout()
    #expect(try await server.difference() == nil)
}

@Test("where passwords are not welcome, none is sent", .ownThread)
func loginDisabled() async throws {
    let first = "S: * OK ready\nC: A001 CAPABILITY\nS: * CAPABILITY IMAP4rev1 LOGINDISABLED\nS: A001 OK x"
    let second = """
        \(first)
        C: c1 NOOP
        C: c2 CAPABILITY
        S: c1 OK x
        S: * CAPABILITY IMAP4rev1 LOGINDISABLED
        S: c2 OK x
        """
    let server = try ScriptedServer(first, second)
    let endpoint = ServerEndpoint(.imap, host: "127.0.0.1", port: server.port, tls: .never)
    let session = try IMAPSession(endpoint: endpoint, credentials: .password(user: "ann", Secret("secret")))
    await expectFailure(.loginUnavailable) { try await session.open() }
    #expect(try await server.difference() == nil)
}
