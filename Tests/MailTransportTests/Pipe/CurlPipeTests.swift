import Core
import Glibc
import TestSupport
import Testing

@testable import MailTransport

private let login = "S: * OK ready\nC: A001 CAPABILITY\nS: * CAPABILITY IMAP4rev1\nS: A001 OK x\nC: go\n"
private let soon = ConnectPatience(total: .seconds(2), answer: .seconds(1))

/// A pipe and the server at its other end.
private struct Connection: ~Copyable {
    var pipe: CurlPipe
    let server: ScriptedServer

    /// Connects to a server that plays `script` when it has got the line `go`.
    init(_ script: String, cut: ScriptedServer.Cut = .whole) throws {
        let server = try ScriptedServer(login + script, cut: cut)
        let endpoint = ServerEndpoint(.imap, host: "127.0.0.1", port: server.port, tls: .never)
        var pipe = try CurlPipe.connect(to: endpoint, as: .none, patience: soon)
        try pipe.send(Array("go\r\n".utf8), by: deadline())
        self.server = server
        self.pipe = pipe
    }
}

private func deadline(_ total: Duration = .seconds(30), idle: Duration = .seconds(30)) -> Deadline {
    Deadline(total: total, idle: idle)
}

/// How `body` fails.
private func failure(_ body: () throws -> Void) -> TransportFailure.Kind? {
    do {
        try body()
        return nil
    } catch {
        return (error as? TransportFailure)?.kind
    }
}

@Test("the words of the login are kept, and lines come whole", .ownThread, arguments: ScriptedServer.Cut.allCases)
func lines(_ cut: ScriptedServer.Cut) async throws {
    var connection = try Connection("S: one\nS: \nS- tw\nS: o\nS: three\nX: close", cut: cut)
    #expect(connection.pipe.serverLines == ["* OK ready", "* CAPABILITY IMAP4rev1", "A001 OK x"])
    let expected = ["one", "", "two"]
    for line in expected { #expect(try connection.pipe.line(limit: 10, by: deadline()) == Array(line.utf8)) }
    #expect(try connection.pipe.line(limit: 10, by: deadline()) == Array("three".utf8))
    // The end of the connection is no line, and no success either.
    #expect(failure { _ = try connection.pipe.line(limit: 10, by: deadline()) } == .closed)
    let server = connection.server
    #expect(try await server.difference() == nil)
}

@Test(
    "a line that does not end, ends", .ownThread,
    arguments: [
        ("S- x\nX: flood", 1_000, TransportFailure.Kind.tooLarge), ("X: flood", .max, .tooLarge),
        ("S: 12345", 6, .tooLarge), ("S- x\nX: drip", 1_000_000, .timedOut), ("S- x", 10, .timedOut),
        ("S- x\nX: close", 10, .closed), ("S- x\nX: reset", 10, .closed),
    ])
func endless(_ script: String, _ limit: Int, _ kind: TransportFailure.Kind) throws {
    var connection = try Connection(script)
    let limits = kind == .timedOut ? deadline(.milliseconds(500)) : deadline()
    #expect(failure { _ = try connection.pipe.line(limit: limit, by: limits) } == kind)
}

@Test("silence is noticed before the whole time is over", .ownThread)
func idle() throws {
    var connection = try Connection("")
    #expect(
        failure { _ = try connection.pipe.line(limit: 9, by: deadline(.seconds(3_600), idle: .milliseconds(50))) }
            == .timedOut)
}

@Test("a deadline waits for the shorter of its two limits, and not at all when it is over", .ownThread)
func deadlines() {
    let now = ContinuousClock.now
    let deadline = Deadline(total: .milliseconds(1_500), idle: .seconds(1), from: now)
    #expect(deadline.patience(at: now) == 1_000)
    #expect(deadline.patience(at: now + .milliseconds(1_200)) == 300)
    #expect(deadline.patience(at: now + .microseconds(1_499_900)) == 1)
    #expect(deadline.patience(at: now + .milliseconds(1_500)) == 0)
    #expect(Deadline(total: .seconds(9_999_999), idle: .seconds(9_999_999), from: now).patience(at: now) == 3_600_000)
}

@Test("much is sent whole while the server talks and does not listen at first", .ownThread)
func sendAgainstTheStream() async throws {
    // More than both socket buffers hold, so that libcurl says AGAIN many times, with the server's words in between.
    let line = String(repeating: "y", count: 1_000_000)
    let answer = String(repeating: "z", count: 50_000)
    let script = (1...12).map { "S: \($0) \(answer)\nC: \(line)" }.joined(separator: "\n") + "\nX: close"
    var connection = try Connection(script)
    try connection.pipe.send(Array(Array(repeating: line + "\r\n", count: 12).joined().utf8), by: deadline())
    for number in 1...12 {
        #expect(try connection.pipe.line(limit: 60_000, by: deadline()).starts(with: Array("\(number) z".utf8)))
    }
    let server = connection.server
    #expect(try await server.difference() == nil)
}

@Test("sending to a server that does not read ends in time", .ownThread)
func sendIntoTheVoid() throws {
    var connection = try Connection("S: never reads again\nX: drip")
    let much = [UInt8](repeating: 0x78, count: 50_000_000)
    #expect(failure { try connection.pipe.send(much, by: deadline(.milliseconds(300))) } == .timedOut)
}

@Test("sending to a server that is gone fails, and kills nobody by SIGPIPE", .ownThread)
func sendAfterTheEnd() async throws {
    var connection = try Connection("X: reset")
    let server = connection.server
    #expect(try await server.difference() == nil)
    let much = [UInt8](repeating: 0x78, count: 10_000_000)
    #expect(failure { try connection.pipe.send(much, by: deadline()) } == .closed)
}

@Test("a ring ends the wait, also when it came before", .ownThread)
func wakeups() throws {
    var connection = try Connection("")
    let wakeup = try Wakeup()
    #expect(!wakeup.isRinging)
    wakeup.ring()
    wakeup.ring()
    #expect(wakeup.isRinging)
    #expect(try connection.pipe.receive(by: deadline(), wakeup: wakeup) { _ in } == .wakeup)
    #expect(!wakeup.isRinging)
}

@Test("an actor on a thread of its own stays on it", .ownThread)
func executor() async throws {
    actor Bound {
        let executor: ThreadExecutor
        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
        init() throws { executor = try ThreadExecutor(name: "a name that is too long") }
        deinit { executor.stop() }
        var thread: pthread_t { pthread_self() }
    }
    let (one, other) = (try Bound(), try Bound())
    let thread = await one.thread
    for _ in 1...100 {
        #expect(await one.thread == thread)
        #expect(await other.thread != thread)
    }
}
