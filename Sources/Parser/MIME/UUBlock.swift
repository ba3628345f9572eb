import Core

/// A uuencoded file within a text, from its `begin` to its `end`.
struct UUBlock {
    let file: EmbeddedFiles.File
    /// Where the text goes on.
    let end: Int

    private struct Beginning {
        var isBase64: Bool
        var name: Range<Int>
    }

    /// `nil` unless a line is a whole `begin 644 name` and what follows is encoded: sentences may start with "begin", too.
    init?(at line: Lines.Line, in lines: Lines) {
        let raw = lines.raw
        guard let beginning = Self.beginning(line.content, raw) else { return nil }
        let data = beginning.isBase64 ? Self.base64Data(line.next, lines) : Self.uuData(line.next, lines)
        guard let data else { return nil }
        let decoded =
            beginning.isBase64
            ? TransferEncoding.base64.decode(raw.slice(line.next..<data.end))
            : TransferEncoding.uuencode.decode(raw.slice(line.content.lowerBound..<data.next))
        file = EmbeddedFiles.File(
            name: Array(raw.slice(beginning.name)), octets: decoded.octets,
            isBroken: decoded.isDamaged || !data.isClosed)
        end = data.next
    }

    /// `begin`, the rights of the file in octal digits, its name.
    private static func beginning(_ line: Range<Int>, _ raw: Octets) -> Beginning? {
        let isBase64 = raw.hasPrefix(ignoringCase: "begin-base64 ", at: line.lowerBound)
        guard isBase64 || raw.hasPrefix(ignoringCase: "begin ", at: line.lowerBound) else { return nil }
        var place = line.lowerBound + (isBase64 ? 13 : 6)
        let digits = place
        while place < line.upperBound, (0x30...0x37).contains(raw[place]) { place += 1 }
        guard (3...6).contains(place - digits), place < line.upperBound, raw[place].isBlank else { return nil }
        let name = raw.trimmed(place..<line.upperBound)
        return name.isEmpty ? nil : Beginning(isBase64: isBase64, name: name)
    }

    /// Where the encoded lines end, and the line behind them.
    private struct Data {
        var end: Int
        var next: Int
        var isClosed: Bool
    }

    private static func uuData(_ start: Int, _ lines: Lines) -> Data? {
        var place = start
        var sawZero = false
        while place < lines.raw.count {
            let line = lines.line(at: place, before: lines.raw.count)
            if isEnd(line.content, lines.raw), place > start {
                return Data(end: place, next: line.next, isClosed: true)
            }
            // The line of no octets may lose its only blank.
            let isZero =
                line.content.count <= 1 && lines.raw.slice(line.content).allSatisfy { $0 == 0x60 || $0 == .space }
            let isData =
                !isZero && (place == start ? isExact(line.content, lines.raw) : isEncoded(line.content, lines.raw))
            guard isZero || isData, !sawZero || isZero else { break }
            sawZero = isZero
            place = line.next
        }
        return place > start && !(sawZero && place == start) ? Data(end: place, next: place, isClosed: sawZero) : nil
    }

    private static func isEnd(_ line: Range<Int>, _ raw: Octets) -> Bool {
        raw.hasPrefix(ignoringCase: "end", at: line.lowerBound) && raw.trimmed(line).count == 3
    }

    /// Whether the first character gives the length of the line; blanks at its end may be lost, a checksum may follow.
    private static func isExact(_ line: Range<Int>, _ raw: Octets) -> Bool {
        guard let first = raw.slice(line).first, isEncoded(line, raw) else { return false }
        let wanted = (Int((first - 0x20) & 0x3F) + 2) / 3 * 4
        let found = line.count - 1
        return found <= wanted + 1 && found * 2 >= wanted
    }

    /// Whether a line is made of the characters of uuencode, which has no small letters.
    private static func isEncoded(_ line: Range<Int>, _ raw: Octets) -> Bool {
        line.count <= 100 && raw.slice(line).allSatisfy { $0 >= 0x20 && $0 <= 0x60 }
    }

    private static func base64Data(_ start: Int, _ lines: Lines) -> Data? {
        var place = start
        while place < lines.raw.count {
            let line = lines.line(at: place, before: lines.raw.count)
            let content = lines.raw.slice(lines.raw.trimmed(line.content))
            if content.count == 4, content.allSatisfy({ $0 == UInt8(ascii: "=") }) {
                return Data(end: place, next: line.next, isClosed: true)
            }
            let isEncoded = content.allSatisfy { $0.isLetter || $0.isDigit || "+/=".utf8.contains($0) }
            guard isEncoded, !content.isEmpty, content.count <= 100, place > start || content.count % 4 == 0 else {
                break
            }
            place = line.next
        }
        return place > start ? Data(end: place, next: place, isClosed: false) : nil
    }
}
