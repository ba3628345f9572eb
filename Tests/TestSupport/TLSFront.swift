import Foundation

/// A door with TLS before a server of plain text on loopback.
public final class TLSFront: Sendable {
    /// The port that takes TLS.
    public let port: UInt16
    private let process: ServerProcess

    /// Starts it and waits until the port takes connections.
    public static func start(
        before target: UInt16, in directory: TemporaryDirectory, certificates: Certificates,
        certificate: Certificates.Kind = .good
    ) throws -> TLSFront {
        try retrying { try TLSFront(target, directory, certificates, certificate) }
    }

    private init(
        _ target: UInt16, _ directory: TemporaryDirectory, _ certificates: Certificates,
        _ certificate: Certificates.Kind
    ) throws {
        port = try Loopback.freePort()
        let script = try directory.write("tls-\(port).py", Self.script)
        process = try ServerProcess(
            "/usr/bin/python3",
            [
                script, String(port), String(target), certificates.certificate(certificate),
                certificates.key(certificate),
            ],
            log: directory.appending("tls-\(port).log"))
        try process.waitUntilReady(ports: [port])
    }

    private static let script = """
        import socket, ssl, sys, threading
        port, target, certificate, key = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)

        def copy(source, sink):
            try:
                while piece := source.recv(65536):
                    sink.sendall(piece)
            except OSError:
                pass
            for end in (source, sink):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

        def serve(plain):
            try:
                outer = context.wrap_socket(plain, server_side=True)
            except OSError:
                return
            inner = socket.create_connection(("127.0.0.1", target))
            threading.Thread(target=copy, args=(outer, inner), daemon=True).start()
            copy(inner, outer)

        listener = socket.create_server(("127.0.0.1", port))
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

        """
}
