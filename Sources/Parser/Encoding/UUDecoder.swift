/// Reads uuencoded text between `begin` and `end` (the format of POSIX `uuencode`).
struct UUDecoder: SteppingDecoder {
    private(set) var isDamaged = false
    private let lines: Lines
    private var position: Int

    private var input: Octets { lines.raw }

    init(_ input: Octets) {
        lines = Lines(input)
        position = Self.firstLine(of: lines)
    }

    var isAtEnd: Bool { position >= input.count }

    /// The line behind `begin`, or the first one where there is none.
    private static func firstLine(of lines: Lines) -> Int {
        var position = 0
        while position < lines.raw.count {
            let line = lines.line(at: position, before: lines.raw.count)
            if lines.raw.hasPrefix(ignoringCase: "begin ", at: line.content.lowerBound) { return line.next }
            position = line.next
        }
        return 0
    }

    /// The first character says how many octets the line holds; four characters carry three octets.
    mutating func decodeStep(into output: inout [UInt8]) {
        let line = lines.line(at: position, before: input.count)
        position = line.next
        guard let first = line.content.first else { return }
        let isEnd = line.content.count == 3 && input.hasPrefix(ignoringCase: "end", at: first)
        guard !isEnd, let length = Self.value(input[first]) else {
            if isEnd { position = input.count } else { isDamaged = true }
            return
        }
        let expected = output.count + length
        var place = first + 1
        while output.count < expected, place < line.content.upperBound {
            appendGroup(at: place, before: line.content.upperBound, into: &output)
            place += 4
        }
        if output.count > expected { output.removeLast(output.count - expected) }
        guard output.count < expected else { return }
        isDamaged = true
        // What follows a line that has lost its end stays at its place.
        if !isAtEnd, line.content.count * 2 > length {
            output.append(contentsOf: repeatElement(0, count: expected - output.count))
        }
    }

    private func appendGroup(at place: Int, before end: Int, into output: inout [UInt8]) {
        var bits: UInt32 = 0
        // Blanks at the end of a line, which stand for zero, get lost in transport.
        for offset in 0..<4 {
            let value = place + offset < end ? Self.value(input[place + offset]) ?? 0 : 0
            bits = bits << 6 | UInt32(value)
        }
        output.append(UInt8(truncatingIfNeeded: bits >> 16))
        output.append(UInt8(truncatingIfNeeded: bits >> 8))
        output.append(UInt8(truncatingIfNeeded: bits))
    }

    private static func value(_ byte: UInt8) -> Int? {
        byte >= 0x20 && byte <= 0x60 ? Int((byte - 0x20) & 0x3F) : nil
    }
}
