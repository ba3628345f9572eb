import Core

/// Octets written as `%` and two hexadecimal digits (RFC 2231 section 4, RFC 3986 section 2.1).
enum PercentEncoding {
    /// Undoes the encoding; what is none stays.
    static func decode(_ text: ArraySlice<UInt8>, into octets: inout [UInt8]) {
        var place = text.startIndex
        while place < text.endIndex {
            if let byte = encodedOctet(in: text, at: place) {
                octets.append(byte)
                place += 3
            } else {
                octets.append(text[place])
                place += 1
            }
        }
    }

    /// The text of a plain parameter that was encoded all the same; `nil` if it wasn't.
    ///
    /// QUIRK: `filename="utf-8''a%C3%A4.txt"`, which lacks the star; `filename="a%C3%A4.txt"` and `a%20b.txt`, which are
    /// parts of a URL. A name that merely has a per cent sign in it is left alone.
    static func plainText(_ octets: [UInt8]) -> String? {
        guard let sign = octets.firstIndex(of: UInt8(ascii: "%")) else { return nil }
        let (charset, start) = ExtendedValue.charset(of: octets)
        var decoded: [UInt8] = []
        decode(octets[min(start, octets.count)...], into: &decoded)
        if let charset, start <= sign, CharsetName.isKnown(charset) {
            return decoded.withUnsafeBytes { Charset.decode($0, declared: charset).text }
        }
        guard isEncodedThroughout(octets), let text = String(validating: decoded, as: UTF8.self) else { return nil }
        let hasBlanks = decoded.contains(.space) && !octets.contains(.space)
        return hasBlanks || decoded.contains { $0 >= 0x80 } ? text : nil
    }

    private static func isEncodedThroughout(_ octets: [UInt8]) -> Bool {
        octets.indices.allSatisfy { place in
            let isSign = octets[place] == UInt8(ascii: "%")
            return octets[place] < 0x80 && (!isSign || encodedOctet(in: octets[...], at: place) != nil)
        }
    }

    private static func encodedOctet(in text: ArraySlice<UInt8>, at place: Int) -> UInt8? {
        guard text[place] == UInt8(ascii: "%"), place + 2 < text.endIndex, let high = text[place + 1].hexadecimalValue,
            let low = text[place + 2].hexadecimalValue
        else { return nil }
        return high << 4 | low
    }
}

/// The value of an extended parameter: `charset'language'text` (RFC 2231 section 4).
enum ExtendedValue {
    /// The charset, and where the text starts; a language with a hyphen is one too.
    static func charset(of octets: [UInt8]) -> (String?, Int) {
        let tick = UInt8(ascii: "'")
        guard let first = octets.firstIndex(of: tick) else { return (nil, 0) }
        let name = octets[..<first].lowercasedASCII
        guard let second = octets[(first + 1)...].firstIndex(of: tick) else {
            // QUIRK: one quote instead of two.
            return !name.isEmpty && CharsetName.isKnown(name) ? (name, first + 1) : (nil, 0)
        }
        return (name.isEmpty ? nil : name, second + 1)
    }
}
