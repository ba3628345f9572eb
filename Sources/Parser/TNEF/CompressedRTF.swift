/// RTF as MAPI stores it: a header, then LZFu or the plain octets ([MS-OXRTFCP] section 2.1.3.1).
struct CompressedRTF {
    private(set) var octets: [UInt8] = []
    /// Whether something was missing or the checksum is wrong.
    private(set) var isDamaged = false

    /// "LZFu" and "MELA".
    private static let compressed: UInt32 = 0x7546_5A4C
    private static let uncompressed: UInt32 = 0x414C_454D

    /// Unpacks at most `limit` octets.
    init(_ input: Octets, range: Range<Int>, limit: Int) {
        var reader = LittleEndianReader(input, range: range)
        guard let size = reader.number(UInt32.self), let rawSize = reader.number(UInt32.self),
            let form = reader.number(UInt32.self), let sum = reader.number(UInt32.self)
        else {
            isDamaged = true
            return
        }
        let wanted = min(Int(rawSize), limit)
        // The size counts itself out, and not what stands behind it.
        let data = reader.takeRest(upTo: Int(size) - 12)
        switch form {
        case Self.compressed:
            octets = Self.expand(input.slice(data), upTo: wanted)
            isDamaged = sum != CRC32.remainder(input[data])
        case Self.uncompressed: octets = Array(input.slice(data).prefix(wanted))
        default: isDamaged = true
        }
        isDamaged = isDamaged || octets.count < Int(rawSize)
    }

    /// What the dictionary holds at first ([MS-OXRTFCP] section 2.1.2.1).
    private static let dictionary = Array(
        (#"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"#
            + #"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"# + "\r\n"
            + #"\par \pard\plain\f0\fs20\b\i\u\tab\tx"#).utf8)

    /// Undoes LZFu: each bit of a control octet tells a literal from two octets of place and length.
    private static func expand(_ input: Octets, upTo limit: Int) -> [UInt8] {
        var window = LZFuWindow(dictionary, limit: limit)
        window.output.reserveCapacity(min(limit, input.count * 4))
        var place = 0
        while place < input.count {
            let control = input[place]
            place += 1
            for bit in 0..<8 {
                let isReference = control >> bit & 1 == 1
                let count = isReference ? 2 : 1
                guard !window.isFull, count <= input.count - place else { return window.output }
                let token = input[place]
                if !isReference {
                    window.put(token)
                } else if !window.copy(UInt16(token) << 8 | UInt16(input[place + 1])) {
                    return window.output
                }
                place += count
            }
        }
        return window.output
    }
}

/// What LZFu wrote last, round and round in 4096 octets, and all of it.
private struct LZFuWindow {
    var output: [UInt8] = []
    private var octets: [UInt8]
    private var place: Int
    private let limit: Int

    init(_ dictionary: [UInt8], limit: Int) {
        octets = dictionary + [UInt8](repeating: 0, count: 4_096 - dictionary.count)
        place = dictionary.count
        self.limit = limit
    }

    var isFull: Bool { output.count >= limit }

    mutating func put(_ octet: UInt8) {
        output.append(octet)
        octets[place] = octet
        place = (place + 1) & 0xFFF
    }

    /// Repeats what stands at a place of twelve bits, in a length of four bits and 2; `false` for the mark of the end.
    mutating func copy(_ reference: UInt16) -> Bool {
        let start = Int(reference >> 4)
        // The place of writing itself marks the end.
        guard start != place else { return false }
        for offset in 0..<Int(reference & 0xF) + 2 where !isFull { put(octets[(start + offset) & 0xFFF]) }
        return true
    }
}
