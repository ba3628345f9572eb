import Core
import Foundation
import TestSupport
import Testing

@testable import MailTransport

@Suite(
    "TLS to the outgoing server", .enabled(if: Certificates.isAvailable, "needs openssl"), .timeLimit(.minutes(15)),
    .ownThread)
struct TLSResumptionTests {
    // With TLS 1.2 libcurl uses no tickets: it resumes only where the server itself remembers sessions, which Python's can't.
    @Test("is negotiated once, and resumed by every later connection")
    func resumes() async throws {
        let server = try await TLSServer()
        for _ in 1...3 { #expect(await server.send(trusting: server.certificates.authority) == .delivered) }
        #expect(server.handshakes == ["new", "resumed", "resumed"])
    }

    @Test("is not resumed by somebody who trusts others")
    func demands() async throws {
        let server = try await TLSServer()
        #expect(await server.send(trusting: server.certificates.authority) == .delivered)
        #expect(await server.send(trusting: server.certificates.certificate(.selfSigned)) == .pauseTransport)
        #expect(await server.send(trusting: nil) == .pauseTransport)
        #expect(!server.handshakes.contains("resumed"))
    }
}

/// A server that speaks just enough SMTP over TLS, and tells for each connection whether it resumed a session.
private struct TLSServer {
    let certificates: Certificates
    private let directory: TemporaryDirectory
    private let server: RunningCommand
    private let port: UInt16

    init() async throws {
        directory = try TemporaryDirectory()
        certificates = try Certificates.make(in: directory)
        let server = try Command.start(
            "python3",
            ["-c", Self.program, certificates.certificate(.good), certificates.key(.good)])
        _ = try await eventually { server.stdout.contains("\n") }
        self.server = server
        port = try #require(server.stdout.split(separator: "\n").first.flatMap { UInt16($0) })
    }

    /// What became of each handshake that succeeded.
    var handshakes: [String] { server.stdout.split(separator: "\n").dropFirst().map(String.init) }

    /// Sends one mail over a connection of its own.
    func send(trusting authority: String?) async -> DeliveryOutcome.Verdict? {
        let endpoint = ServerEndpoint(
            .smtp(clientName: "desk.example.org"), host: "localhost", port: port, tls: .implicit, caFile: authority)
        let pool = SMTPPool(endpoint: endpoint, credentials: Credentials.none, connections: 1)
        guard let mail = try? MailObject.sample() else { return nil }
        let verdict = await pool.deliver([mail]).first?.verdict
        await pool.close()
        return verdict
    }

    private static let program = #"""
        import socket, ssl, sys, threading
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        def serve(raw):
            try:
                connection = context.wrap_socket(raw, server_side=True)
                say = lambda text: connection.sendall(text.encode() + b"\r\n")
                say("220 server.example.org")
            except OSError:
                return
            print("resumed" if connection.session_reused else "new", flush=True)
            lines = connection.makefile("rb")
            for line in lines:
                word = line[:4].upper()
                if word == b"DATA":
                    say("354 Go ahead")
                    while lines.readline() != b".\r\n": pass
                say("250-server.example.org\r\n250 PIPELINING" if word == b"EHLO" else "250 Ok")
                if word == b"QUIT": break
        while True:
            threading.Thread(target=serve, args=listener.accept()[:1], daemon=True).start()
        """#
}
