/// The control words of RTF that we heed.
enum RTFWord {
    /// A group whose text is not part of the document.
    case destination
    case fontTable
    /// HTML source that was there before it became RTF ([MS-OXRTFEX] section 2.1.3).
    case htmlTag
    /// RTF that the HTML had not ([MS-OXRTFEX] section 2.1.3.1.2.1).
    case htmlRTF
    case fromHTML
    case lineEnd
    case text(String)
    case hidden
    case plain
    case font, fontCharset, defaultFont
    case codePage
    /// The code page of a platform.
    case platform(Int)
    case unicode, unicodeSkip
    case binary

    /// The word of that name.
    static func named(_ name: String) -> RTFWord? { words[name] }

    private static let words: [String: RTFWord] = {
        var words: [String: RTFWord] = [
            "fonttbl": .fontTable, "htmltag": .htmlTag, "htmlrtf": .htmlRTF, "fromhtml": .fromHTML,
            "par": .lineEnd, "line": .lineEnd, "sect": .lineEnd, "page": .lineEnd, "row": .lineEnd, "column": .lineEnd,
            "tab": .text("\t"), "cell": .text("\t"), "nestcell": .text("\t"), "nestrow": .lineEnd,
            "emdash": .text("—"), "endash": .text("–"), "bullet": .text("•"), "lquote": .text("‘"),
            "rquote": .text("’"), "ldblquote": .text("“"), "rdblquote": .text("”"), "emspace": .text("\u{2003}"),
            "enspace": .text("\u{2002}"), "qmspace": .text("\u{2005}"), "zwj": .text("\u{200D}"),
            "zwnj": .text("\u{200C}"), "ltrmark": .text("\u{200E}"), "rtlmark": .text("\u{200F}"),
            "v": .hidden, "plain": .plain, "f": .font, "fcharset": .fontCharset, "deff": .defaultFont,
            "ansicpg": .codePage, "mac": .platform(10_000), "pc": .platform(437), "pca": .platform(850),
            "u": .unicode, "uc": .unicodeSkip, "bin": .binary,
        ]
        for name in destinations { words[name] = .destination }
        return words
    }()

    private static let destinations = [
        "author", "buptim", "colortbl", "comment", "company", "creatim", "doccomm", "filetbl", "fldinst", "footer",
        "footerf",
        "footerl", "footerr", "header", "headerf", "headerl", "headerr", "info", "keywords", "listtable",
        "listoverridetable", "mhtmltag", "nonshppict", "objclass", "objdata", "operator", "pict", "printim",
        "revtbl", "revtim", "rsidtbl", "rxe", "stylesheet", "subject", "tc", "title", "txe", "xe",
    ]
}
