import Glibc

/// The bytes that a pipe has received and nobody has taken yet: one allocation, filled at its end, taken from its start.
struct ReceiveWindow: ~Copyable {
    private let memory: UnsafeMutableBufferPointer<UInt8>
    private var start = 0
    private var end = 0

    /// A window that never holds more than `capacity` bytes.
    init(capacity: Int) {
        memory = .allocate(capacity: capacity)
    }

    deinit { memory.deallocate() }

    /// How many bytes are waiting.
    var count: Int { end - start }

    /// The bytes that are waiting; valid until the window changes.
    var unread: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: memory[start..<end]) }

    /// Free memory behind the last byte, after moving what is unread to the front if that is worth it; empty when full.
    mutating func room() -> UnsafeMutableBufferPointer<UInt8> {
        if start == end {
            start = 0
            end = 0
        } else if start > 0, memory.count - end < Self.worthwhile, let base = memory.baseAddress {
            memmove(base, base + start, count)
            end -= start
            start = 0
        }
        return UnsafeMutableBufferPointer(rebasing: memory[end...])
    }

    /// Counts `count` bytes, written into ``room()``, as received.
    mutating func received(_ count: Int) { end += count }

    /// Forgets the first `count` unread bytes.
    mutating func take(_ count: Int) { start += count }

    /// A TLS record's worth: with less room a read would be cut for no reason.
    private static let worthwhile = 16_384
}
