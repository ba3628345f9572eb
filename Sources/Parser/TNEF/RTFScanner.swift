/// What RTF is made of.
enum RTFToken: Equatable {
    case open, close
    /// A control word and its number.
    case control(String, Int?)
    /// A backslash and some other character.
    case symbol(UInt8)
    /// An octet written in hexadecimal digits.
    case hexadecimal(UInt8)
    case octet(UInt8)
}

/// Splits RTF into its tokens; line ends that mean nothing are left out.
struct RTFScanner {
    private let octets: Octets
    private var place = 0

    /// The longest control word; Word writes none of more than 32 letters.
    private static let longestWord = 40

    init(_ octets: Octets) { self.octets = octets }

    mutating func next() -> RTFToken? {
        while place < octets.count {
            let octet = octets[place]
            place += 1
            switch octet {
            case UInt8(ascii: "{"): return .open
            case UInt8(ascii: "}"): return .close
            case .backslash: return place < octets.count ? escaped() : nil
            case .lineFeed, .carriageReturn, 0: continue
            default: return .octet(octet)
            }
        }
        return nil
    }

    /// Passes over octets of any value, as `\bin` announces them.
    mutating func skip(_ count: Int) { place = min(octets.count, place + min(max(0, count), octets.count)) }

    private mutating func escaped() -> RTFToken {
        let octet = octets[place]
        guard !octet.isLetter else { return control() }
        place += 1
        guard octet == UInt8(ascii: "'") else { return .symbol(octet) }
        guard place + 1 < octets.count, let high = octets[place].hexadecimalValue,
            let low = octets[place + 1].hexadecimalValue
        else { return .symbol(octet) }
        place += 2
        return .hexadecimal(high << 4 | low)
    }

    private mutating func control() -> RTFToken {
        let start = place
        while place < octets.count, octets[place].isLetter { place += 1 }
        let word = place - start <= Self.longestWord ? String(decoding: octets[start..<place], as: UTF8.self) : ""
        let number = parameter()
        // One blank behind a control word belongs to it.
        if place < octets.count, octets[place] == .space { place += 1 }
        return .control(word, number)
    }

    private mutating func parameter() -> Int? {
        let isNegative = place < octets.count && octets[place] == UInt8(ascii: "-")
        let start = isNegative ? place + 1 : place
        guard start < octets.count, octets[start].isDigit else { return nil }
        var number = 0
        place = start
        while place < octets.count, octets[place].isDigit {
            number = min(number * 10 + Int(octets[place] - 0x30), 0xFFFF_FFFF)
            place += 1
        }
        return isNegative ? -number : number
    }
}
