import Core

/// Turns octets in some charset into text; never fails.
enum Charset {
    /// Text, and what was wrong with it.
    struct Decoded {
        var text: String
        var defect: Defect.Kind?
    }

    /// Reads octets in the declared charset if it is known and they are valid in it, else as UTF-8, else as what
    /// ``CharsetGuess`` says; what is left over becomes U+FFFD.
    ///
    /// `hint` is the charset of other text in the same message, for text that declares none.
    static func decode(_ octets: Octets, declared: String?, hint: String? = nil) -> Decoded {
        switch declared.map(CharsetName.canonical) ?? .unicode {
        case .unicode: decodeUnicode(octets, hint: hint)
        case .windows1252: decodeSingleOctets(octets) { Decoded(text: Windows1252.decode(octets)) }
        case .wide(let form): decodeWide(octets, form)
        case .utf7(let isModified): Decoded(text: UTF7.decode(octets, isModified: isModified))
        case .iso2022JP: decodeJapanese(octets)
        case .iso2022KR: decodeKorean(octets)
        case .hz: HZ.gb2312(octets).withUnsafeBytes { convert($0, with: "GB18030") }
        case .iconv(let name): decode(octets, with: name)
        case .unknown: unknown(octets)
        }
    }

    /// UTF-8, or what it is instead.
    private static func decodeUnicode(_ octets: Octets, hint: String?) -> Decoded {
        if let form = WideUnicode.detected(in: octets) {
            return Decoded(text: form.decode(octets), defect: .undecodableText)
        }
        guard let text = String(validating: octets, as: UTF8.self) else { return decodeEightBit(octets, hint: hint) }
        // QUIRK: Japanese programs that say nothing, or US-ASCII, and write ISO-2022-JP.
        guard ISO2022JP.isPresent(in: octets) else { return Decoded(text: text) }
        return decodeJapanese(octets)
    }

    /// Text beyond ASCII that is not UTF-8 throughout.
    private static func decodeEightBit(_ octets: Octets, hint: String?) -> Decoded {
        let census = UTF8Census(octets)
        // A character that was cut off leaves up to three octets.
        if census.sequences > census.strays || census.sequences > 0 && census.strays <= 1 {
            return Decoded(text: String(decoding: octets, as: UTF8.self), defect: .undecodableText)
        }
        if let hint, let text = decoded(octets, by: CharsetName.canonical(hint)) {
            return Decoded(text: text, defect: .undecodableText)
        }
        return Decoded(text: guessed(octets) ?? Windows1252.decode(octets), defect: .undecodableText)
    }

    /// The text as the statistics have it; `nil` where they see nothing but a European language.
    private static func guessed(_ octets: Octets) -> String? {
        guard let name = CharsetGuess(octets).name else { return nil }
        return IconvConverter(from: name)?.convert(octets).text
    }

    /// The text in an eight-bit charset, if it is valid in it.
    private static func decoded(_ octets: Octets, by name: CharsetName) -> String? {
        switch name {
        case .windows1252: return Windows1252.decode(octets)
        case .iconv(let name):
            guard let (text, invalid) = IconvConverter(from: name)?.convert(octets), invalid == 0 else { return nil }
            return text
        default: return nil
        }
    }

    /// QUIRK: UTF-8 under the name of a charset of single octets, whose every text is valid.
    private static func decodeSingleOctets(_ octets: Octets, _ decode: () -> Decoded) -> Decoded {
        let isASCII = highOctets(in: octets) == 0
        guard let text = String(validating: octets, as: UTF8.self) else { return decode() }
        guard isASCII else {
            let isLie = UTF8Census(octets).sequences >= 3
            return isLie ? Decoded(text: text, defect: .undecodableText) : decode()
        }
        return ISO2022JP.isPresent(in: octets) ? decodeJapanese(octets) : Decoded(text: text)
    }

    /// QUIRK: documents that say UTF-16 of themselves, and were changed to UTF-8 on the way.
    private static func decodeWide(_ octets: Octets, _ form: WideUnicode) -> Decoded {
        if octets.firstIndex(of: 0, in: 0..<octets.count) == nil, let text = String(validating: octets, as: UTF8.self) {
            return Decoded(text: text, defect: octets.isEmpty ? nil : .undecodableText)
        }
        return Decoded(text: form.decode(octets))
    }

    private static func decodeJapanese(_ octets: Octets) -> Decoded {
        // QUIRK: Shift_JIS, EUC-JP or UTF-8 under the name of ISO-2022-JP.
        if octets.firstIndex(of: 0x1B, in: 0..<octets.count) == nil, octets.contains(where: { $0 >= 0x80 }) {
            return decodeUnicode(octets, hint: nil)
        }
        guard let euc = ISO2022JP.eucJP(octets) else { return convert(octets, with: "ISO-2022-JP-2") }
        return euc.withUnsafeBytes { decodeEUC($0) }
    }

    private static func decodeEUC(_ octets: Octets) -> Decoded {
        guard let shifted = ShiftJIS.octets(ofEUC: octets) else { return convert(octets, with: "EUC-JP-MS") }
        return shifted.withUnsafeBytes { convert($0, with: "CP932") }
    }

    /// QUIRK: the header that announces Korean (RFC 1557) is missing.
    private static func decodeKorean(_ octets: Octets) -> Decoded {
        let announcement: [UInt8] = [0x1B, 0x24, 0x29, 0x43]
        if octets.hasPrefix(announcement, at: 0) { return convert(octets, with: "ISO-2022-KR") }
        return (announcement + [.lineFeed] + octets).withUnsafeBytes { octets in
            var decoded = convert(octets, with: "ISO-2022-KR")
            if decoded.text.utf8.first == .lineFeed { decoded.text.removeFirst() }
            return decoded
        }
    }

    /// The Windows charsets that have letters where those of ISO 8859 have the C1 controls, which nobody writes.
    private static let windowsSiblings = [
        "ISO-8859-2": "CP1250", "ISO-8859-4": "CP1257", "ISO-8859-5": "CP1251", "ISO-8859-6": "CP1256",
        "ISO-8859-7": "CP1253", "ISO-8859-8": "CP1255", "ISO-8859-13": "CP1257", "ISO-8859-15": "CP1252",
    ]

    private static func decode(_ octets: Octets, with name: String) -> Decoded {
        if name.hasPrefix("ISO-8859-") || name.hasPrefix("CP125") || name.hasPrefix("KOI8") {
            return decodeSingleOctets(octets) {
                // QUIRK: a program of Windows that names the standard charset.
                let sibling = windowsSiblings[name].flatMap { octets.contains { $0 & 0xE0 == 0x80 } ? $0 : nil }
                return convert(octets, with: sibling ?? name)
            }
        }
        if highOctets(in: octets) > 0, let text = String(validating: octets, as: UTF8.self),
            UTF8Census(octets).sequences >= 6
        {
            return Decoded(text: text, defect: .undecodableText)
        }
        return name == "EUC-JP-MS" ? decodeEUC(octets) : convert(octets, with: name)
    }

    /// What iconv makes of it; if that is bad, what else it may be.
    private static func convert(_ octets: Octets, with name: String) -> Decoded {
        guard let converter = IconvConverter(from: name) else { return unknown(octets) }
        let (text, invalid) = converter.convert(octets)
        guard invalid > 0 else { return Decoded(text: text) }
        if let text = String(validating: octets, as: UTF8.self) { return Decoded(text: text, defect: .undecodableText) }
        guard invalid * 20 > highOctets(in: octets), let other = guessed(octets) else {
            return Decoded(text: text, defect: .undecodableText)
        }
        return Decoded(text: other, defect: .undecodableText)
    }

    private static func highOctets(in octets: Octets) -> Int { octets.reduce(0) { $0 &+ Int($1 >> 7) } }

    private static func unknown(_ octets: Octets) -> Decoded {
        var decoded = decodeUnicode(octets, hint: nil)
        decoded.defect = .unknownCharset
        return decoded
    }
}

/// How much of some octets looks like UTF-8.
private struct UTF8Census {
    /// Well-formed sequences of two octets or more.
    var sequences = 0
    /// Octets beyond ASCII that belong to no such sequence.
    var strays = 0

    init(_ octets: Octets) {
        var place = 0
        while place < octets.count {
            let lead = octets[place]
            place += 1
            guard lead >= 0x80 else { continue }
            let expected = lead >= 0xF8 ? 0 : lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC2 ? 1 : 0
            var found = 0
            while found < expected, place < octets.count, octets[place] & 0xC0 == 0x80 {
                found += 1
                place += 1
            }
            if expected > 0, found == expected { sequences += 1 } else { strays += 1 }
        }
    }
}
