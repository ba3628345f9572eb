import Core

/// One encoded word of a header field, still in its charset (RFC 2047 section 2, with the language of RFC 2231).
struct EncodedWord {
    var charset: String
    var octets: [UInt8]
    /// Where the text goes on behind it.
    var end: Int

    /// The longest charset that is believed to be one, language included.
    private static let charsetOctets = 64

    /// Reads the word that starts at `start` with `=?`.
    ///
    /// `terminator` is where the next `?=` at or behind a place stands. White space within the word is let through:
    /// QUIRK: several programs leave spaces in their Q text.
    init?(in body: [UInt8], at start: Int, terminator: (Int) -> Int?) {
        let question = UInt8(ascii: "?")
        let nameStart = start + 2
        guard nameStart < body.count else { return nil }
        let nameRoom = body[nameStart..<min(body.count, nameStart + Self.charsetOctets)]
        guard let nameEnd = nameRoom.firstIndex(of: question), nameEnd > nameStart, nameEnd + 2 < body.count,
            body[nameEnd + 2] == question
        else { return nil }
        let textStart = nameEnd + 3
        guard let textEnd = terminator(textStart), !Self.startsAnother(body, textStart, textEnd) else { return nil }
        let text = body[textStart..<textEnd]
        switch body[nameEnd + 1].asciiLowercased {
        case UInt8(ascii: "b"): octets = Self.decodeB(text)
        case UInt8(ascii: "q"): octets = Self.decodeQ(text)
        default: return nil
        }
        let name = body[nameStart..<nameEnd].prefix { $0 != UInt8(ascii: "*") }
        charset = name.lowercasedASCII
        end = textEnd + 2
    }

    /// Whether another word begins within the text of this one, which then was never ended.
    private static func startsAnother(_ body: [UInt8], _ start: Int, _ end: Int) -> Bool {
        var place = start
        while place + 1 < end {
            if body[place] == UInt8(ascii: "="), body[place + 1] == UInt8(ascii: "?") { return true }
            place += 1
        }
        return false
    }

    private static func decodeB(_ text: ArraySlice<UInt8>) -> [UInt8] {
        text.withUnsafeBytes { TransferEncoding.base64.decode($0).octets }
    }

    private static func decodeQ(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(text.count)
        var place = text.startIndex
        while place < text.endIndex {
            let byte = text[place]
            place += 1
            if byte == UInt8(ascii: "="), place + 1 < text.endIndex, let high = text[place].hexadecimalValue,
                let low = text[place + 1].hexadecimalValue
            {
                octets.append(high << 4 | low)
                place += 2
            } else {
                octets.append(byte == UInt8(ascii: "_") ? .space : byte)
            }
        }
        return octets
    }
}
