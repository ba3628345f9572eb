/// Reads quoted-printable (RFC 2045 section 6.7); an `=` that means nothing stays as it is.
struct QuotedPrintableDecoder: SteppingDecoder {
    private(set) var isDamaged = false
    private let input: Octets
    private var position = 0
    /// Where the line ends that was looked at last.
    private var lineEnd = -1

    init(_ input: Octets) { self.input = input }

    var isAtEnd: Bool { position >= input.count }

    /// Copies up to the next `=` or the end of the line, and decodes that.
    mutating func decodeStep(into output: inout [UInt8]) {
        if lineEnd < position {
            lineEnd = input.firstIndex(of: .lineFeed, in: position..<input.count) ?? input.count
        }
        if let escape = input.firstIndex(of: UInt8(ascii: "="), in: position..<lineEnd) {
            output.append(contentsOf: input.slice(position..<escape))
            position = escape + 1
            decodeEscape(into: &output)
        } else {
            copyLine(into: &output)
        }
    }

    /// Blanks at the end of a line were added in transport (rule 3).
    private mutating func copyLine(into output: inout [UInt8]) {
        var end = lineEnd
        let hasReturn = lineEnd < input.count && end > position && input[end - 1] == .carriageReturn
        if hasReturn { end -= 1 }
        while end > position, input[end - 1].isBlank { end -= 1 }
        output.append(contentsOf: input.slice(position..<end))
        if hasReturn { output.append(.carriageReturn) }
        if lineEnd < input.count { output.append(.lineFeed) }
        position = min(lineEnd + 1, input.count)
    }

    /// Two hexadecimal digits, a soft line break, or neither.
    private mutating func decodeEscape(into output: inout [UInt8]) {
        if position + 1 < input.count, let high = input[position].hexadecimalValue,
            let low = input[position + 1].hexadecimalValue
        {
            output.append(high << 4 | low)
            position += 2
        } else if let next = softBreakEnd() {
            position = next
        } else {
            isDamaged = true
            output.append(UInt8(ascii: "="))
        }
    }

    private func softBreakEnd() -> Int? {
        var end = position
        while end < input.count, input[end].isBlank { end += 1 }
        guard end < input.count else { return end }
        if input[end] == .lineFeed { return end + 1 }
        guard input[end] == .carriageReturn else { return nil }
        return end + 1 < input.count && input[end + 1] == .lineFeed ? end + 2 : end + 1
    }
}
