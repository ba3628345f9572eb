internal import Glibc

extension UnsafeRawBufferPointer {
    /// Where the first LF stands from there on.
    func lineFeed(from start: Int) -> Int? {
        guard start < count, let base = baseAddress, let found = memchr(base + start, 10, count - start) else {
            return nil
        }
        return UnsafeRawPointer(found) - base
    }
}
