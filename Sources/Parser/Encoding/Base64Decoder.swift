/// Reads base64 (RFC 2045 section 6.8), leaving out what is not of its alphabet.
struct Base64Decoder: TransferDecoder {
    private(set) var isDamaged = false
    private let input: Octets
    private var position = 0
    private var pending: UInt32 = 0
    private var pendingDigits = 0

    init(_ input: Octets) { self.input = input }

    /// The value of each octet, or 0xFF.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (value, digit) in alphabet.utf8.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()

    /// Above the bits of a group of four digits: one of them is none.
    private static let noDigit: UInt32 = 0x0100_0000

    /// What an octet adds to a group as its first, second, third and fourth digit: four tables in a row.
    private static let shares: [UInt32] = [18, 12, 6, 0].flatMap { shift in
        values.map { $0 == 0xFF ? noDigit : UInt32($0) << UInt32(shift) }
    }

    mutating func decode(into output: inout [UInt8], upTo limit: Int) -> Bool {
        let start = output.count
        Self.values.withUnsafeBufferPointer { values in
            while position < input.count, output.count - start < limit {
                if pendingDigits == 0 { decodeGroups(into: &output, upTo: limit - (output.count - start)) }
                if position < input.count, output.count - start < limit { decodeOctet(values, into: &output) }
            }
        }
        guard position == input.count else { return true }
        flush(into: &output)
        return false
    }

    mutating func countOctets() -> Int {
        Self.values.withUnsafeBufferPointer { values in
            var total = 0
            while position < input.count {
                let padding = input.firstIndex(of: UInt8(ascii: "="), in: position..<input.count)
                let census = Base64Census(input, position..<(padding ?? input.count))
                total += Self.octets(in: census.digits)
                if census.strays > 0 || census.digits % 4 == 1 { isDamaged = true }
                position = padding.map { $0 + 1 } ?? input.count
                if padding != nil { skipPadding(values) }
            }
            return total
        }
    }

    /// Whole groups of four digits, as long as nothing but ends of lines stands between them.
    private mutating func decodeGroups(into output: inout [UInt8], upTo limit: Int) {
        let rest = input.count - position
        guard rest >= 4, let source = input.baseAddress else { return }
        var place = position
        // Each group is stored as four octets, of which the next one overwrites the last.
        output.append(addingCapacity: min(rest / 4 * 3, limit) + 4) { (span: inout OutputSpan<UInt8>) in
            span.withUnsafeMutableBufferPointer { room, count in
                guard let target = UnsafeMutableRawPointer(room.baseAddress) else { return }
                Self.shares.withUnsafeBufferPointer { shares in
                    let end = input.count - 4
                    var written = 0
                    while place <= end, written < limit {
                        let group =
                            shares[Int(source.load(fromByteOffset: place, as: UInt8.self))]
                            | shares[256 + Int(source.load(fromByteOffset: place + 1, as: UInt8.self))]
                            | shares[512 + Int(source.load(fromByteOffset: place + 2, as: UInt8.self))]
                            | shares[768 + Int(source.load(fromByteOffset: place + 3, as: UInt8.self))]
                        if group < Self.noDigit {
                            target.storeBytes(of: (group << 8).bigEndian, toByteOffset: written, as: UInt32.self)
                            written += 3
                            place += 4
                        } else {
                            guard let next = lineEnd(at: place) else { break }
                            place = next
                        }
                    }
                    count = written
                }
            }
        }
        position = place
    }

    /// The place behind a line end.
    private func lineEnd(at place: Int) -> Int? {
        switch input[place] {
        case .lineFeed: place + 1
        case .carriageReturn: input[place + 1] == .lineFeed ? place + 2 : place + 1
        default: nil
        }
    }

    private mutating func decodeOctet(_ values: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        let byte = input[position]
        position += 1
        let value = values[Int(byte)]
        if value != 0xFF {
            pending = pending << 6 | UInt32(value)
            pendingDigits += 1
            if pendingDigits == 4 { flush(into: &output) }
        } else if byte == UInt8(ascii: "=") {
            flush(into: &output)
            skipPadding(values)
        } else if !byte.isWhiteSpace {
            isDamaged = true
        }
    }

    /// What is complete of the group that has been begun.
    private mutating func flush(into output: inout [UInt8]) {
        let bits = pending << UInt32(6 * (4 - pendingDigits))
        if pendingDigits >= 2 { output.append(UInt8(truncatingIfNeeded: bits >> 16)) }
        if pendingDigits >= 3 { output.append(UInt8(truncatingIfNeeded: bits >> 8)) }
        if pendingDigits == 4 { output.append(UInt8(truncatingIfNeeded: bits)) }
        if pendingDigits == 1 { isDamaged = true }
        pending = 0
        pendingDigits = 0
    }

    /// Passes over the padding, and over all that follows unless it is base64 again.
    ///
    /// QUIRK: some programs encode each line, or each file, by itself; others append a footer in clear.
    private mutating func skipPadding(_ values: UnsafeBufferPointer<UInt8>) {
        var isNewLine = false
        while position < input.count, input[position] == UInt8(ascii: "=") || input[position].isWhiteSpace {
            if !input[position].isBlank, input[position].isWhiteSpace { isNewLine = true }
            position += 1
        }
        var end = position
        while end < input.count, values[Int(input[end])] != 0xFF { end += 1 }
        let isEncoded = isNewLine && end - position >= 4 && (end == input.count || "=\r\n".utf8.contains(input[end]))
        guard !isEncoded, position < input.count else { return }
        isDamaged = true
        position = input.count
    }

    private static func octets(in digits: Int) -> Int { digits / 4 * 3 + max(0, digits % 4 - 1) }
}

/// Counts digits of base64 without looking at what they say.
private struct Base64Census {
    /// How many octets are of the alphabet.
    private(set) var digits = 0
    /// How many are neither that nor white space.
    private(set) var strays = 0

    /// How many octets are counted in one octet: fewer than overflow it, and a multiple of what a vector holds.
    private static let blockSize = 240

    /// Counts the octets of a range.
    init(_ input: Octets, _ range: Range<Int>) {
        var place = range.lowerBound
        while place < range.upperBound {
            let end = min(place + Self.blockSize, range.upperBound)
            // No branches: the compiler makes vectors of this.
            var count: UInt8 = 0
            var blanks: UInt8 = 0
            for octet in UnsafeRawBufferPointer(rebasing: input[place..<end]) {
                count &+= Self.isDigit(octet)
                blanks &+= Self.isBlank(octet)
            }
            digits += Int(count)
            strays += end - place - Int(count) - Int(blanks)
            place = end
        }
    }

    /// 1 for a space and for what ends or sets apart lines, else 0.
    @inline(__always)
    private static func isBlank(_ octet: UInt8) -> UInt8 {
        let isSpace: UInt8 = octet == .space ? 1 : 0
        let isLayout: UInt8 = octet &- .tab < 5 ? 1 : 0
        return isSpace | isLayout
    }

    /// 1 for letters, figures, `+` and `/`, else 0.
    @inline(__always)
    private static func isDigit(_ octet: UInt8) -> UInt8 {
        let isLetter: UInt8 = (octet | 0x20) &- UInt8(ascii: "a") < 26 ? 1 : 0
        let isFigure: UInt8 = octet &- UInt8(ascii: "/") < 11 ? 1 : 0
        let isPlus: UInt8 = octet == UInt8(ascii: "+") ? 1 : 0
        return isLetter | isFigure | isPlus
    }
}
