import Glibc

extension UnsafeRawBufferPointer {
    /// Where the first such octet is.
    func firstOffset(of byte: UInt8) -> Int? {
        guard let baseAddress else { return nil }
        return memchr(baseAddress, Int32(byte), count).map { UnsafeRawPointer($0) - baseAddress }
    }
}
