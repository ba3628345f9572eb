import Foundation

/// The client's end of a connection to a port on 127.0.0.1, for what no proper client would send.
///
/// It waits on threads of its own: a server in the same process needs those of Swift's pool.
public final class LoopbackClient: Sendable {
    private let descriptor: Int32

    /// Connects.
    public init(_ port: UInt16) throws { descriptor = try Loopback.connection(to: port) }

    deinit { close(descriptor) }

    /// Sends a text as it is; throws when the other end takes no more.
    public func send(_ text: String) async throws { try await Self.onThread { try self.sendAll(text) } }

    func sendAll(_ text: String) throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(truncatingIfNeeded: MSG_NOSIGNAL))
            }
            guard sent > 0 else { throw TestSupportFailure("send: \(Errno.text)") }
            rest = rest.dropFirst(sent)
        }
    }

    /// What comes until the other end closes.
    public func rest() async throws -> String { try await Self.onThread { try self.readAll() } }

    func readAll() throws -> String {
        var octets: [UInt8] = []
        while let more = try piece(65_536) { octets += more }
        return String(decoding: octets, as: UTF8.self)
    }

    /// The next line, without its end.
    public func line() async throws -> String { try await Self.onThread { try self.readLine() } }

    private func readLine() throws -> String {
        var octets: [UInt8] = []
        while let octet = try piece(1), octet != [10] { octets += octet }
        return String(decoding: octets.filter { $0 != 13 }, as: UTF8.self)
    }

    /// So many octets, or fewer where the other end closes before.
    func octets(_ count: Int) async throws -> [UInt8] { try await Self.onThread { try self.readOctets(count) } }

    private func readOctets(_ count: Int) throws -> [UInt8] {
        var octets: [UInt8] = []
        while octets.count < count, let more = try piece(count - octets.count) { octets += more }
        return octets
    }

    /// Sends a text, and returns what comes until the other end closes.
    public func exchange(_ text: String) async throws -> String {
        try await send(text)
        return try await rest()
    }

    static func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
        }
    }

    /// `nil` when the other end has closed.
    private func piece(_ size: Int) throws -> [UInt8]? {
        var piece = [UInt8](repeating: 0, count: size)
        let count = recv(descriptor, &piece, size, 0)
        guard count > 0 else {
            guard count == 0 || errno == ECONNRESET else { throw TestSupportFailure("recv: \(Errno.text)") }
            return nil
        }
        return Array(piece[..<count])
    }
}
