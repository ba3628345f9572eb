import Foundation
import Synchronization

/// A web server on 127.0.0.1 that answers every request with nothing much, and remembers what was asked for.
public final class CountingServer: Sendable {
    /// The address below which everything is answered; it ends with a slash.
    public var address: String { "http://127.0.0.1:\(port)/" }

    private let port: UInt16
    private let listener: Int32
    private let asked = Mutex<Set<String>>([])

    /// Listens until the last reference goes.
    public init() throws {
        (listener, port) = try Loopback.listen()
        let (listener, asked) = (listener, Asked(note: { [weak self] path in self?.note(path) }))
        Thread.detachNewThread {
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                Thread.detachNewThread { asked.answer(connection) }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// The paths that were asked for so far.
    public var paths: Set<String> { asked.withLock { $0 } }

    private func note(_ path: String) { asked.withLock { _ = $0.insert(path) } }
}

/// How one connection is answered.
private struct Asked: Sendable {
    let note: @Sendable (String) -> Void

    func answer(_ connection: Int32) {
        defer { close(connection) }
        var request: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while !request.reversed().starts(with: [10, 13, 10, 13]) {
            let count = recv(connection, &piece, piece.count, 0)
            guard count > 0 else { return }
            request += piece[..<count]
        }
        let words = request.prefix { $0 != 13 }.split(separator: 32)
        if words.count == 3 { note(String(decoding: words[1], as: UTF8.self)) }
        let answer = Array("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
        _ = send(connection, answer, answer.count, Int32(truncatingIfNeeded: MSG_NOSIGNAL))
    }
}
