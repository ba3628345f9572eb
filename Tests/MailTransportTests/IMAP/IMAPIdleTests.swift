import Core
import FoundationEssentials
import TestSupport
import Testing

@testable import MailTransport

private let login = """
    S: * OK ready
    C: A001 CAPABILITY
    S: * CAPABILITY IMAP4rev1
    S: A001 OK x
    C: c1 NOOP
    C: c2 CAPABILITY
    S: c1 OK x
    S: * CAPABILITY IMAP4rev1 IDLE
    S: c2 OK x

    """

/// What a server does in an IDLE, and what the client makes of it.
private func waiting(
    _ script: String, for duration: Duration = .seconds(86_400), patience: IMAPPatience = IMAPPatience(),
    cut: ScriptedServer.Cut = .whole,
    _ body: (IMAPSession, ScriptedServer, ContinuousClock.Instant) async throws -> Void
) async throws {
    let server = try ScriptedServer(login + script, cut: cut)
    let endpoint = ServerEndpoint(.imap, host: "127.0.0.1", port: server.port, tls: .never)
    let session = try IMAPSession(endpoint: endpoint, credentials: .none, patience: patience)
    try await session.open()
    #expect(await session.offersIdle)
    try await body(session, server, .now + duration)
    await session.logout()
    #expect(try await server.difference() == nil)
}

private let goodbye = "\nC: c4 LOGOUT\nS: * BYE x\nX: close"

@Test("news end an IDLE with DONE", .ownThread, .timeLimit(.minutes(15)), arguments: ScriptedServer.Cut.allCases)
func idleBringsNews(_ cut: ScriptedServer.Cut) async throws {
    let script = "C: c3 IDLE\nS: + x\nS: * OK still here\nS: * 1 EXISTS\nC: DONE\nS: c3 OK x" + goodbye
    try await waiting(script, cut: cut) { session, _, end in
        let reason = try await session.waitForNews(until: end)
        #expect(reason == .news)
        #expect(await session.hasNews)
    }
}

@Test("news from before the IDLE are not waited for", .ownThread)
func newsBeforeIdle() async throws {
    try await waiting("C: c3 NOOP\nS: * 1 EXISTS\nS: c3 OK x" + goodbye) { session, _, end in
        try await session.noop()
        let reason = try await session.waitForNews(until: end)
        #expect(reason == .news)
    }
}

@Test(
    "news that cross the command, or DONE, count", .ownThread,
    arguments: [
        "C: c3 IDLE\nS: * 1 EXISTS\nS: + x\nC: DONE\nS: c3 OK x",
        "C: c3 IDLE\nS: + x\nC: DONE\nS: * 1 EXISTS\nS: c3 OK x",
    ])
func crossingNews(_ script: String) async throws {
    try await waiting(script + goodbye, for: .milliseconds(50)) { session, _, end in
        let reason = try await session.waitForNews(until: end)
        #expect(reason == .news)
    }
}

@Test("an IDLE is begun anew again and again until the time is over", .ownThread)
func idleRenewed() async throws {
    var script = ""
    for number in 3...4 { script += "C: c\(number) IDLE\nS: + x\nC: DONE\nS: c\(number) OK x\n" }
    script += "C: c5 IDLE\nS: + x\nS: * 1 EXISTS\nC: DONE\nS: c5 OK x\nC: c6 LOGOUT\nX: close"
    try await waiting(script, patience: IMAPPatience(idleRenewal: .milliseconds(20))) { session, _, end in
        let reason = try await session.waitForNews(until: end)
        #expect(reason == .news)
    }
    let one = "C: c3 IDLE\nS: + x\nC: DONE\nS: c3 OK x"
    try await waiting(one + goodbye, for: .milliseconds(20)) { session, _, end in
        let reason = try await session.waitForNews(until: end)
        #expect(reason == .time)
    }
}

@Test("cancelling ends an IDLE and leaves the session open", .ownThread)
func idleInterrupted() async throws {
    let script = "C: c3 IDLE\nS: + x\nC: DONE\nS: c3 OK x\nC: c4 NOOP\nS: c4 OK x\nC: c5 LOGOUT\nX: close"
    try await waiting(script) { session, server, end in
        let wait = Task { try await session.waitForNews(until: end) }
        #expect(try await eventually { server.linesHeard == 4 })
        wait.cancel()
        let reason = try await wait.value
        #expect(reason == .interrupted)
        try await session.noop()
    }
}

@Test(
    "a server that offers IDLE and does not do it is polled, and the session goes on", .ownThread,
    arguments: ["S: c3 NO not now", "S: c3 BAD what?", "S: + x\nS: c3 OK enough"])
func idleRefused(_ answer: String) async throws {
    try await waiting("C: c3 IDLE\n\(answer)\nC: c4 NOOP\nS: c4 OK x\nC: c5 LOGOUT\nX: close") { session, _, end in
        let reason = try await session.waitForNews(until: end)
        #expect(reason == .refused)
        try await session.noop()
    }
}

@Test(
    "whatever a server does in an IDLE, the wait ends and the session with it", .ownThread,
    arguments: [
        ("S: + x\nS: * BYE going down\nX: close", TransportFailure.Kind.closed), ("S: + x\nX: close", .closed),
        ("S: + x\nX: reset", .closed), ("S: + x\nS: nonsense", .protocolViolation), ("X: flood", .tooLarge),
        // Neither the command, nor DONE, is answered.
        ("", .timedOut), ("S: + x\nC: DONE", .timedOut), ("S: + x\nX: drip", .timedOut),
    ])
func idleFaults(_ script: String, _ kind: TransportFailure.Kind) async throws {
    // Long enough for what the server does by itself, and soon over where nothing comes.
    let (duration, patience): (Duration, IMAPPatience) =
        kind == .timedOut
        ? (.milliseconds(50), IMAPPatience(idleAnswer: .milliseconds(200))) : (.seconds(86_400), IMAPPatience())
    try await waiting("C: c3 IDLE\n" + script, for: duration, patience: patience) { session, _, end in
        await expectFailure(kind) { _ = try await session.waitForNews(until: end) }
        #expect(await !session.isOpen)
    }
}

@Test("a dead server does not keep the one who interrupts", .ownThread)
func interruptedDead() async throws {
    let patience = IMAPPatience(idleAnswer: .seconds(3_600), interruption: .milliseconds(50))
    try await waiting("C: c3 IDLE\nS: + x\nC: DONE", patience: patience) { session, server, end async throws in
        let wait = Task { try await session.waitForNews(until: end) }
        #expect(try await eventually { server.linesHeard == 4 })
        wait.cancel()
        await expectFailure(.timedOut) { _ = try await wait.value }
    }
}
