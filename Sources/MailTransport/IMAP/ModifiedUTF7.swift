/// The encoding of folder names (RFC 3501 section 5.1.3): ASCII as it is, everything else as base64 of UTF-16 between
/// `&` and `-`.
///
/// What comes out of ``encode(_:)`` is printable ASCII whatever goes in, so a folder name can never break out of a
/// command line.
enum ModifiedUTF7 {
    /// The name as it goes over the wire.
    static func encode(_ name: String) -> String {
        var encoded = ""
        var pending: [UInt16] = []
        for unit in name.utf16 {
            guard (0x20...0x7E).contains(unit) else {
                pending.append(unit)
                continue
            }
            encoded += shifted(pending)
            pending = []
            encoded += unit == ampersand ? "&-" : String(decoding: [unit], as: UTF16.self)
        }
        return encoded + shifted(pending)
    }

    /// The name behind what came over the wire; `nil` if that is not in this encoding.
    static func decode(_ wire: String) -> String? {
        var units: [UInt16] = []
        var rest = wire.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "&") else {
                units.append(UInt16(byte))
                continue
            }
            guard let end = rest.firstIndex(of: UInt8(ascii: "-")) else { return nil }
            guard let shifted = rest[..<end].isEmpty ? [ampersand] : unshifted(rest[..<end]) else { return nil }
            units += shifted
            rest = rest[rest.index(after: end)...]
        }
        return String(validating: units, as: UTF16.self)
    }

    private static func shifted(_ units: [UInt16]) -> String {
        guard !units.isEmpty else { return "" }
        var text = "&"
        var bits: UInt32 = 0
        var count = 0
        for unit in units {
            bits = bits << 16 | UInt32(unit)
            count += 16
            while count >= 6 {
                count -= 6
                text.unicodeScalars.append(Unicode.Scalar(alphabet[Int(bits >> UInt32(count) & 0x3F)]))
            }
            bits &= (1 << UInt32(count)) - 1
        }
        if count > 0 { text.unicodeScalars.append(Unicode.Scalar(alphabet[Int(bits << UInt32(6 - count) & 0x3F)])) }
        return text + "-"
    }

    private static func unshifted(_ base64: Substring.UTF8View) -> [UInt16]? {
        var units: [UInt16] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in base64 {
            guard let value = alphabet.firstIndex(of: byte) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            guard count >= 16 else { continue }
            count -= 16
            units.append(UInt16(bits >> UInt32(count) & 0xFFFF))
            bits &= (1 << UInt32(count)) - 1
        }
        return count < 6 && bits == 0 ? units : nil
    }

    private static let ampersand = UInt16(UInt8(ascii: "&"))
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,".utf8)
}
