import CCurl
import Core
import TestSupport
import Testing

@testable import MailTransport

@Test(
    "a failed connection is judged by libcurl's code and the server's last words", .ownThread,
    arguments: [
        (67, "A002 NO [AUTHENTICATIONFAILED] no", .badCredentials), (67, "535 5.7.8 no", .badCredentials),
        (67, "+ eyJzdGF0dXMiOiI0MDEifQ==", .badCredentials), (67, "334 eyJzdGF0dXMiOiI0MDEifQ==", .badCredentials),
        (67, "+ eyJzdGF0dXMiOiI1MDMifQ==", .serverBusy), (67, "334 eyJzdGF0dXMiOjUwMH0=", .serverBusy),
        (67, "+ eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=", .badCredentials), (67, "+ e30=", .badCredentials),
        (67, "A002 NO [UNAVAILABLE] no", .serverBusy), (67, "A002 NO [INUSE] no", .serverBusy),
        (67, "454 4.7.0 later", .serverBusy), (67, "421 4.3.2 later", .serverBusy),
        (67, "A001 OK done", .loginUnavailable), (67, "250 SMTPUTF8", .loginUnavailable),
        (94, "A001 OK done", .loginUnavailable), (67, "", .badCredentials),
        (56, "* BYE too many connections", .serverBusy), (56, "A001 OK done", .closed), (56, "", .closed),
        (55, "A001 OK done", .closed), (52, "", .closed),
        (8, "* BYE go away", .serverBusy), (8, "A002 OK go ahead", .protocolViolation), (8, "554 no", .refused),
        (8, "421 later", .serverBusy), (8, "HTTP/1.1 400 Bad Request", .protocolViolation),
        (60, "", .certificate), (77, "", .certificate), (64, "A002 NO not now", .tlsUnavailable),
        (64, "454 4.7.0 later", .serverBusy), (64, "502 5.5.1 no", .tlsUnavailable), (9, "550 5.7.1 no", .refused),
        (35, "", .tlsUnavailable), (6, "", .unreachable), (7, "", .unreachable), (28, "", .timedOut),
        (23, "", .protocolViolation),
    ] as [(UInt32, String, TransportFailure.Kind)])
func judged(_ code: UInt32, _ lastLine: String, _ kind: TransportFailure.Kind) {
    let failure = TransportFailure.connecting(
        CURLcode(rawValue: code), text: "libcurl", lines: ["* OK", lastLine], isConnected: true)
    #expect(failure.kind == kind)
}

@Test("a time-out before TCP is connected means that the server cannot be reached", .ownThread)
func notConnected() {
    let failure = TransportFailure.connecting(CURLE_OPERATION_TIMEDOUT, text: "", lines: [], isConnected: false)
    #expect(failure.kind == .unreachable)
}

@Test("a broken handshake may be a server that is just starting", .ownThread)
func brokenHandshake() {
    let failure = TransportFailure.connecting(CURLE_SSL_CONNECT_ERROR, text: "", lines: [], isConnected: true)
    #expect(failure.persistence == .transient)
}

@Test("the detail for the operator holds no control characters of the server", .ownThread)
func printable() {
    let failure = TransportFailure.connecting(
        CURLE_LOGIN_DENIED, text: "x", lines: ["A002 NO \u{1B}[2J\u{7}"], isConnected: true)
    #expect(failure.detail == "x; the server said: A002 NO ?[2J?")
}

@Test("every kind says in one sentence what to do", .ownThread, arguments: TransportFailure.Kind.allCases)
func advice(_ kind: TransportFailure.Kind) {
    let failure = TransportFailure(kind, detail: "")
    #expect(failure.advice.hasSuffix("."))
    #expect(!failure.summary.isEmpty)
}

@Test(
    "hosts and names that are no names, and plain text to strangers, are refused before anything is sent", .ownThread,
    arguments: [
        (ServerEndpoint(.imap, host: "a/b", port: 143, tls: .implicit), .unreachable),
        (ServerEndpoint(.imap, host: "u@h", port: 143, tls: .implicit), .unreachable),
        (ServerEndpoint(.imap, host: "a b", port: 143, tls: .implicit), .unreachable),
        (ServerEndpoint(.imap, host: "", port: 143, tls: .implicit), .unreachable),
        (ServerEndpoint(.imap, host: "localhost", port: 0, tls: .implicit), .unreachable),
        (ServerEndpoint(.smtp(clientName: "a\r\nQUIT"), host: "localhost", port: 25, tls: .implicit), .refused),
        (ServerEndpoint(.imap, host: "mail.example.org", port: 143, tls: .never), .tlsUnavailable),
        (ServerEndpoint(.imap, host: "127.0.0.1.example.org", port: 143, tls: .never), .tlsUnavailable),
    ] as [(ServerEndpoint, TransportFailure.Kind)])
func refusedEndpoints(_ endpoint: ServerEndpoint, _ kind: TransportFailure.Kind) async {
    await expectFailure(kind) { _ = try CurlPipe.connect(to: endpoint, as: .none) }
}

@Test(
    "what is this machine", .ownThread,
    arguments: [
        ("localhost", true), ("LOCALHOST", true), ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true),
        ("127.example.org", false), ("127.0.0.1.example.org", false), ("128.0.0.1", false), ("127.0.0.256", false),
    ])
func loopback(_ host: String, _ isLoopback: Bool) {
    #expect(ServerEndpoint(.imap, host: host, port: 1, tls: .never).isLoopback == isLoopback)
}

@Test(
    "a greeting that leads nowhere", .ownThread,
    arguments: [
        ("S: * BYE go away", TransportFailure.Kind.serverBusy), ("S- * OK unfinished", .timedOut),
        ("X: drip", .timedOut), ("X: flood", .closed), ("X: close", .closed), ("X: reset", .closed),
        ("S: * OK x\nC: A001 CAPABILITY\nX: drip", .timedOut), ("S: 220 smtp.example.org", .timedOut),
    ])
func greetings(_ script: String, _ kind: TransportFailure.Kind) async throws {
    let server = try ScriptedServer(script)
    let endpoint = ServerEndpoint(.imap, host: "127.0.0.1", port: server.port, tls: .never)
    let patience =
        kind == .timedOut ? ConnectPatience(total: .seconds(2), answer: .seconds(1)) : .standard
    await expectFailure(kind) { _ = try CurlPipe.connect(to: endpoint, as: .none, patience: patience) }
}

@Test("nothing listens there, or the name does not exist", .ownThread)
func unreachable() async throws {
    let port = try Loopback.freePort()
    for host in ["127.0.0.1", "nowhere.invalid"] {
        await expectFailure(.unreachable) {
            _ = try CurlPipe.connect(to: ServerEndpoint(.imap, host: host, port: port, tls: .implicit), as: .none)
        }
    }
}

@Test("a password with a NUL is refused instead of cut", .ownThread)
func nul() async throws {
    let endpoint = ServerEndpoint(.imap, host: "127.0.0.1", port: 1, tls: .never)
    await expectFailure(.refused) {
        _ = try CurlPipe.connect(to: endpoint, as: .password(user: "ann", Secret("a\0b")))
    }
}

@Test("a secret shows itself to nobody who does not ask", .ownThread)
func secret() {
    let credentials = Credentials.bearer(user: "ann", token: Secret("hush"))
    #expect(!"\(credentials)".contains("hush"))
    #expect(!String(reflecting: credentials).contains("hush"))
    var dumped = ""
    dump(credentials, to: &dumped)
    #expect(!dumped.contains("hush"))
}

/// A server with `capabilities`, asked to log in by `command`, that answers with `answer`.
private func login(
    as credentials: Credentials, _ capabilities: String, _ command: String, _ answer: String
) async throws {
    let server = try ScriptedServer(
        """
        S: * OK ready
        C: A001 CAPABILITY
        S: * CAPABILITY IMAP4rev1 SASL-IR \(capabilities)
        S: A001 OK x
        C: A002 AUTHENTICATE \(command)
        S: \(answer)
        X: close
        """)
    let endpoint = ServerEndpoint(.imap, host: "127.0.0.1", port: server.port, tls: .never)
    do {
        _ = try CurlPipe.connect(to: endpoint, as: credentials)
    } catch {
        #expect(try await server.difference() == nil)
        throw error
    }
    #expect(try await server.difference() == nil)
}

@Test("the mechanism is ours to choose, whatever the server would rather have", .ownThread)
func mechanisms() async throws {
    let password = Credentials.password(user: "ann", Secret("secret"))
    let many = "AUTH=GSSAPI AUTH=NTLM AUTH=DIGEST-MD5 AUTH=CRAM-MD5 AUTH=LOGIN AUTH=PLAIN AUTH=XOAUTH2"
    try await login(as: password, many, "PLAIN AGFubgBzZWNyZXQ=", "A002 OK x")
    let bearer = Credentials.bearer(user: "ann", token: Secret("secret"))
    try await login(
        as: bearer, "AUTH=PLAIN AUTH=XOAUTH2", "XOAUTH2 dXNlcj1hbm4BYXV0aD1CZWFyZXIgc2VjcmV0AQE=", "A002 OK x")
}

@Test(
    "a login that fails", .ownThread,
    arguments: [
        ("A002 NO [AUTHENTICATIONFAILED] no", TransportFailure.Kind.badCredentials), ("A002 NO no", .badCredentials),
        ("A002 NO [UNAVAILABLE] later", .serverBusy), ("* BYE too many connections", .serverBusy),
    ])
func failedLogins(_ answer: String, _ kind: TransportFailure.Kind) async throws {
    let password = Credentials.password(user: "ann", Secret("secret"))
    await expectFailure(kind) { try await login(as: password, "AUTH=PLAIN", "PLAIN AGFubgBzZWNyZXQ=", answer) }
}

@Test("a token that has expired", .ownThread)
func expiredToken() async throws {
    let bearer = Credentials.bearer(user: "ann", token: Secret("secret"))
    let command = "XOAUTH2 dXNlcj1hbm4BYXV0aD1CZWFyZXIgc2VjcmV0AQE="
    await expectFailure(.badCredentials) {
        try await login(as: bearer, "AUTH=XOAUTH2", command, "+ eyJzdGF0dXMiOiI0MDEifQ==")
    }
}
