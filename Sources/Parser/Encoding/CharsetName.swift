import Core

/// What the name of a charset in a message stands for.
enum CharsetName: Equatable {
    /// UTF-8 or ASCII, read the same way; also a name that says nothing.
    case unicode
    case windows1252
    case wide(WideUnicode)
    /// UTF-7 (RFC 2152), or the form that mailbox names have (RFC 3501 section 5.1.3).
    case utf7(isModified: Bool)
    case iso2022JP
    case iso2022KR
    case hz
    /// A name that iconv may know.
    case iconv(String)
    case unknown

    /// The longest name that is looked at.
    private static let longestName = 40

    /// Reads a name as declared, whatever its case and punctuation.
    ///
    /// QUIRK: names come in quotes, with blanks, with the language of RFC 2231 behind a star, with the year of the
    /// standard behind a colon, with other parameters glued to them, and with `charset=` said twice.
    static func canonical(_ declared: String) -> CharsetName {
        if let known = familiar[declared] { return known }
        var name = declared.utf8.prefix(4 * longestName).map(\.asciiLowercased)[...]
        if name.starts(with: "charset=".utf8) { name = name.dropFirst(8) }
        name = name.drop { !$0.isLetter && !$0.isDigit }.prefix(while: isNameOctet)
        guard !name.isEmpty, name.count <= longestName else { return .unknown }
        let key = name.prefix { $0 != UInt8(ascii: ":") }.filter { $0.isLetter || $0.isDigit }.lowercasedASCII
        if let known = aliases[key] ?? family(of: key) { return known }
        return .iconv(String(decoding: name, as: UTF8.self).uppercased())
    }

    /// The names that most mail has, as most mail writes them.
    private static let familiar: [String: CharsetName] = [
        "utf-8": .unicode, "UTF-8": .unicode, "us-ascii": .unicode, "US-ASCII": .unicode,
        "iso-8859-1": .windows1252, "ISO-8859-1": .windows1252, "windows-1252": .windows1252,
    ]

    /// Letters, digits and `-_.:`; a slash would give iconv options.
    private static func isNameOctet(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || "-_.:".utf8.contains(byte)
    }

    /// A name that is a number within a series.
    private static func family(of key: String) -> CharsetName? {
        if key.hasPrefix("utf8") { return .unicode }
        for prefix in ["windows", "xwindows", "xcp", "xmscp", "cp", "ms", "ibm", "dos", "xdos", "pc", ""] {
            if let number = number(in: key, behind: prefix), number >= 100 { return codePage(number) }
        }
        for prefix in ["iso8859", "xiso8859", "8859", "iso885", "iso"] {
            if let number = number(in: key, behind: prefix), number < 30 { return iso8859(number) }
        }
        return nil
    }

    /// The number behind a prefix; what stands behind the number of a Hebrew or Arabic set is about its direction only
    /// (RFC 1556).
    private static func number(in key: String, behind prefix: String) -> Int? {
        guard key.hasPrefix(prefix) else { return nil }
        var digits = key.utf8.dropFirst(prefix.utf8.count)
        if let last = digits.last, last == UInt8(ascii: "i") || last == UInt8(ascii: "e") { digits = digits.dropLast() }
        guard (1...5).contains(digits.count), digits.allSatisfy(\.isDigit) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// A part of ISO 8859, or the larger set that mail means by it.
    private static func iso8859(_ part: Int) -> CharsetName {
        switch part {
        case 1: .windows1252
        case 9: .iconv("CP1254")
        case 11: .iconv("CP874")
        default: .iconv("ISO-8859-\(part)")
        }
    }

    /// A code page of Windows, DOS or IBM.
    private static func codePage(_ number: Int) -> CharsetName {
        switch number {
        case 819, 1_252: .windows1252
        case 367, 646, 20_127, 65_001: .unicode
        case 932, 943: .iconv("CP932")
        case 936, 1_386, 54_936: .iconv("GB18030")
        case 949, 51_949: .iconv("CP949")
        case 950: .iconv("BIG5-HKSCS")
        case 1_200: .wide(WideUnicode(octets: 2, isLittleEndian: true))
        case 1_201: .wide(WideUnicode(octets: 2, isLittleEndian: false))
        case 20_866: .iconv("KOI8-R")
        case 21_866: .iconv("KOI8-U")
        case 28_591...28_606: iso8859(number - 28_590)
        case 50_220...50_222: .iso2022JP
        case 50_225: .iso2022KR
        case 51_932: .iconv("EUC-JP-MS")
        case 52_936: .hz
        case 65_000: .utf7(isModified: false)
        default: .iconv("CP\(number)")
        }
    }

    /// Names without their punctuation, by what they mean.
    ///
    /// QUIRK: names seen in mail that iconv doesn't know, or that mean a larger charset than they say.
    private static let aliases: [String: CharsetName] = {
        let names: [(CharsetName, String)] = [
            (
                .unicode,
                """
                usascii ascii ansix341968 ansix341986 iso646us iso646irv csascii unknown8bit unknown xunknown default \
                defaultcharset binary 8bit 7bit none null undefined userdefined xuserdefined charset text xutf8
                """
            ),
            (
                .windows1252,
                "latin1 isolatin1 csisolatin1 l1 ansi xansi winlatin1 iso88591windows31latin1 iso88591windows31"
            ),
            (.wide(WideUnicode(octets: 2)), "utf16 unicode ucs2 iso10646ucs2 csunicode xutf16 unicode20"),
            (
                .wide(WideUnicode(octets: 2, isLittleEndian: true)),
                "utf16le ucs2le unicodelittle xutf16lebom unicodefeff"
            ),
            (.wide(WideUnicode(octets: 2, isLittleEndian: false)), "utf16be ucs2be unicodebig unicodefffe"),
            (.wide(WideUnicode(octets: 4)), "utf32 ucs4 iso10646ucs4 csucs4"),
            (.wide(WideUnicode(octets: 4, isLittleEndian: true)), "utf32le ucs4le"),
            (.wide(WideUnicode(octets: 4, isLittleEndian: false)), "utf32be ucs4be"),
            (.utf7(isModified: false), "utf7 unicode11utf7 unicode20utf7 xunicode20utf7 csunicode11utf7 xutf7"),
            (.utf7(isModified: true), "utf7imap imaputf7 modifiedutf7 utf7modified ximap4modifiedutf7"),
            (.iso2022JP, "iso2022jp csiso2022jp iso2022jpms iso2022jp1 iso2022jp2 iso2022jp3 jis jis7 jis8 xjis"),
            (.iso2022KR, "iso2022kr csiso2022kr"), (.hz, "hz hzgb2312"),
            (
                .iconv("GB18030"),
                "gb18030 gb2312 gb231280 csgb2312 gbk xgbk gb cngb euccn xeuccn chinese csiso58gb231280 gb180302000"
            ),
            (.iconv("BIG5-HKSCS"), "big5 csbig5 cnbig5 xxbig5 xbig5 bigfive big5eten big5hkscs big5hk"),
            (
                .iconv("CP949"),
                "euckr cseuckr ksc56011987 ksc56011989 ksc56011992 ksc5601 csksc56011987 korean uhc ksx1001"
            ),
            (.iconv("CP932"), "shiftjis sjis xsjis xshiftjis csshiftjis mskanji windows31j cswindows31j xmskanji"),
            (.iconv("EUC-JP-MS"), "eucjp xeucjp xeuc eucjpms eucjpwin ujis cseucpkdfmtjapanese"),
            (.iconv("KOI8-R"), "koi8r cskoi8r koi8 koi xkoi8r"), (.iconv("KOI8-U"), "koi8u koi8ru"),
            (.iconv("CP874"), "tis620 tis6202533 thai iso885911thai"),
            (.iconv("ISO-8859-2"), "latin2 isolatin2 l2"), (.iconv("ISO-8859-3"), "latin3"),
            (.iconv("ISO-8859-4"), "latin4"), (.iconv("CP1254"), "latin5 turkish"), (.iconv("ISO-8859-10"), "latin6"),
            (.iconv("ISO-8859-13"), "latin7"), (.iconv("ISO-8859-14"), "latin8"),
            (.iconv("ISO-8859-15"), "latin9 latin0"), (.iconv("ISO-8859-16"), "latin10"),
            (.iconv("ISO-8859-8"), "logical visual hebrew"), (.iconv("CP1251"), "win1251 xwin1251 ansi1251"),
            (.iconv("MACINTOSH"), "xmacroman macintosh macroman mac xmac csmacintosh"),
            (.iconv("MAC-CYRILLIC"), "xmaccyrillic maccyrillic"),
            (.iconv("MAC-CENTRALEUROPE"), "xmacce xmaccentraleurroman"), (.iconv("HP-ROMAN8"), "xroman8 roman8"),
        ]
        return names.reduce(into: [:]) { table, entry in
            for name in entry.1.split(separator: " ") { table[String(name)] = entry.0 }
        }
    }()
}

extension CharsetName {
    /// Whether a name is one of a charset that can be read.
    static func isKnown(_ name: String) -> Bool {
        switch canonical(name) {
        case .iconv(let name): IconvConverter(from: name) != nil
        case .unknown: false
        default: true
        }
    }
}
