/// Reads RTF as text, or as the HTML from which it was made ([MS-OXRTFEX]).
struct RTFReader {
    /// What the document was before: HTML, or text of whatever kind.
    private(set) var isHTML = false
    private var output: [UInt8] = []
    private var group = RTFGroup()
    private var outer: [RTFGroup] = []
    /// Groups within the deepest one that has a state of its own.
    private var unkeptGroups = 0
    private var fonts: [Int: Int] = [:]
    private var definedFont = 0
    private var defaultFont = 0
    private var documentCodePage = CodePage.western
    /// Characters left that stand for those who know no `\u`.
    private var substitutes = 0
    private var surrogate: UInt16?
    private var decoder = CodePageDecoder()
    /// Whether `\*` came: a group of a kind that one doesn't know is passed over.
    private var isOptional = false

    private static let depth = 500

    /// The text or the HTML source; the latter is not to be trusted.
    static func read(_ octets: Octets) -> (text: String, isHTML: Bool)? {
        guard octets.hasPrefix(Array(#"{\rtf"#.utf8), at: 0) else { return nil }
        var reader = RTFReader()
        var scanner = RTFScanner(octets)
        while let token = scanner.next() { reader.take(token, &scanner) }
        reader.decoder.flush(to: &reader.output)
        return (String(decoding: reader.output, as: UTF8.self), reader.isHTML)
    }

    private mutating func take(_ token: RTFToken, _ scanner: inout RTFScanner) {
        let wasOptional = isOptional
        isOptional = false
        switch token {
        case .open: open()
        case .close: close()
        case .control("bin", let count): scanner.skip(count ?? 0)
        case .control(let name, let number): control(name, number, wasOptional)
        case .symbol(UInt8(ascii: "*")): isOptional = true
        case .symbol(let octet): symbol(octet)
        case .hexadecimal(let octet), .octet(let octet): character(octet)
        }
    }

    private mutating func open() {
        substitutes = 0
        if outer.count < Self.depth { outer.append(group) } else { unkeptGroups += 1 }
    }

    private mutating func close() {
        substitutes = 0
        if unkeptGroups > 0 { unkeptGroups -= 1 } else if let state = outer.popLast() { group = state }
    }

    private mutating func control(_ name: String, _ number: Int?, _ isOptional: Bool) {
        guard let word = RTFWord.named(name) else {
            if isOptional { group.isSkipped = true }
            return
        }
        switch word {
        case .destination: group.isSkipped = true
        case .fontTable: group.isFontTable = true
        case .htmlTag: group.isHTMLTag = true
        case .htmlRTF: group.isHTMLRTF = number != 0
        case .fromHTML: isHTML = number != 0
        case .lineEnd: put("\n")
        case .text(let text): put(text)
        case .hidden: group.isHidden = number != 0
        case .plain:
            group.isHidden = false
            group.codePage = nil
        case .font, .fontCharset, .defaultFont, .codePage, .platform: font(word, number ?? 0)
        case .unicode: unicode(number ?? 0)
        case .unicodeSkip: group.substitutes = min(max(0, number ?? 1), 100)
        case .binary: break
        }
    }

    private mutating func font(_ word: RTFWord, _ number: Int) {
        switch word {
        case .font:
            definedFont = number
            if !group.isFontTable { group.codePage = fonts[number] }
        case .fontCharset: if group.isFontTable { fonts[definedFont] = CodePage.ofFont(charset: number) }
        case .defaultFont: defaultFont = number
        case .codePage: documentCodePage = number
        case .platform(let codePage): documentCodePage = codePage
        default: break
        }
    }

    private mutating func symbol(_ octet: UInt8) {
        switch octet {
        case UInt8(ascii: "~"): put("\u{A0}")
        case UInt8(ascii: "_"): put(isHTML ? "\u{AD}" : "\u{2011}")
        case .lineFeed, .carriageReturn: put("\n")
        case UInt8(ascii: "{"), UInt8(ascii: "}"), .backslash: character(octet)
        default: if substitutes > 0 { substitutes -= 1 }
        }
    }

    /// Whether text at this place is part of what is read.
    private var isWanted: Bool {
        guard !group.isSkipped, !group.isFontTable else { return false }
        return isHTML ? !group.isHTMLRTF : !group.isHTMLTag && !group.isHidden
    }

    private mutating func put(_ text: String) {
        guard isWanted else { return }
        surrogate = nil
        decoder.flush(to: &output)
        output += text.utf8
    }

    private mutating func character(_ octet: UInt8) {
        guard substitutes == 0 else {
            substitutes -= 1
            return
        }
        guard isWanted else { return }
        surrogate = nil
        let codePage = group.codePage ?? fonts[defaultFont] ?? documentCodePage
        decoder.append(octet, codePage: codePage, to: &output)
    }

    /// A code unit of UTF-16, written as a number of sixteen bits with a sign.
    private mutating func unicode(_ number: Int) {
        substitutes = group.substitutes
        guard isWanted else { return }
        decoder.flush(to: &output)
        let unit = UInt16(truncatingIfNeeded: number)
        if let high = surrogate {
            surrogate = nil
            output += String(decoding: [high, unit], as: UTF16.self).utf8
        } else if UTF16.isLeadSurrogate(unit) {
            surrogate = unit
        } else if unit != 0 {
            output += String(decoding: [unit], as: UTF16.self).utf8
        }
    }
}

/// What holds until a group of RTF ends.
private struct RTFGroup {
    var isSkipped = false
    var isFontTable = false
    var isHTMLTag = false
    var isHTMLRTF = false
    var isHidden = false
    /// How many characters follow each `\u` for those who don't know it.
    var substitutes = 1
    /// That of the font; `nil` for the document's.
    var codePage: Int?
}
