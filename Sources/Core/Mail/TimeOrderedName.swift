public import FoundationEssentials

/// A name that nothing else has, and that sorts behind the names made before it: a UUID of version 7 (RFC 9562 section 5.7).
///
/// An index over such names grows at its end. Over random ones each new entry changes another page of it, which on a large
/// desk is read, logged and written for that entry alone.
public struct TimeOrderedName: Sendable, Equatable, CustomStringConvertible {
    /// 32 hexadecimal digits in five groups.
    public let description: String

    /// A new one; it tells the millisecond, and nobody can guess the 74 bits behind it.
    ///
    /// A time before 1970 counts as 1970.
    public init(at time: Date) {
        let milliseconds = UInt64(min(max((time.timeIntervalSince1970 * 1_000).rounded(), 0), 0xFFFF_FFFF_FFFF))
        let version: UInt64 = 7, variant: UInt64 = 0b10
        let high = milliseconds << 16 | version << 12 | .random(in: 0...0xFFF)
        let low = variant << 62 | .random(in: 0...(1 << 62 - 1))
        var bytes = UUID().uuid
        withUnsafeMutableBytes(of: &bytes) { bytes in
            bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
            bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        description = UUID(uuid: bytes).uuidString.lowercased()
    }
}

extension MessageID {
    /// A new identifier at that domain.
    public static func new(at time: Date, domain: String) -> MessageID {
        MessageID(rawValue: "\(TimeOrderedName(at: time))@\(domain)")
    }
}
