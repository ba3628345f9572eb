internal import Glibc

/// The program that started this one and wants to hear how it is, as sd_notify(3) has it.
struct ServiceManager: Sendable {
    /// How often it wants a sign of life; `nil` if never.
    let watchdog: Duration?
    private let address: sockaddr_un
    private let length: socklen_t

    /// `nil` where nobody wants to hear anything.
    init?(environment: [String: String]) {
        guard let path = environment["NOTIFY_SOCKET"], path.hasPrefix("/") || path.hasPrefix("@") else { return nil }
        var address = sockaddr_un()
        // An abstract socket is written with @, and meant with a zero.
        let octets = path.hasPrefix("@") ? [0] + path.utf8.dropFirst() : Array(path.utf8)
        guard octets.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: octets) }
        self.address = address
        length = socklen_t(MemoryLayout<sa_family_t>.size + octets.count)
        let isMeant = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
        watchdog = isMeant ? environment["WATCHDOG_USEC"].flatMap(Int64.init).map { .microseconds($0) } : nil
    }

    /// Gives a sign of life twice as often as it is wanted, until the task is cancelled; none where none is wanted.
    ///
    /// None comes when the program no longer gets anything done.
    func giveSigns() async {
        guard let watchdog else { return }
        while !Task.isCancelled {
            tell("WATCHDOG=1")
            try? await Task.sleep(for: watchdog / 2)
        }
    }

    /// Says it; a manager that doesn't listen is none of the desk's troubles.
    func tell(_ state: String) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let octets = Array(state.utf8)
        withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = sendto(descriptor, octets, octets.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
    }
}
