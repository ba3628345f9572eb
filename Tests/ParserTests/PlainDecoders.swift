@testable import Parser

/// Transfer encodings undone octet by octet, as simply as can be: what the fast decoders are compared with.
enum PlainDecoders {
    struct Decoded: Equatable {
        var octets: [UInt8] = []
        var isDamaged = false
    }

    static func base64(_ input: [UInt8]) -> Decoded {
        var decoded = Decoded()
        var group: [UInt8] = []
        var place = 0
        func flush() {
            let bits = (0..<4).reduce(UInt32(0)) { $0 << 6 | ($1 < group.count ? UInt32(group[$1]) : 0) }
            let octets = [16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> UInt32($0)) }
            decoded.octets += octets.prefix(max(0, group.count - 1))
            if group.count == 1 { decoded.isDamaged = true }
            group = []
        }
        while place < input.count {
            let byte = input[place]
            place += 1
            if let value = value(byte) {
                group.append(value)
                if group.count == 4 { flush() }
            } else if byte == UInt8(ascii: "=") {
                flush()
                guard let next = placeBehindPadding(input, place) else {
                    decoded.isDamaged = true
                    return decoded
                }
                place = next
            } else if !byte.isWhiteSpace {
                decoded.isDamaged = true
            }
        }
        flush()
        return decoded
    }

    private static func value(_ byte: UInt8) -> UInt8? {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        return alphabet.firstIndex(of: byte).map { UInt8($0) }
    }

    /// Where base64 goes on behind padding; `nil` where something else stands there.
    private static func placeBehindPadding(_ input: [UInt8], _ start: Int) -> Int? {
        var place = start
        while place < input.count, input[place] == UInt8(ascii: "=") || input[place].isWhiteSpace { place += 1 }
        guard place < input.count else { return place }
        let isNewLine = input[start..<place].contains { $0.isWhiteSpace && !$0.isBlank }
        let digits = input[place...].prefix { value($0) != nil }
        let follower = place + digits.count < input.count ? input[place + digits.count] : .lineFeed
        return isNewLine && digits.count >= 4 && "=\r\n".utf8.contains(follower) ? place : nil
    }

    static func quotedPrintable(_ input: [UInt8]) -> Decoded {
        var decoded = Decoded()
        var place = 0
        /// Blanks before this place are meant.
        var literalStart = 0
        func dropBlanks() {
            while decoded.octets.count > literalStart, decoded.octets[decoded.octets.count - 1].isBlank {
                decoded.octets.removeLast()
            }
        }
        while place < input.count {
            let byte = input[place]
            place += 1
            if byte == UInt8(ascii: "=") {
                place = escape(input, place, &decoded)
                literalStart = decoded.octets.count
            } else if byte == .lineFeed {
                let hasReturn = decoded.octets.count > literalStart && decoded.octets.last == .carriageReturn
                if hasReturn { decoded.octets.removeLast() }
                dropBlanks()
                decoded.octets += hasReturn ? [.carriageReturn, .lineFeed] : [.lineFeed]
                literalStart = decoded.octets.count
            } else {
                decoded.octets.append(byte)
            }
        }
        dropBlanks()
        return decoded
    }

    private static func escape(_ input: [UInt8], _ place: Int, _ decoded: inout Decoded) -> Int {
        let digits = input[place...].prefix(2).compactMap(\.hexadecimalValue)
        if digits.count == 2 {
            decoded.octets.append(digits[0] << 4 | digits[1])
            return place + 2
        }
        let blanks = input[place...].prefix(while: \.isBlank).count
        let rest = input[(place + blanks)...].prefix(2)
        if rest.isEmpty { return input.count }
        if rest.first == .lineFeed { return place + blanks + 1 }
        if rest.first == .carriageReturn { return place + blanks + (rest.last == .lineFeed ? 2 : 1) }
        decoded.isDamaged = true
        decoded.octets.append(UInt8(ascii: "="))
        return place
    }
}
