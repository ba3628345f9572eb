/// The code pages of Windows, by number.
enum CodePage {
    static let western = 1_252
    static let utf8 = 65_001
    static let unicode = 1_200

    /// The name of the charset as mail has it; windows-1252 where we know none.
    static func charset(_ number: Int) -> String {
        switch number {
        case 874, 1_250...1_258: "windows-\(number)"
        case 437, 737, 775, 850, 852, 855, 857, 858, 860...866, 869: "cp\(number)"
        case 28_591...28_606: "iso-8859-\(number - 28_590)"
        default: others[number] ?? "windows-1252"
        }
    }

    private static let others: [Int: String] = [
        932: "shift_jis", 936: "gbk", 949: "euc-kr", 950: "big5", 1_200: "utf-16le", 1_201: "utf-16be",
        1_361: "johab", 10_000: "macintosh", 10_007: "x-mac-cyrillic", 20_127: "us-ascii", 20_866: "koi8-r",
        20_932: "euc-jp", 21_866: "koi8-u", 38_598: "iso-8859-8", 50_220: "iso-2022-jp", 50_221: "iso-2022-jp",
        50_222: "iso-2022-jp", 50_225: "iso-2022-kr", 51_932: "euc-jp", 51_936: "gbk", 51_949: "euc-kr",
        52_936: "hz-gb-2312", 54_936: "gb18030", 65_000: "utf-7", 65_001: "utf-8",
    ]

    /// The code page of a font's character set in RTF; `nil` for the document's own.
    static func ofFont(charset: Int) -> Int? { fontCharsets[charset] }

    private static let fontCharsets: [Int: Int] = [
        0: 1_252, 2: 1_252, 77: 10_000, 128: 932, 129: 949, 130: 1_361, 134: 936, 136: 950, 161: 1_253, 162: 1_254,
        163: 1_258, 177: 1_255, 178: 1_256, 186: 1_257, 204: 1_251, 222: 874, 238: 1_250, 254: 437, 255: 850,
    ]

    /// Whether an octet begins a character of two.
    static func isLead(_ octet: UInt8, in number: Int) -> Bool {
        switch number {
        case 932: (0x81...0x9F).contains(octet) || (0xE0...0xFC).contains(octet)
        case 936, 949, 950, 1_361: (0x81...0xFE).contains(octet)
        default: false
        }
    }
}

/// Turns single octets of changing code pages into text.
struct CodePageDecoder {
    private var lead: (octet: UInt8, codePage: Int)?
    /// What has been decoded before: an octet or two of a code page, as UTF-8.
    private var known: [UInt32: [UInt8]] = [:]

    /// Appends the character that an octet is, or completes.
    mutating func append(_ octet: UInt8, codePage: Int, to output: inout [UInt8]) {
        if let lead {
            self.lead = nil
            guard octet >= 0x30 else {
                output += "\u{FFFD}".utf8
                return append(octet, codePage: codePage, to: &output)
            }
            output += text([lead.octet, octet], codePage: lead.codePage)
        } else if octet < 0x80 || codePage == CodePage.utf8 {
            output.append(octet)
        } else if CodePage.isLead(octet, in: codePage) {
            lead = (octet, codePage)
        } else {
            output += text([octet], codePage: codePage)
        }
    }

    /// Gives up a character of which only the beginning came.
    mutating func flush(to output: inout [UInt8]) {
        guard lead != nil else { return }
        lead = nil
        output += "\u{FFFD}".utf8
    }

    private mutating func text(_ octets: [UInt8], codePage: Int) -> [UInt8] {
        let key = octets.reduce(UInt32(truncatingIfNeeded: codePage)) { $0 << 8 | UInt32($1) }
        if let text = known[key] { return text }
        let charset = CodePage.charset(codePage)
        let text = Array(octets.withUnsafeBytes { Charset.decode($0, declared: charset).text }.utf8)
        known[key] = text
        return text
    }
}
