/// Base 64 (RFC 4648 section 4), as signatures and keys are written.
enum Base64 {
    /// The octets, or `nil` for a foreign character or an impossible length; padding may be left out.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count / 4 * 3 + 3)
        var (buffer, digits, padding) = (UInt32(0), 0, 0)
        for byte in text.utf8 {
            if byte == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            guard padding == 0, let value = value(of: byte) else { return nil }
            buffer = (buffer & 0x3FFFF) << 6 | value
            digits += 1
            switch digits % 4 {
            case 2: output.append(UInt8(truncatingIfNeeded: buffer >> 4))
            case 3: output.append(UInt8(truncatingIfNeeded: buffer >> 2))
            case 0: output.append(UInt8(truncatingIfNeeded: buffer))
            default: break
            }
        }
        return digits % 4 != 1 && padding <= 2 ? output : nil
    }

    private static func value(of byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
