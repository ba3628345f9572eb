#if canImport(Glibc)
    internal import Glibc
#endif

extension UnsafeBufferPointer<UInt8> {
    /// Where the first such octet is.
    public func firstOffset(of byte: UInt8) -> Int? {
        guard let baseAddress else { return nil }
        return memchr(baseAddress, Int32(byte), count).map { UnsafeRawPointer($0) - UnsafeRawPointer(baseAddress) }
    }

    /// What stands between such octets; one more than there are of them.
    public func pieces(at separator: UInt8) -> [UnsafeBufferPointer<UInt8>] {
        var pieces: [UnsafeBufferPointer<UInt8>] = []
        var rest = self
        while let end = rest.firstOffset(of: separator) {
            pieces.append(UnsafeBufferPointer(rebasing: rest[..<end]))
            rest = UnsafeBufferPointer(rebasing: rest[(end + 1)...])
        }
        return pieces + [rest]
    }
}
