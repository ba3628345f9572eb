internal import FoundationEssentials

/// Text of any language as ASCII words (RFC 2047), by whichever of the encodings Q and B is shorter for it.
enum EncodedWord {
    /// `text` as encoded words of at most 75 octets, of which the first starts at column `start` of its line.
    ///
    /// No word ends within a character. Readers drop the white space between the words.
    static func words(for text: String, after start: Int) -> [String] {
        let encoding = Encoding.shorter(for: text)
        var words: [String] = []
        var piece: [UInt8] = []
        var room = encoding.room(in: min(longest, HeaderWriter.lineLength - start))
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            let cost = encoding.cost(of: bytes)
            if cost > room {
                words.append(encoding.word(of: piece))
                piece = []
                room = encoding.room(in: longest)
            }
            piece += bytes
            room -= cost
        }
        return words + [encoding.word(of: piece)]
    }

    private static let longest = 75

    private enum Encoding: String {
        case q, b

        static func shorter(for text: String) -> Self {
            let bytes = Array(text.utf8)
            return q.cost(of: bytes) <= (bytes.count + 2) / 3 * 4 ? .q : .b
        }

        /// How much ``cost(of:)`` a word of `length` octets may have.
        func room(in length: Int) -> Int {
            let room = length - "=?utf-8?x??=".utf8.count
            return self == .q ? room : room / 4 * 3
        }

        /// For Q the encoded octets; for B the plain ones.
        func cost(of bytes: [UInt8]) -> Int {
            self == .b ? bytes.count : bytes.reduce(0) { $0 + ($1.isPlainInQ || $1 == 0x20 ? 1 : 3) }
        }

        func word(of bytes: [UInt8]) -> String {
            let text = self == .b ? Data(bytes).base64EncodedString() : String(decoding: bytes.inQ, as: UTF8.self)
            return "=?utf-8?\(rawValue)?\(text)?="
        }
    }
}

extension UInt8 {
    /// What stands for itself even within a phrase (RFC 2047 section 5, rule 3).
    fileprivate var isPlainInQ: Bool { isASCIIAlphanumeric || "!*+-/".utf8.contains(self) }
}

extension [UInt8] {
    fileprivate var inQ: [UInt8] {
        var encoded: [UInt8] = []
        for byte in self {
            switch byte {
            case 0x20: encoded.append(UInt8(ascii: "_"))
            case _ where byte.isPlainInQ: encoded.append(byte)
            default: encoded.append(escaped: byte)
            }
        }
        return encoded
    }
}
