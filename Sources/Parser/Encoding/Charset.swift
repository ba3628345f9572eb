import Core

/// Turns octets in some charset into text; never fails.
enum Charset {
    /// Text, and what was wrong with it.
    struct Decoded {
        var text: String
        var defect: Defect.Kind?
    }

    /// Reads octets in the declared charset if it is known and they are valid in it, else as UTF-8, else as
    /// windows-1252; what is left over becomes U+FFFD.
    static func decode(_ octets: Octets, declared: String?) -> Decoded {
        let charset = declared.map(CharsetName.canonical) ?? .unicode
        switch charset {
        case .unicode: return decodeUTF8(octets)
        case .windows1252: return Decoded(text: Windows1252.decode(octets))
        case .iconv(let name): return decode(octets, with: name)
        case .unknown:
            var decoded = decodeUTF8(octets)
            decoded.defect = .unknownCharset
            return decoded
        }
    }

    /// UTF-8, or windows-1252 where hardly anything of it is UTF-8.
    private static func decodeUTF8(_ octets: Octets) -> Decoded {
        if let text = String(validating: octets, as: UTF8.self) { return Decoded(text: text) }
        let census = UTF8Census(octets)
        guard census.sequences > census.strays else {
            return Decoded(text: Windows1252.decode(octets), defect: .undecodableText)
        }
        return Decoded(text: String(decoding: octets, as: UTF8.self), defect: .undecodableText)
    }

    private static func decode(_ octets: Octets, with name: String) -> Decoded {
        guard let converter = IconvConverter(from: name) else {
            var decoded = decodeUTF8(octets)
            decoded.defect = .unknownCharset
            return decoded
        }
        let (text, isValid) = converter.convert(octets)
        guard !isValid else { return Decoded(text: text) }
        if let text = String(validating: octets, as: UTF8.self) { return Decoded(text: text, defect: .undecodableText) }
        return Decoded(text: text, defect: .undecodableText)
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
            let expected = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC2 ? 1 : 0
            var found = 0
            while found < expected, place < octets.count, octets[place] & 0xC0 == 0x80 {
                found += 1
                place += 1
            }
            if expected > 0, found == expected { sequences += 1 } else { strays += 1 }
        }
    }
}
