import Foundation
import TestSupport

/// A place where questions to the DNS arrive, and either no answer comes from or only a failure.
final class UnhelpfulDNS: Sendable {
    /// Where it is, as settings name it.
    let address: String

    private let descriptor: Int32

    /// The code of a server that failed (RFC 1035 section 4.1.1).
    static let serverFailure: UInt8 = 2

    /// Starts to listen; every question gets an answer of that code, or none.
    init(answering code: UInt8? = nil) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var bound = sockaddr_in()
        bound.sin_family = sa_family_t(AF_INET)
        bound.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &bound) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw TestSupportFailure("no UDP port: \(errno)") }
        self.descriptor = descriptor
        address = "127.0.0.1:\(UInt16(bigEndian: bound.sin_port))"
        Thread.detachNewThread {
            while Self.answer(one: descriptor, code) {}
            close(descriptor)
        }
    }

    deinit {
        // Wakes the thread, which then closes the descriptor.
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    private static func answer(one descriptor: Int32, _ code: UInt8?) -> Bool {
        var packet = [UInt8](repeating: 0, count: 4_096)
        var sender = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &sender) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                let count = recvfrom(descriptor, &packet, packet.count, 0, address, &length)
                guard count > 0 else { return false }
                guard let code, count >= 12 else { return true }
                packet[2] |= 0x80
                packet[3] = 0x80 | code
                sendto(descriptor, packet, count, 0, address, length)
                return true
            }
        }
    }
}
