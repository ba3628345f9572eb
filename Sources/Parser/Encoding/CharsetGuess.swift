import Core

/// Tells by cheap statistics in which charset undeclared text is written that is no UTF-8.
///
/// Three things are counted in one pass: how octets beyond ASCII pair up as Shift_JIS, Big5 and the EUC family would
/// have them; how long the runs of them are, since only scripts other than Latin use them for whole words; and how
/// many of them are the ten commonest letters of a language in one of its charsets. Text that passes no test is taken
/// for a European language.
struct CharsetGuess {
    /// The name for iconv; `nil` for a European language, that is windows-1252.
    let name: String?

    /// How much of a text is looked at.
    private static let sample = 64 << 10

    init(_ octets: Octets) {
        let octets = octets.slice(0..<min(octets.count, Self.sample))
        let letters = LetterCensus(octets)
        name = Self.shiftJIS(octets) ?? Self.pairs(octets, letters) ?? letters.best(atLeast: 45) ?? Self.big5(octets)
    }

    /// Kana, and the two commas and full stops, make up a good part of any Japanese text.
    private static func shiftJIS(_ octets: Octets) -> String? {
        let isLead = { (byte: UInt8) in (0x81...0x9F).contains(byte) || (0xE0...0xEA).contains(byte) }
        let isTrail = { (byte: UInt8) in (0x40...0xFC).contains(byte) && byte != 0x7F }
        let census = PairCensus(octets, isSingle: { (0xA1...0xDF).contains($0) }, isLead, isTrail) { lead, trail in
            switch lead {
            case 0x81: trail <= 0x5B
            case 0x82: (0x9F...0xF1).contains(trail)
            case 0x83: trail <= 0x96
            default: false
            }
        }
        return census.isClean && census.typical * 4 >= census.pairs ? "CP932" : nil
    }

    /// Traditional Chinese: the first level of characters, some of them with a trail octet in ASCII.
    private static func big5(_ octets: Octets) -> String? {
        let isTrail = { (byte: UInt8) in (0x40...0x7E).contains(byte) || (0xA1...0xFE).contains(byte) }
        let census = PairCensus(octets, isSingle: { _ in false }, { (0xA1...0xF9).contains($0) }, isTrail) { lead, _ in
            (0xA1...0xC6).contains(lead)
        }
        return census.isClean && census.typical * 10 >= census.pairs * 7 ? "BIG5-HKSCS" : nil
    }

    /// EUC-JP, EUC-KR or GB 2312, in which both octets of a character are beyond ASCII.
    private static func pairs(_ octets: Octets, _ letters: LetterCensus) -> String? {
        var leads = [Int](repeating: 0, count: 256)
        let isHigh = { (byte: UInt8) in (0xA1...0xFE).contains(byte) }
        let census = PairCensus(octets, isSingle: { _ in false }, isHigh, isHigh) { lead, _ in
            leads[Int(lead)] += 1
            return (0xA1...0xA9).contains(lead) || (0xB0...0xF7).contains(lead)
        }
        guard census.isClean, census.typical * 20 >= census.pairs * 19, letters.best(atLeast: 60) == nil else {
            return nil
        }
        let kana = leads[0xA4] + leads[0xA5]
        if kana * 10 >= census.pairs * 3 { return "EUC-JP-MS" }
        let hangul = leads[0xB0...0xC8].reduce(0, +)
        let others = leads[0xC9...0xF7].reduce(0, +)
        let level1 = leads[0xB0...0xD7].reduce(0, +)
        // Chinese characters are spread over more leads than Korean syllables are.
        if hangul >= 5, others * 20 <= hangul { return "CP949" }
        return level1 * 10 >= (hangul + others) * 7 ? "GB18030" : nil
    }
}

/// How octets pair up in a charset of two octets a character.
private struct PairCensus {
    var pairs = 0
    /// Pairs that real text mostly consists of.
    var typical = 0
    /// Pairs that follow another one immediately.
    private var neighbours = 0
    private var strays = 0
    private var singles = 0

    /// Whether the text has hardly anything that the charset doesn't.
    var isClean: Bool { pairs >= 2 && strays * 50 <= pairs && neighbours * 2 >= pairs - 1 && singles <= pairs }

    init(
        _ octets: Octets, isSingle: (UInt8) -> Bool, _ isLead: (UInt8) -> Bool, _ isTrail: (UInt8) -> Bool,
        isTypical: (UInt8, UInt8) -> Bool
    ) {
        var place = 0
        var lastEnd = -1
        while place < octets.count {
            let byte = octets[place]
            place += 1
            guard byte >= 0x80 else { continue }
            if isLead(byte), place < octets.count, isTrail(octets[place]) {
                pairs += 1
                if isTypical(byte, octets[place]) { typical += 1 }
                if lastEnd == place - 1 { neighbours += 1 }
                place += 1
                lastEnd = place
            } else if isSingle(byte) {
                singles += 1
            } else {
                strays += 1
            }
        }
    }
}

/// How often each octet beyond ASCII occurs, and in how long runs.
private struct LetterCensus {
    private var counts = [Int](repeating: 0, count: 256)
    private var total = 0
    private var runs = 0

    init(_ octets: Octets) {
        var isInRun = false
        for byte in octets {
            let isHigh = byte >= 0x80
            if isHigh {
                counts[Int(byte)] += 1
                total += 1
                if !isInRun { runs += 1 }
            }
            isInRun = isHigh
        }
    }

    /// The charset whose commonest letters make up the largest share, and at least so many per cent.
    func best(atLeast percent: Int) -> String? {
        guard total >= 4, total >= runs * 2 else { return nil }
        let scores = Self.letters.map { entry in (entry.name, entry.octets.reduce(0) { $0 + counts[Int($1)] }) }
        guard let best = scores.max(by: { $0.1 < $1.1 }), best.1 * 100 >= total * percent else { return nil }
        return best.0
    }

    /// The ten commonest letters of Russian, Greek, Hebrew, Arabic and Thai.
    private static let letters: [(name: String, octets: [UInt8])] = [
        ("CP1251", [0xEE, 0xE5, 0xE0, 0xE8, 0xED, 0xF2, 0xF1, 0xF0, 0xE2, 0xEB]),
        ("KOI8-R", [0xCF, 0xC5, 0xC1, 0xC9, 0xCE, 0xD4, 0xD3, 0xD2, 0xD7, 0xCC]),
        ("ISO-8859-5", [0xDE, 0xD5, 0xD0, 0xD8, 0xDD, 0xE2, 0xE1, 0xE0, 0xD2, 0xDB]),
        ("CP866", [0xAE, 0xA5, 0xA0, 0xA8, 0xAD, 0xE2, 0xE1, 0xE0, 0xA2, 0xAB]),
        ("CP1253", [0xE1, 0xEF, 0xF4, 0xE9, 0xE5, 0xED, 0xF3, 0xE7, 0xF2, 0xF1]),
        ("CP1255", [0xE9, 0xE5, 0xE4, 0xEC, 0xE0, 0xFA, 0xEE, 0xF8, 0xE1, 0xF9]),
        ("CP1256", [0xC7, 0xE1, 0xED, 0xE3, 0xE6, 0xE4, 0xD1, 0xCA, 0xE5, 0xC8]),
        ("CP874", [0xD2, 0xB9, 0xC3, 0xCD, 0xA1, 0xE0, 0xA7, 0xE8, 0xD1, 0xC1]),
    ]
}
