import Foundation
import Synchronization

/// A DNS server on loopback that does what no real one can be made to.
public final class DNSResponder: Sendable {
    /// How it answers each question.
    public enum Behaviour: Sendable {
        /// Not at all.
        case silent
        /// With that code (2: the server failed) and nothing else.
        case refusal(UInt8)
        /// With one TXT record: over UDP only that there is no room, over TCP all of it.
        case onlyOverTCP([UInt8])
        /// With one TXT record.
        case record([UInt8])
    }

    /// Where it answers, as settings name it: `127.0.0.1:5353` or `[::1]:5353`.
    public let address: String

    private let behaviour: Behaviour
    private let udp: CInt
    private let tcp: CInt
    private let isStopped = Mutex(false)

    /// Starts it, on `::1` if `isIPv6`.
    public static func start(_ behaviour: Behaviour, isIPv6: Bool = false) throws -> DNSResponder {
        let responder = try retrying { try DNSResponder(behaviour, isIPv6) }
        Thread.detachNewThread { responder.serve() }
        return responder
    }

    private init(_ behaviour: Behaviour, _ isIPv6: Bool) throws {
        self.behaviour = behaviour
        let port = try Loopback.freePort()
        let family = isIPv6 ? AF_INET6 : AF_INET
        udp = socket(family, CInt(SOCK_DGRAM.rawValue), 0)
        tcp = socket(family, CInt(SOCK_STREAM.rawValue), 0)
        address = isIPv6 ? "[::1]:\(port)" : "127.0.0.1:\(port)"
        guard Self.bind(udp, port, isIPv6), Self.bind(tcp, port, isIPv6), listen(tcp, 8) == 0 else {
            close(udp)
            close(tcp)
            throw TestSupportFailure("DNSResponder: \(address) is taken")
        }
    }

    /// Ends it.
    public func stop() { isStopped.withLock { $0 = true } }

    private static func bind(_ socket: CInt, _ port: UInt16, _ isIPv6: Bool) -> Bool {
        if isIPv6 {
            var place = sockaddr_in6()
            place.sin6_family = sa_family_t(AF_INET6)
            place.sin6_port = port.bigEndian
            place.sin6_addr = in6addr_loopback
            return bind(socket, &place, MemoryLayout<sockaddr_in6>.size)
        }
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return bind(socket, &place, MemoryLayout<sockaddr_in>.size)
    }

    private static func bind(_ socket: CInt, _ place: UnsafeRawPointer, _ size: Int) -> Bool {
        Glibc.bind(socket, place.assumingMemoryBound(to: sockaddr.self), socklen_t(size)) == 0
    }

    private func serve() {
        while !isStopped.withLock({ $0 }) {
            var sockets = [udp, tcp].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&sockets, 2, 100) > 0 else { continue }
            if sockets[0].revents != 0 { answerDatagram() }
            if sockets[1].revents != 0 { answerConnection() }
        }
        close(udp)
        close(tcp)
    }

    private func answerDatagram() {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        var peer = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        withUnsafeMutablePointer(to: &peer) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
                let count = recvfrom(udp, &buffer, buffer.count, 0, place, &size)
                guard count > 12, let answer = answer(to: Array(buffer[..<count]), isTCP: false) else { return }
                sendto(udp, answer, answer.count, 0, place, size)
            }
        }
    }

    private func answerConnection() {
        let connection = accept(tcp, nil, nil)
        guard connection >= 0 else { return }
        defer { close(connection) }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        var count = 0
        while count < 2 || count < 2 + Int(buffer[0]) << 8 + Int(buffer[1]) {
            let more = buffer.withUnsafeMutableBytes {
                recv(connection, $0.baseAddress?.advanced(by: count), 4_096 - count, 0)
            }
            guard more > 0 else { return }
            count += more
        }
        guard let answer = answer(to: Array(buffer[2..<count]), isTCP: true) else { return }
        let whole = Self.number(answer.count) + answer
        var sent = 0
        while sent < whole.count {
            let more = whole.withUnsafeBytes {
                send(connection, $0.baseAddress?.advanced(by: sent), whole.count - sent, CInt(MSG_NOSIGNAL))
            }
            guard more > 0 else { return }
            sent += more
        }
    }

    /// A message with the question of `query` and what this server says to it.
    private func answer(to query: [UInt8], isTCP: Bool) -> [UInt8]? {
        var (code, isCut, text): (UInt8, Bool, [UInt8]?) = (0, false, nil)
        switch behaviour {
        case .silent: return nil
        case .refusal(let number): code = number
        case .record(let octets): text = octets
        case .onlyOverTCP(let octets): if isTCP { text = octets } else { isCut = true }
        }
        var end = 12
        while end < query.count, query[end] != 0 { end += Int(query[end]) + 1 }
        guard end + 5 <= query.count else { return nil }
        let flags: [UInt8] = [isCut ? 0x83 : 0x81, 0x80 | code]
        var message = query[..<2] + flags + [0, 1, 0, text == nil ? 0 : 1, 0, 0, 0, 0] + query[12..<(end + 5)]
        if let text {
            var data: [UInt8] = []
            for start in stride(from: 0, to: text.count, by: 255) {
                let piece = text[start..<min(start + 255, text.count)]
                data += [UInt8(piece.count)] + piece
            }
            // The name of the question, TXT, IN, 300 seconds.
            message += [0xC0, 12, 0, 16, 0, 1, 0, 0, 1, 44] + Self.number(data.count) + data
        }
        return Array(message)
    }

    private static func number(_ value: Int) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }
}
