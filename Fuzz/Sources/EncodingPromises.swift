import Core

@testable import Parser

/// Transfer encodings and charsets: the first octet of the input names both, the second the size of pieces.
enum EncodingPromises {
    private static let charsets: [String?] = [
        nil, "utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1251", "koi8-r", "gb2312", "gbk", "gb18030",
        "hz-gb-2312", "big5", "euc-kr", "iso-2022-kr", "shift_jis", "euc-jp", "iso-2022-jp", "iso-2022-jp-2", "utf-7",
        "utf-16", "utf-16le", "utf-32", "tis-620", "windows-1255", "macintosh", "nobody-knows",
    ]

    static func check(_ input: Octets) {
        guard input.count >= 2 else { return }
        let encodings = TransferEncoding.allCases
        let choice = Int(input[0])
        let octets = input.slice(2..<input.count)
        check(encodings[choice % encodings.count], octets, size: Int(input[1]))
        checkCharset(octets, charsets[choice / encodings.count % charsets.count])
        checkEncoded(Array(octets))
    }

    private static func check(_ encoding: TransferEncoding, _ octets: Octets, size: Int) {
        let decoded = encoding.decode(octets)
        let whole = decoded.octets
        // A line of uuencoded text that was cut off gives three octets for one.
        require(whole.count <= 3 * octets.count, "decoding hardly grows")
        require(
            encoding.measure(octets) == (whole.count, decoded.isDamaged), "measuring finds what decoding finds")
        var pieces: [UInt8] = []
        encoding.forEachPiece(of: octets, size: size) { pieces += $0 }
        require(pieces == whole, "pieces make the whole")
        let head = encoding.decode(octets, limit: size)
        require(whole.starts(with: head.octets), "a limit gives the head of the whole")
        require(head.isTruncated || head.octets.count == whole.count, "what is left out is told")
    }

    private static func checkCharset(_ octets: Octets, _ charset: String?) {
        let decoded = Charset.decode(octets, declared: charset)
        require(decoded.text.utf8.count <= 8 * octets.count + 8, "a text is not much longer than its octets")
        // Control characters, tildes and plus signs begin the shifts of charsets that may be guessed.
        let isPlain = octets.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "~") && $0 != UInt8(ascii: "+") }
        if charset == nil, isPlain, let text = String(validating: octets, as: UTF8.self) {
            require(decoded.text == text && decoded.defect == nil, "UTF-8 stays as it is")
        }
        let lines = decoded.text.withLineFeeds()
        require(!lines.utf8.contains { $0 == 0 || $0 == .carriageReturn }, "lines end with LF alone")
        require(lines.prefix(octets: 10).utf8.count <= 10, "a text is cut to the octets asked for")
    }

    private static func checkEncoded(_ octets: [UInt8]) {
        for encoding in TransferEncoding.allCases {
            let decoded = encoding.encode(octets).withUnsafeBytes { encoding.decode($0) }
            require(decoded.octets == octets && !decoded.isDamaged, "\(encoding) gives back what was encoded")
        }
    }
}
