import Core

/// UTF-7 (RFC 2152), and its form for mailbox names (RFC 3501 section 5.1.3).
enum UTF7 {
    /// The text; a shift that leads to no character stays as it was written.
    static func decode(_ octets: Octets, isModified: Bool) -> String {
        let shift = isModified ? UInt8(ascii: "&") : UInt8(ascii: "+")
        var units: [UInt16] = []
        units.reserveCapacity(octets.count)
        var place = 0
        while place < octets.count {
            let byte = octets[place]
            guard byte == shift else {
                units.append(byte < 0x80 ? UInt16(byte) : 0xFFFD)
                place += 1
                continue
            }
            place = decodeShifted(octets, from: place, isModified, into: &units)
        }
        return String(decoding: units, as: UTF16.self)
    }

    /// Reads what stands behind a shift; where the plain text goes on.
    private static func decodeShifted(
        _ octets: Octets, from start: Int, _ isModified: Bool, into units: inout [UInt16]
    ) -> Int {
        var place = start + 1
        var bits: UInt32 = 0
        var count = 0
        let known = units.count
        while place < octets.count, let value = value(of: octets[place], isModified) {
            bits = (bits << 6 | UInt32(value)) & 0x3F_FFFF
            count += 6
            if count >= 16 {
                count -= 16
                units.append(UInt16(truncatingIfNeeded: bits >> UInt32(count)))
            }
            place += 1
        }
        let isEnded = place < octets.count && octets[place] == UInt8(ascii: "-")
        let end = isEnded ? place + 1 : place
        if units.count == known {
            // `+-` is the shift character itself.
            if place == start + 1, isEnded {
                units.append(UInt16(octets[start]))
            } else {
                units.append(contentsOf: octets[start..<end].map(UInt16.init))
            }
        }
        return end
    }

    private static func value(of byte: UInt8, _ isModified: Bool) -> UInt8? {
        switch byte {
        case 0x41...0x5A: byte - 0x41
        case 0x61...0x7A: byte - 0x47
        case 0x30...0x39: byte + 4
        case UInt8(ascii: "+"): 62
        case isModified ? UInt8(ascii: ",") : UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
