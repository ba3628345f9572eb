import Foundation

/// The loopback interface, as tests use it.
public enum Loopback {
    /// A TCP port on 127.0.0.1 that nobody listens on.
    ///
    /// Taken by chance from below the range that the system gives to outgoing connections, so that neither those nor
    /// tests that run beside this one are likely to take it before a server does.
    public static func freePort() throws -> UInt16 {
        for _ in 0..<1_000 {
            let port = UInt16.random(in: 12_000..<32_000)
            let descriptor = tcpSocket()
            defer { close(descriptor) }
            if withAddress(port, { bind(descriptor, $0, $1) }) == 0 { return port }
        }
        throw TestSupportFailure("no free port on 127.0.0.1")
    }

    /// Whether something on 127.0.0.1 takes connections at that port.
    static func accepts(_ port: UInt16) -> Bool {
        let descriptor = tcpSocket()
        defer { close(descriptor) }
        return withAddress(port) { connect(descriptor, $0, $1) } == 0
    }

    /// A connection to that port; whoever asked for it closes it.
    static func connection(to port: UInt16) throws -> Int32 {
        let descriptor = tcpSocket()
        guard withAddress(port, { connect(descriptor, $0, $1) }) == 0 else {
            defer { close(descriptor) }
            throw TestSupportFailure("could not connect to 127.0.0.1:\(port): \(Errno.text)")
        }
        return descriptor
    }

    /// A listening socket on a port that the system picks, and that port.
    static func listen() throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = tcpSocket()
        guard withAddress(0, { bind(descriptor, $0, $1) }) == 0, Glibc.listen(descriptor, 128) == 0 else {
            throw TestSupportFailure("could not listen on 127.0.0.1: \(Errno.text)")
        }
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    private static func tcpSocket() -> Int32 {
        socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }

    private static func withAddress(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        return withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                body(pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
