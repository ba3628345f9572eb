import Core

/// ISO-2022-JP (RFC 1468) and what vendors made of it (CP50220 to CP50222, ISO-2022-JP-MS), turned into EUC-JP.
///
/// Half-width katakana and JIS X 0212 (RFC 2237) come with it; for the vendors' characters see ``ShiftJIS``.
struct ISO2022JP {
    private enum Mode { case ascii, katakana, double, supplementary }

    private let octets: Octets
    private var position = 0
    private var mode = Mode.ascii
    private var isShifted = false
    private var output: [UInt8] = []

    private static let escape: UInt8 = 0x1B

    /// The octets in EUC-JP; `nil` where they change to a charset that it doesn't have (RFC 1554).
    static func eucJP(_ octets: Octets) -> [UInt8]? {
        var decoder = ISO2022JP(octets: octets)
        return decoder.decode()
    }

    /// Whether an escape sequence of it stands in text that is said to be something else.
    static func isPresent(in octets: Octets) -> Bool {
        var place = 0
        while let found = octets.firstIndex(of: escape, in: place..<octets.count) {
            place = found + 1
            for sequence: StaticString in ["$b", "$@", "$(d"] where octets.hasPrefix(ignoringCase: sequence, at: place)
            {
                return true
            }
        }
        return false
    }

    private init(octets: Octets) {
        self.octets = octets
        output.reserveCapacity(octets.count)
    }

    private mutating func decode() -> [UInt8]? {
        while position < octets.count {
            if octets[position] == Self.escape {
                guard readEscape() else { return nil }
            } else {
                readOctet()
            }
        }
        return output
    }

    /// Changes the mode; `false` for a charset of others.
    private mutating func readEscape() -> Bool {
        let sequences: [(StaticString, Mode)] = [
            ("$(d", .supplementary), ("$(b", .double), ("$(@", .double), ("$b", .double), ("$@", .double),
            ("(i", .katakana), ("(b", .ascii), ("(j", .ascii), ("(h", .ascii),
        ]
        position += 1
        for (sequence, mode) in sequences where octets.hasPrefix(ignoringCase: sequence, at: position) {
            self.mode = mode
            position += sequence.utf8CodeUnitCount
            return true
        }
        for other: StaticString in ["$a", "$(c", ".a", ".f"] where octets.hasPrefix(ignoringCase: other, at: position) {
            return false
        }
        return true
    }

    private mutating func readOctet() {
        let byte = octets[position]
        position += 1
        switch byte {
        case 0x0E: isShifted = true
        case 0x0F: isShifted = false
        case .lineFeed, .carriageReturn:
            // A line ends in ASCII, whether or not it says so.
            mode = .ascii
            output.append(byte)
        case 0x21...0x7E where mode == .double || mode == .supplementary: readPair(byte)
        case 0x21...0x5F where mode == .katakana || isShifted: output += [0x8E, byte | 0x80]
        // QUIRK: half-width katakana in eight bits, as Shift_JIS has it.
        case 0xA1...0xDF where mode == .ascii: output += [0x8E, byte]
        default: output.append(byte)
        }
    }

    private mutating func readPair(_ first: UInt8) {
        guard position < octets.count, (0x21...0x7E).contains(octets[position]) else {
            output.append(first | 0x80)
            return
        }
        if mode == .supplementary { output.append(0x8F) }
        output += [first | 0x80, octets[position] | 0x80]
        position += 1
    }
}
