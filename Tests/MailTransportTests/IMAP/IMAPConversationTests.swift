import Core
import TestSupport
import Testing

@testable import MailTransport

/// Plays a transcript without any connection: `C: ` is what the client must have to send, `S: ` what comes.
private struct Play {
    var conversation = IMAPConversation()
    var parser = IMAPResponseParser()
    var sent: [String] = []

    /// A conversation that has done with the login.
    static func opened() throws -> Play {
        var play = Play()
        play.begin(.noop)
        _ = try play.receive("c1 OK x")
        play.sent = []
        return play
    }

    mutating func begin(_ command: IMAPCommand) {
        sent.append(String(decoding: conversation.begin(command).line, as: UTF8.self))
    }

    mutating func receive(_ lines: String...) throws -> [IMAPConversation.Action] {
        var actions: [IMAPConversation.Action] = []
        let bytes = Array(lines.map { $0 + "\r\n" }.joined().utf8)
        var offset = 0
        while let event = try parser.next(in: bytes.span, from: &offset) {
            if let action = try conversation.received(event) { actions.append(action) }
        }
        return actions
    }
}

private let done = IMAPStatus(condition: .ok, code: nil, text: "x")

@Test("what came before the first answer is thrown away, half lines and bodies too", .ownThread)
func flush() throws {
    var play = Play()
    play.begin(.noop)
    #expect(try play.receive("RT] second half", "* 7 EXISTS", "+ ?", "A002 OK late") == [])
    #expect(try play.receive("* 1 FETCH (UID 1 BODY[] {3}", "abc)", "* BYE not yet") == [])
    #expect(try play.receive("c1 NO [X] x").count == 1)
    #expect(play.conversation.exists == 0)
    #expect(try play.receive("* 7 EXISTS") == [.data(.exists(7))])
}

@Test("several commands may be under way, and end in any order", .ownThread)
func pipelining() throws {
    var play = try Play.opened()
    play.begin(.fetchBodies(UIDSet([1, 2, 3, 5])))
    play.begin(.fetchBodies(UIDSet([9])))
    #expect(play.sent == ["c2 UID FETCH 1:3,5 (UID BODY.PEEK[])\r\n", "c3 UID FETCH 9 (UID BODY.PEEK[])\r\n"])
    let ends = try play.receive("c3 OK x", "c2 OK x")
    #expect(ends == [.finished(IMAPTag(number: 3), done), .finished(IMAPTag(number: 2), done)])
}

@Test("the message of APPEND waits until the server asks for it", .ownThread)
func literal() throws {
    var play = try Play.opened()
    let inbox = IMAPFolderName(path: "INBOX", in: nil)
    play.begin(.append(inbox, flags: ["\\Seen"], message: Array("hello".utf8)))
    #expect(play.sent == ["c2 APPEND \"INBOX\" (\\Seen) {5}\r\n"])
    #expect(try play.receive("+ go on") == [.send(Array("hello\r\n".utf8))])
    #expect(try play.receive("c2 OK x") == [.finished(IMAPTag(number: 2), done)])
}

@Test("an APPEND that is refused at once sends nothing, and the next command is welcome", .ownThread)
func refusedLiteral() throws {
    var play = try Play.opened()
    play.begin(.append(IMAPFolderName(path: "INBOX", in: nil), flags: [], message: [1, 2]))
    #expect(try play.receive("c2 NO [OVERQUOTA] x").count == 1)
    play.begin(.noop)
    #expect(play.sent.last == "c3 NOOP\r\n")
}

@Test("the server's capabilities and the folder's size are followed", .ownThread)
func knowledge() throws {
    var play = try Play.opened()
    play.begin(.noop)
    _ = try play.receive("* CAPABILITY IMAP4rev1", "* 3 EXISTS", "* 2 EXPUNGE", "c2 OK [CAPABILITY IMAP4rev1 Move] x")
    #expect(play.conversation.capabilities == ["IMAP4REV1", "MOVE"])
    #expect(play.conversation.exists == 2)
}

@Test(
    "what a server must not say ends the conversation", .ownThread,
    arguments: [
        ("c7 OK x", TransportFailure.Kind.protocolViolation), ("A001 OK x", .protocolViolation),
        ("+ go on", .protocolViolation), ("* BYE idle for too long", .closed), ("nonsense", .protocolViolation),
        ("", .protocolViolation),
    ])
func violations(_ line: String, _ kind: TransportFailure.Kind) throws {
    var play = try Play.opened()
    #expect { _ = try play.receive(line) } throws: { ($0 as? TransportFailure)?.kind == kind }
}

@Test("BYE is welcome after LOGOUT", .ownThread)
func logout() throws {
    var play = try Play.opened()
    play.begin(.logout)
    #expect(try play.receive("* BYE x", "c2 OK x").last == .finished(IMAPTag(number: 2), done))
}

@Test("a command after LOGOUT is our mistake", .ownThread)
func afterLogout() async {
    await #expect(processExitsWith: .failure) {
        var conversation = IMAPConversation()
        _ = conversation.begin(.logout)
        _ = conversation.begin(.noop)
    }
}

@Test("IDLE waits for the server's consent, brings news as they come, and ends with DONE", .ownThread)
func idleCommand() throws {
    var play = try Play.opened()
    play.begin(.idle)
    #expect(play.sent == ["c2 IDLE\r\n"])
    #expect(try play.receive("+ idling") == [.idling])
    #expect(!play.conversation.hasNews)
    #expect(try play.receive("* OK still here", "* 1 EXISTS").count == 2)
    #expect(play.conversation.hasNews)
    #expect(play.conversation.endIdle() == Array("DONE\r\n".utf8))
    #expect(try play.receive("c2 OK x") == [.finished(IMAPTag(number: 2), done)])
    play.begin(.noop)
    #expect(play.sent.last == "c3 NOOP\r\n")
}

@Test(
    "an IDLE that is refused, or that the server ends by itself, is over", .ownThread,
    arguments: [["c2 NO x"], ["+ x", "c2 OK x"]])
func idleEnds(_ lines: [String]) throws {
    var play = try Play.opened()
    play.begin(.idle)
    for line in lines { _ = try play.receive(line) }
    play.begin(.noop)
    #expect(play.sent.last == "c3 NOOP\r\n")
}

@Test(
    "news are messages that came since they were listed last, whenever the server tells of them", .ownThread,
    arguments: [
        (["* 1 EXISTS"], true), (["* 0 EXISTS"], false), (["* 2 EXISTS", "* 1 EXPUNGE", "* 2 EXISTS"], true),
        (["* 1 EXISTS", "* 1 EXPUNGE"], false), (["* 1 EXISTS", "* 1 EXPUNGE", "* 1 EXISTS"], true),
        (["* 1 RECENT", "* OK x", "* 1 FETCH (FLAGS (\\Seen))"], false),
    ])
func news(_ lines: [String], _ expected: Bool) throws {
    var play = try Play.opened()
    for line in lines { _ = try play.receive(line) }
    #expect(play.conversation.hasNews == expected)
}

@Test("news that come while messages are listed or fetched are not forgotten, and listed ones are none", .ownThread)
func newsMeanwhile() throws {
    var play = try Play.opened()
    _ = try play.receive("* 3 EXISTS")
    play.begin(.fetchSummaries(from: 1))
    #expect(!play.conversation.hasNews)
    _ = try play.receive("* 1 FETCH (UID 1 RFC822.SIZE 1)", "* 4 EXISTS", "c2 OK x")
    #expect(play.conversation.hasNews)
    play.begin(.fetchSummaries(from: 1))
    _ = try play.receive("* 4 EXISTS", "* 4 EXPUNGE", "* 3 EXISTS", "c3 OK x")
    #expect(!play.conversation.hasNews)
    play.begin(.fetchBodies(UIDSet([1])))
    _ = try play.receive("* 4 EXISTS", "c4 OK x")
    #expect(play.conversation.hasNews)
}

@Test("a command inside IDLE, and DONE outside, are our mistakes", .ownThread)
func insideIdle() async {
    await #expect(processExitsWith: .failure) {
        var conversation = IMAPConversation()
        _ = conversation.begin(.idle)
        _ = conversation.begin(.noop)
    }
    await #expect(processExitsWith: .failure) { _ = IMAPConversation().endIdle() }
}

@Test(
    "a refusal says what to do", .ownThread,
    arguments: [
        ("NO [UNAVAILABLE] x", TransportFailure.Kind.serverBusy), ("NO [INUSE] x", .serverBusy),
        ("NO [TRYCREATE] x", .folderMissing), ("NO [NONEXISTENT] x", .folderMissing), ("NO [OVERQUOTA] x", .refused),
        ("NO x", .refused), ("BAD x", .refused),
    ])
func refusals(_ reply: String, _ kind: TransportFailure.Kind) throws {
    var play = try Play.opened()
    play.begin(.noop)
    guard case .finished(_, let status) = try play.receive("c2 " + reply).first else {
        Issue.record("not finished")
        return
    }
    #expect { try status.requireOK("NOOP") } throws: { ($0 as? TransportFailure)?.kind == kind }
}

@Test("error texts never hold the arguments of a command", .ownThread)
func names() {
    #expect(IMAPCommand.login(user: "ann", .init("secret")).name == "LOGIN")
    #expect(IMAPCommand.fetchBodies(UIDSet([1])).name == "UID FETCH")
}
