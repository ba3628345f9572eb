import Foundation

extension LoopbackClient {
    /// Sends a request with a body of JSON, and returns status and body of the answer, whose length must be told.
    func exchangeJSON(_ method: String, _ path: String, _ body: String) async throws -> (status: Int, body: String) {
        try await send(
            """
            \(method) \(path) HTTP/1.1\r
            Host: 127.0.0.1\r
            Content-Type: application/json\r
            Content-Length: \(body.utf8.count)\r
            Connection: close\r
            \r
            \(body)
            """)
        let status = Int(try await line().split(separator: " ").dropFirst().first ?? "") ?? 0
        var length = 0
        while true {
            let field = try await line()
            guard !field.isEmpty else { break }
            let halves = field.split(separator: ":", maxSplits: 1)
            if halves.first?.lowercased() == "content-length", halves.count == 2 {
                length = Int(halves[1].trimmingCharacters(in: .whitespaces)) ?? 0
            }
        }
        return (status, String(decoding: try await octets(length), as: UTF8.self))
    }

    /// Does `first`, sends `text` as soon as nobody new is let in at that port, and gives all that is answered.
    ///
    /// On a thread of its own from start to end, so that no other test holds it up: a server that ends does not wait long.
    public func finish(
        _ text: String, after first: @escaping @Sendable () -> Void, once port: UInt16
    ) async throws -> String {
        try await Self.onThread {
            first()
            let deadline = ContinuousClock.now + .seconds(30)
            while ContinuousClock.now < deadline, let other = try? Loopback.connection(to: port) {
                close(other)
                usleep(5_000)
            }
            try self.sendAll(text)
            return try self.readAll()
        }
    }
}
