/// Writes base64 (RFC 2045 section 6.8).
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The octets on one line.
    static func encode(_ octets: some Collection<UInt8>) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(octets.count / 3 * 4 + 4)
        var bits: UInt32 = 0
        var pending = 0
        for octet in octets {
            bits = bits << 8 | UInt32(octet)
            pending += 1
            if pending == 3 { write(&bits, &pending, into: &output) }
        }
        if pending > 0 { write(&bits, &pending, into: &output) }
        return String(decoding: output, as: UTF8.self)
    }

    /// The octets on lines of 76 characters, each with its line end.
    static func lines(_ octets: [UInt8]) -> String {
        var output = ""
        for start in stride(from: 0, to: octets.count, by: 57) {
            output += encode(octets[start..<min(start + 57, octets.count)]) + "\r\n"
        }
        return output
    }

    private static func write(_ bits: inout UInt32, _ pending: inout Int, into output: inout [UInt8]) {
        bits <<= UInt32(8 * (3 - pending))
        for index in 0..<4 {
            let digit = Int(bits >> UInt32(18 - 6 * index) & 0x3F)
            output.append(index <= pending ? alphabet[digit] : UInt8(ascii: "="))
        }
        bits = 0
        pending = 0
    }
}
