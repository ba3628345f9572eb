import Core

/// EUC-JP turned into Shift_JIS.
///
/// iconv knows the characters of NEC and IBM in rows 89 to 92 by their places in Shift_JIS only, and drops them from
/// EUC-JP without a word.
enum ShiftJIS {
    /// The octets in Shift_JIS; `nil` where they have JIS X 0212, which it lacks.
    static func octets(ofEUC octets: Octets) -> [UInt8]? {
        var output: [UInt8] = []
        output.reserveCapacity(octets.count)
        var place = 0
        while place < octets.count {
            let first = octets[place]
            let second = place + 1 < octets.count ? octets[place + 1] : 0
            switch (first, second) {
            case (0x8F, _): return nil
            case (0x8E, 0xA1...0xDF):
                output.append(second)
                place += 2
            case (0xA1...0xFE, 0xA1...0xFE):
                output += pair(row: first - 0xA0, cell: second - 0xA0)
                place += 2
            default:
                // What is no character of EUC-JP is none of Shift_JIS either.
                output.append(first < 0x80 ? first : 0xFF)
                place += 1
            }
        }
        return output
    }

    /// Both octets of a character of JIS X 0208, by its row and cell from 1 to 94.
    private static func pair(row: UInt8, cell: UInt8) -> [UInt8] {
        let lead = (row - 1) / 2 + (row <= 62 ? 0x81 : 0xC1)
        let trail = row % 2 == 0 ? cell + 0x9E : cell + (cell >= 0x40 ? 0x40 : 0x3F)
        return [lead, trail]
    }
}
