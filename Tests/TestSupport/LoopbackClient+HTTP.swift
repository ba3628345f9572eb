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
}
