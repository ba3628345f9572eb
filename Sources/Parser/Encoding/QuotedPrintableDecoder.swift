/// Reads quoted-printable (RFC 2045 section 6.7); an `=` that means nothing stays as it is.
struct QuotedPrintableDecoder: TransferDecoder {
    private(set) var isDamaged = false
    private let input: Octets
    private var position = 0

    init(_ input: Octets) { self.input = input }

    /// Decodes whole lines, so that no piece ends with blanks that are not to be there.
    mutating func decode(into output: inout [UInt8], upTo limit: Int) -> Bool {
        let start = output.count
        while position < input.count, output.count - start < limit {
            let most = min(limit - (output.count - start), input.count - position)
            let end =
                input.firstIndex(of: .lineFeed, in: position + most - 1..<input.count).map { $0 + 1 } ?? input.count
            // What is decoded is never longer; octets are copied eight at a time.
            output.append(addingCapacity: end - position + 8) { (span: inout OutputSpan<UInt8>) in
                span.withUnsafeMutableBufferPointer { room, count in
                    var writer = QuotedPrintableWriter(input, room)
                    writer.write(from: &position, to: end)
                    count = writer.count
                    if writer.isDamaged { isDamaged = true }
                }
            }
        }
        return position < input.count
    }

    mutating func countOctets() -> Int {
        var total = 0
        var piece: [UInt8] = []
        var hasMore = true
        while hasMore {
            piece.removeAll(keepingCapacity: true)
            hasMore = decode(into: &piece, upTo: 16 << 10)
            total += piece.count
        }
        return total
    }
}

/// Writes what lines of quoted-printable say into memory that has room for them and eight octets more.
private struct QuotedPrintableWriter {
    private(set) var count = 0
    private(set) var isDamaged = false
    private let input: Octets
    private let output: UnsafeMutableRawBufferPointer
    /// What was written before came from an escape, or ended a line: blanks there are meant.
    private var literalStart = 0

    init(_ input: Octets, _ output: UnsafeMutableBufferPointer<UInt8>) {
        self.input = input
        self.output = UnsafeMutableRawBufferPointer(output)
    }

    /// Decodes from a place to the end of a line, or of the input.
    mutating func write(from position: inout Int, to end: Int) {
        while position < end {
            position = copyLiteral(from: position, to: end)
            guard position < end else { break }
            if input[position] == .lineFeed {
                endLine()
                position += 1
            } else {
                position = writeEscape(behind: position + 1)
            }
            literalStart = count
        }
        if end == input.count, position >= end { dropBlanks() }
    }

    /// Copies octets up to an `=` or a line end; where that stands.
    private mutating func copyLiteral(from start: Int, to end: Int) -> Int {
        var place = start
        while place + 8 <= end {
            let word = input.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            output.storeBytes(of: word, toByteOffset: count, as: UInt64.self)
            let marks = Self.zeros(in: word ^ Self.equalSigns) | Self.zeros(in: word ^ Self.lineFeeds)
            guard marks == 0 else {
                let length = UInt64(littleEndian: marks).trailingZeroBitCount / 8
                count += length
                return place + length
            }
            place += 8
            count += 8
        }
        while place < end, input[place] != UInt8(ascii: "="), input[place] != .lineFeed {
            write(input[place])
            place += 1
        }
        return place
    }

    private static let equalSigns = UInt64(0x3D3D_3D3D_3D3D_3D3D)
    private static let lineFeeds = UInt64(0x0A0A_0A0A_0A0A_0A0A)

    /// The high bit of each octet that is zero; above the first one there may be others.
    private static func zeros(in word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }

    private mutating func write(_ byte: UInt8) {
        output[count] = byte
        count += 1
    }

    /// Blanks at the end of a line were added in transport (rule 3).
    private mutating func endLine() {
        let hasReturn = count > literalStart && output[count - 1] == .carriageReturn
        if hasReturn { count -= 1 }
        dropBlanks()
        if hasReturn { write(.carriageReturn) }
        write(.lineFeed)
    }

    private mutating func dropBlanks() {
        while count > literalStart, output[count - 1].isBlank { count -= 1 }
    }

    /// Two hexadecimal digits, as often as they come, a soft line break, or neither; where it goes on.
    private mutating func writeEscape(behind start: Int) -> Int {
        var position = start
        while position + 1 < input.count {
            let high = Self.digit(input[position])
            let low = Self.digit(input[position + 1])
            guard high | low < 16 else { break }
            write(high << 4 | low)
            position += 2
            // Text that is not Latin is nothing but escapes.
            guard position < input.count, input[position] == UInt8(ascii: "=") else { return position }
            position += 1
        }
        if let next = softBreakEnd(from: position) { return next }
        isDamaged = true
        write(UInt8(ascii: "="))
        return position
    }

    /// The value of a hexadecimal digit, or more than one can have.
    @inline(__always)
    private static func digit(_ octet: UInt8) -> UInt8 {
        let figure = octet &- UInt8(ascii: "0")
        let letter = (octet | 0x20) &- UInt8(ascii: "a")
        return figure < 10 ? figure : letter < 6 ? letter + 10 : 0xFF
    }

    private func softBreakEnd(from position: Int) -> Int? {
        var end = position
        while end < input.count, input[end].isBlank { end += 1 }
        guard end < input.count else { return end }
        if input[end] == .lineFeed { return end + 1 }
        guard input[end] == .carriageReturn else { return nil }
        return end + 1 < input.count && input[end + 1] == .lineFeed ? end + 2 : end + 1
    }
}
