import Core

/// One encoded word of a header field, still in its charset (RFC 2047 section 2, with the language of RFC 2231).
struct EncodedWord {
    var charset: String
    var octets: [UInt8]
    /// The text of a word in base64.
    private(set) var base64: ArraySlice<UInt8>?
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
        let isQ = body[nameEnd + 1].asciiLowercased == UInt8(ascii: "q")
        guard isQ || body[nameEnd + 1].asciiLowercased == UInt8(ascii: "b") else { return nil }
        charset = body[nameStart..<nameEnd].prefix { $0 != UInt8(ascii: "*") }.lowercasedASCII
        let textStart = nameEnd + 3
        let text: Range<Int>
        if let found = terminator(textStart), !Self.startsAnother(body, textStart, found) {
            text = textStart..<(isQ ? Self.lastTerminator(in: body, from: found, terminator) : found)
            end = text.upperBound + 2
        } else {
            guard let rest = Self.unended(body, from: textStart), CharsetName.isKnown(charset) else { return nil }
            text = rest
            end = rest.upperBound
        }
        octets = isQ ? Self.decodeQ(body[text]) : Self.decodeB(body[text])
        base64 = isQ ? nil : body[text]
    }

    /// Joins a word to this one, which stands before it.
    ///
    /// QUIRK: programs that cut base64 into words wherever the line was full, even between the four of a group.
    mutating func append(_ next: EncodedWord) {
        end = next.end
        if let first = base64, let second = next.base64, first.count % 4 != 0, first.last != UInt8(ascii: "=") {
            let joined = Array(first.suffix(first.count % 4) + second)
            octets.removeLast(min(octets.count, max(0, first.count % 4 - 1)))
            octets += Self.decodeB(joined[...])
            base64 = joined[...]
        } else {
            octets += next.octets
            base64 = next.base64
        }
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

    /// QUIRK: question marks that stand for themselves in Q text, before an encoded octet: `what?=20now?=`.
    private static func lastTerminator(in body: [UInt8], from first: Int, _ terminator: (Int) -> Int?) -> Int {
        var found = first
        while found + 3 < body.count, body[found + 2].hexadecimalValue != nil, body[found + 3].hexadecimalValue != nil,
            let next = terminator(found + 2), !startsAnother(body, found + 2, next),
            !body[(found + 2)..<next].contains(where: \.isWhiteSpace)
        {
            found = next
        }
        return found
    }

    /// QUIRK: a word that was cut off, and so has no end; it reaches as far as words do.
    private static func unended(_ body: [UInt8], from start: Int) -> Range<Int>? {
        var end = start
        while end < body.count, !body[end].isWhiteSpace, !"<>\",;".utf8.contains(body[end]) {
            if body[end] == UInt8(ascii: "="), end + 1 < body.count, body[end + 1] == UInt8(ascii: "?") { break }
            end += 1
        }
        return end > start ? start..<end : nil
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
