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
    S: * CAPABILITY IMAP4rev1
    S: c2 OK x
    C: c3 UID FETCH 1 (UID BODY.PEEK[])

    """

private let impatient = IMAPPatience(idle: .seconds(1), command: .seconds(2), leastBytesPerSecond: .max)

/// Impatient only where time is to run out: on a busy machine it would run out everywhere.
private func patience(for kind: TransportFailure.Kind) -> IMAPPatience { kind == .timedOut ? impatient : .init() }

@Test(
    "whatever a server does in a fetch, it ends, and leaves no file", .ownThread,
    arguments: [
        ("S: * 1 FETCH (BODY[] {9000}\nS: abc\nX: close", TransportFailure.Kind.closed),
        ("S: * 1 FETCH (BODY[] {9000}\nS: abc\nX: reset", .closed),
        ("S: * 1 FETCH (BODY[] {9000}\nS: abc", .timedOut),
        ("S: * 1 FETCH (BODY[] {9000}\nX: drip", .timedOut),
        ("S- * 1 FETCH (\nX: drip", .timedOut),
        ("S- * 1 FETCH (\nX: flood", .tooLarge),
        ("S: * 1 FETCH (BODY[] {99999999999999999999}\nX: flood", .tooLarge),
        ("S: * 1 FETCH (BODY[] {4000000000}\nX: pour", .timedOut),
        ("S: * 1 FETCH (FLAGS {4000000000}\nX: flood", .tooLarge),
        ("X: flood * OK still here", .timedOut),
        ("S: * BYE so long\nX: close", .closed),
        ("S: nonsense", .protocolViolation),
        ("S: c3 NO [UNAVAILABLE] x", .serverBusy),
        ("S: c3 BAD x", .refused),
    ])
func faults(_ script: String, _ kind: TransportFailure.Kind) async throws {
    let directory = try TemporaryDirectory()
    let server = try ScriptedServer(login + script)
    let endpoint = ServerEndpoint(.imap, host: "127.0.0.1", port: server.port, tls: .never)
    let session = try IMAPSession(endpoint: endpoint, credentials: .none, patience: patience(for: kind))
    try await session.open()
    await expectFailure(kind) {
        try await session.fetch(
            [(uid: 1, size: 1)], spoolThreshold: 1_000, spoolDirectory: directory.path, limit: 10_000
        ) { _ in
            Issue.record("a message came")
        }
    }
    #expect(await !session.isOpen)
    await expectFailure(.closed) { try await session.noop() }
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [])
    #expect(try await server.difference() == nil)
}

@Test("an error of the receiver closes the session", .ownThread)
func receiverFails() async throws {
    struct Full: Error {}
    let server = try ScriptedServer(login + "S: * 1 FETCH (UID 1 BODY[] {1}\nS: x)\nS: c3 OK x")
    let endpoint = ServerEndpoint(.imap, host: "127.0.0.1", port: server.port, tls: .never)
    let session = try IMAPSession(endpoint: endpoint, credentials: .none)
    try await session.open()
    await #expect(throws: Full.self) {
        try await session.fetch([(uid: 1, size: 1)], spoolDirectory: "/nowhere", limit: 9) { _ in throw Full() }
    }
    #expect(await !session.isOpen)
}

@Test("a spool that cannot be written is our own trouble, not the server's", .ownThread)
func spoolFails() async throws {
    let server = try ScriptedServer(login + "S: * 1 FETCH (UID 1 BODY[] {3}\nS: abc)\nS: c3 OK x")
    let endpoint = ServerEndpoint(.imap, host: "127.0.0.1", port: server.port, tls: .never)
    let session = try IMAPSession(endpoint: endpoint, credentials: .none)
    try await session.open()
    await expectFailure(.localFile) {
        try await session.fetch([(uid: 1, size: 1)], spoolThreshold: 1, spoolDirectory: "/nowhere", limit: 9) { _ in }
    }
}

@Test("cancelling ends a wait, and a connection attempt", .ownThread)
func cancelling() async throws {
    let server = try ScriptedServer(login, "S: * OK ready\nC: A001 CAPABILITY")
    let endpoint = ServerEndpoint(.imap, host: "127.0.0.1", port: server.port, tls: .never)
    let session = try IMAPSession(endpoint: endpoint, credentials: .none)
    try await session.open()
    let fetch = Task {
        try await session.fetch([(uid: 1, size: 1)], spoolDirectory: "/nowhere", limit: 9) { _ in }
    }
    #expect(try await eventually { server.linesHeard == 4 })
    fetch.cancel()
    await expectFailure(.closed) { try await fetch.value }
    #expect(await !session.isOpen)
    let opening = Task { try await session.open() }
    #expect(try await eventually { server.linesHeard == 5 })
    opening.cancel()
    await expectFailure(.closed) { try await opening.value }
    #expect(try await server.difference() == nil)
}

@Test(
    "a server that never stops talking is interrupted, and left when the time is over", .ownThread,
    .timeLimit(.minutes(15)))
func flood() async throws {
    let script = login.replacing("c3 UID FETCH 1 (UID BODY.PEEK[])", with: "c3 NOOP") + "X: flood * OK still here"
    let server = try ScriptedServer(script, script)
    let endpoint = ServerEndpoint(.imap, host: "127.0.0.1", port: server.port, tls: .never)
    let patient = try IMAPSession(endpoint: endpoint, credentials: .none)
    try await patient.open()
    let waiting = Task { try await patient.noop() }
    #expect(try await eventually { server.linesHeard == 4 })
    waiting.cancel()
    await expectFailure(.closed) { try await waiting.value }
    let session = try IMAPSession(endpoint: endpoint, credentials: .none, patience: impatient)
    try await session.open()
    await expectFailure(.timedOut) { try await session.noop() }
    #expect(try await server.difference() == nil)
}

@Test("a goodbye that is not answered takes no longer than a second", .ownThread, .timeLimit(.minutes(15)))
func silentGoodbye() async throws {
    let server = try ScriptedServer(login.replacing("UID FETCH 1 (UID BODY.PEEK[])", with: "LOGOUT"))
    let endpoint = ServerEndpoint(.imap, host: "127.0.0.1", port: server.port, tls: .never)
    let session = try IMAPSession(endpoint: endpoint, credentials: .none)
    try await session.open()
    await session.logout()
    await session.logout()
    #expect(try await server.difference() == nil)
}
