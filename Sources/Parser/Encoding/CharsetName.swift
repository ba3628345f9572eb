import Core

/// What the name of a charset in a message stands for.
enum CharsetName: Equatable {
    /// UTF-8 or ASCII, read the same way.
    case unicode
    case windows1252
    /// A name that iconv may know.
    case iconv(String)
    case unknown

    /// The longest name that is looked at.
    private static let longestName = 40

    /// Reads a name as declared, whatever its case and punctuation.
    static func canonical(_ declared: String) -> CharsetName {
        let folded = declared.utf8.filter { !$0.isWhiteSpace && $0 != .quote && $0 != UInt8(ascii: "'") }
        let name = folded.lowercasedASCII
        if let known = aliases[name] { return known }
        guard !name.isEmpty, name.utf8.count <= longestName, name.utf8.allSatisfy(isNameOctet) else { return .unknown }
        if name.hasPrefix("windows-") { return .iconv("CP" + name.dropFirst(8)) }
        if name.hasPrefix("x-cp") || name.hasPrefix("cp-") { return .iconv("CP" + name.drop { !$0.isNumber }) }
        if name.hasPrefix("iso_8859") { return .iconv("ISO-8859" + name.dropFirst(8)) }
        return .iconv(name.uppercased())
    }

    /// Letters, digits and `-_.:`; a slash would give iconv options.
    private static func isNameOctet(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || "-_.:".utf8.contains(byte)
    }

    /// QUIRK: names seen in mail that iconv doesn't know, or that mean a larger charset than they say.
    private static let aliases: [String: CharsetName] = [
        "utf-8": .unicode, "utf8": .unicode, "utf_8": .unicode, "us-ascii": .unicode, "ascii": .unicode,
        "usascii": .unicode, "us_ascii": .unicode, "ansi_x3.4-1968": .unicode, "iso646-us": .unicode, "646": .unicode,
        "unknown-8bit": .unicode, "x-unknown": .unicode, "unknown": .unicode, "default": .unicode,
        "default_charset": .unicode, "binary": .unicode, "8bit": .unicode, "7bit": .unicode, "none": .unicode,
        "iso-8859-1": .windows1252, "iso8859-1": .windows1252, "iso_8859-1": .windows1252, "iso88591": .windows1252,
        "8859-1": .windows1252, "latin1": .windows1252, "latin-1": .windows1252, "l1": .windows1252,
        "windows-1252": .windows1252, "windows1252": .windows1252, "cp1252": .windows1252, "cp-1252": .windows1252,
        "x-cp1252": .windows1252, "x-ansi": .windows1252, "ansi": .windows1252, "iso-8859-1-windows-3.1": .windows1252,
        "iso-8859-9": .iconv("CP1254"), "iso8859-9": .iconv("CP1254"), "latin5": .iconv("CP1254"),
        "iso-8859-11": .iconv("CP874"), "tis-620": .iconv("CP874"), "tis620": .iconv("CP874"),
        "iso-8859-8-i": .iconv("ISO-8859-8"), "iso-8859-8-e": .iconv("ISO-8859-8"),
        "iso-8859-6-i": .iconv("ISO-8859-6"), "iso-8859-6-e": .iconv("ISO-8859-6"),
        "gb2312": .iconv("GB18030"), "gb_2312-80": .iconv("GB18030"), "gbk": .iconv("GB18030"),
        "x-gbk": .iconv("GB18030"), "cp936": .iconv("GB18030"), "windows-936": .iconv("GB18030"),
        "hz-gb-2312": .iconv("HZ"),
        "big5": .iconv("BIG5-HKSCS"), "x-x-big5": .iconv("BIG5-HKSCS"), "big-5": .iconv("BIG5-HKSCS"),
        "euc-kr": .iconv("CP949"), "ks_c_5601-1987": .iconv("CP949"), "ks_c_5601": .iconv("CP949"),
        "ksc5601": .iconv("CP949"), "ksc_5601": .iconv("CP949"), "x-windows-949": .iconv("CP949"),
        "shift_jis": .iconv("CP932"), "shift-jis": .iconv("CP932"), "sjis": .iconv("CP932"),
        "x-sjis": .iconv("CP932"), "windows-31j": .iconv("CP932"), "ms_kanji": .iconv("CP932"),
        "euc-jp": .iconv("EUC-JP-MS"), "x-euc-jp": .iconv("EUC-JP-MS"), "eucjp": .iconv("EUC-JP-MS"),
        "x-mac-roman": .iconv("MACINTOSH"), "macintosh": .iconv("MACINTOSH"), "macroman": .iconv("MACINTOSH"),
        "x-mac-cyrillic": .iconv("MAC-CYRILLIC"), "x-mac-ce": .iconv("MAC-CENTRALEUROPE"),
        "unicode-1-1-utf-7": .iconv("UTF-7"), "utf7": .iconv("UTF-7"), "unicode": .iconv("UTF-16"),
        "utf16": .iconv("UTF-16"), "koi8r": .iconv("KOI8-R"), "koi8u": .iconv("KOI8-U"),
    ]
}
