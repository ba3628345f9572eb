import Core

/// UTF-16 or UTF-32 in either order of octets (RFC 2781).
struct WideUnicode: Equatable {
    /// Octets of a code unit: 2 or 4.
    var octets: Int
    /// `nil` where the name doesn't say: a byte order mark does, or the octets themselves.
    var isLittleEndian: Bool?

    /// The text; half a unit at the end, and half a surrogate pair, become U+FFFD.
    func decode(_ source: Octets) -> String {
        let (isLittle, start) = order(of: source)
        let units = (source.count - start) / octets
        var text: String
        if octets == 2 {
            let codes = (0..<units).lazy.map {
                UInt16(truncatingIfNeeded: Self.unit(source, start + $0 * 2, 2, isLittle))
            }
            text = String(decoding: codes, as: UTF16.self)
        } else {
            let codes = (0..<units).lazy.map { Self.unit(source, start + $0 * 4, 4, isLittle) }
            text = String(decoding: codes, as: UTF32.self)
        }
        if start + units * octets < source.count { text += "\u{FFFD}" }
        return text
    }

    /// The order, and where the text starts behind a mark.
    private func order(of source: Octets) -> (isLittle: Bool, start: Int) {
        if source.count >= octets {
            if Self.unit(source, 0, octets, true) == 0xFEFF { return (true, octets) }
            if Self.unit(source, 0, octets, false) == 0xFEFF { return (false, octets) }
        }
        return (isLittleEndian ?? Self.looksLittle(source, octets), 0)
    }

    /// Most scripts leave the high octets small, blanks and line ends in any script do; RFC 2781 section 4.3 says big
    /// endian where nothing is said.
    private static func looksLittle(_ source: Octets, _ width: Int) -> Bool {
        var score = 0
        var place = 0
        while place + width <= min(source.count, 4_096) {
            if source[place] == 0 { score -= 1 }
            if source[place + width - 1] == 0 { score += 1 }
            place += width
        }
        return score > 0
    }

    private static func unit(_ source: Octets, _ start: Int, _ width: Int, _ isLittle: Bool) -> UInt32 {
        var value: UInt32 = 0
        for offset in 0..<width {
            value = value << 8 | UInt32(source[start + (isLittle ? width - 1 - offset : offset)])
        }
        return value
    }
}

extension WideUnicode {
    /// What undeclared text is that has a byte order mark, or a zero in every other octet; `nil` for all other text.
    static func detected(in source: Octets) -> WideUnicode? {
        guard source.count >= 4 else { return nil }
        if source[0] == 0xFF, source[1] == 0xFE { return WideUnicode(octets: source[2] | source[3] == 0 ? 4 : 2) }
        if source[0] == 0xFE, source[1] == 0xFF { return WideUnicode(octets: 2) }
        guard source.firstIndex(of: 0, in: 0..<min(source.count, 64)) != nil else { return nil }
        let sample = source.slice(0..<min(source.count, 1_024))
        let even = stride(from: 0, to: sample.count, by: 2).reduce(0) { $0 + (sample[$1] == 0 ? 1 : 0) }
        let odd = stride(from: 1, to: sample.count, by: 2).reduce(0) { $0 + (sample[$1] == 0 ? 1 : 0) }
        guard max(even, odd) * 10 >= sample.count / 2 * 7, min(even, odd) * 10 <= max(even, odd) else { return nil }
        return WideUnicode(octets: 2, isLittleEndian: odd > even)
    }
}
