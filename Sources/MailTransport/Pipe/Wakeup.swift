import CCurl
import Glibc

/// A bell that any thread may ring to end the wait of the thread that owns a pipe.
///
/// An eventfd: rings before the wait are not lost, several rings are one.
final class Wakeup: Sendable {
    let descriptor: Int32

    init() throws(TransportFailure) {
        descriptor = ccurl_eventfd()
        guard descriptor >= 0 else {
            throw TransportFailure(.unreachable, detail: "no file descriptor left: eventfd, errno \(errno)")
        }
    }

    deinit { close(descriptor) }

    /// Ends the current or the next wait.
    func ring() {
        var one: UInt64 = 1
        // Fails only when 2^64 - 1 rings are pending, and then the bell rings already.
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Whether it was rung and not cleared since.
    var isRinging: Bool {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, 0) > 0
    }

    /// Forgets the rings so far.
    func clear() {
        var rings: UInt64 = 0
        _ = read(descriptor, &rings, MemoryLayout<UInt64>.size)
    }
}
