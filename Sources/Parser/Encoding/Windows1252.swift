/// Windows-1252, which is also what mail labelled ISO-8859-1 is in truth.
enum Windows1252 {
    /// The characters of 0x80 to 0x9F; the five unused ones stay what they are, as in browsers.
    private static let upperControls: [UInt16] = [
        0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
        0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
    ]

    /// Every octet is a character here, so that this never fails.
    static func decode(_ octets: Octets) -> String {
        let upper = octets.reduce(into: 0) { if $1 >= 0x80 { $0 += 1 } }
        // Nothing beyond ASCII takes more than three octets of UTF-8.
        return String(unsafeUninitializedCapacity: octets.count + 2 * upper) { output in
            var length = 0
            for octet in octets {
                for unit in UTF8.encode(scalar(octet)) ?? UTF8.encodedReplacementCharacter {
                    output[length] = unit
                    length += 1
                }
            }
            return length
        }
    }

    /// A text in which each control of 0x80 to 0x9F is the character that it is here, or nothing where it is none.
    static func replacingControls(in text: String) -> String {
        let controls: ClosedRange<UInt32> = 0x80...0x9F
        guard text.utf8.contains(0xC2) else { return text }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let meant = controls.contains(scalar.value) ? Self.scalar(UInt8(scalar.value)) : scalar
            if !controls.contains(meant.value) { scalars.append(meant) }
        }
        return String(scalars)
    }

    private static func scalar(_ byte: UInt8) -> Unicode.Scalar {
        guard byte >= 0x80 && byte <= 0x9F else { return Unicode.Scalar(byte) }
        return Unicode.Scalar(upperControls[Int(byte - 0x80)]) ?? "\u{FFFD}"
    }
}
