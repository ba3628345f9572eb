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

    mutating func decode(into output: inout [UInt8], upTo limit: Int) -> Bool {
        let start = output.count
        Self.values.withUnsafeBufferPointer { values in
            while position < input.count, output.count - start < limit {
                if pendingDigits == 0 { decodeGroups(values, into: &output, upTo: start + limit) }
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
            var digits = 0
            while position < input.count {
                let byte = input[position]
                position += 1
                if values[Int(byte)] != 0xFF { digits += 1 }
                guard byte == UInt8(ascii: "=") else { continue }
                total += Self.octets(in: digits)
                digits = 0
                skipPadding(values)
            }
            return total + Self.octets(in: digits)
        }
    }

    /// Whole groups of four digits, as long as nothing else stands between them.
    private mutating func decodeGroups(
        _ values: UnsafeBufferPointer<UInt8>, into output: inout [UInt8], upTo limit: Int
    ) {
        while position + 4 <= input.count, output.count < limit {
            let first = values[Int(input[position])]
            let second = values[Int(input[position + 1])]
            let third = values[Int(input[position + 2])]
            let fourth = values[Int(input[position + 3])]
            guard (first | second | third | fourth) & 0xC0 == 0 else { return }
            output.append(first << 2 | second >> 4)
            output.append(second << 4 | third >> 2)
            output.append(third << 6 | fourth)
            position += 4
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
