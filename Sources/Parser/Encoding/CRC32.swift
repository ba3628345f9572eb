/// The cyclic redundancy check of 32 bits with the polynomial 0xEDB88320.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }

    /// The check as ZIP and yEnc have it.
    static func checksum(_ octets: some Sequence<UInt8>) -> UInt32 { ~remainder(octets, from: ~0) }

    /// The bare remainder, which compressed RTF uses ([MS-OXRTFCP] section 2.1.3.1).
    static func remainder(_ octets: some Sequence<UInt8>, from start: UInt32 = 0) -> UInt32 {
        table.withUnsafeBufferPointer { table in
            octets.reduce(start) { value, octet in value >> 8 ^ table[Int(UInt8(truncatingIfNeeded: value) ^ octet)] }
        }
    }
}
