import Core

@testable import Parser

extension TransferEncoding {
    /// The octets encoded, to see whether they come back.
    func encode(_ octets: [UInt8]) -> [UInt8] {
        switch self {
        case .sevenBit, .eightBit, .binary: octets
        case .base64: Self.base64(octets)
        case .quotedPrintable: Self.quotedPrintable(octets)
        case .uuencode: Self.uuencode(octets)
        }
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func base64(_ octets: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        for line in octets.groups(of: 57) {
            for group in line.groups(of: 3) {
                let digits = sextets(of: group).prefix(group.count + 1).map { alphabet[$0] }
                output += digits + [UInt8](repeating: UInt8(ascii: "="), count: 4 - digits.count)
            }
            output += [.carriageReturn, .lineFeed]
        }
        return output
    }

    private static func uuencode(_ octets: [UInt8]) -> [UInt8] {
        var output = Array("begin 644 x\n".utf8)
        for line in octets.groups(of: 45) {
            output.append(0x20 + UInt8(line.count))
            for sextet in line.groups(of: 3).flatMap(sextets) {
                output.append(sextet == 0 ? 0x60 : 0x20 + UInt8(sextet))
            }
            output.append(.lineFeed)
        }
        return output + Array("`\nend\n".utf8)
    }

    private static func quotedPrintable(_ octets: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        for (place, byte) in octets.enumerated() {
            if place > 0, place % 24 == 0 { output += Array("=\r\n".utf8) }
            let isPlain = byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "=")
            output += isPlain ? [byte] : [UInt8(ascii: "=")] + hexadecimal(byte)
        }
        return output
    }

    private static func hexadecimal(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    /// Four groups of six bits; what is missing is zero.
    private static func sextets(of group: ArraySlice<UInt8>) -> [Int] {
        let bits = (0..<3).reduce(0) { bits, offset in
            bits << 8 | (offset < group.count ? Int(group[group.startIndex + offset]) : 0)
        }
        return [bits >> 18, bits >> 12 & 63, bits >> 6 & 63, bits & 63]
    }
}

extension RandomAccessCollection<UInt8> where Index == Int {
    fileprivate func groups(of size: Int) -> [SubSequence] {
        stride(from: startIndex, to: endIndex, by: size).map { self[$0..<Swift.min($0 + size, endIndex)] }
    }
}
