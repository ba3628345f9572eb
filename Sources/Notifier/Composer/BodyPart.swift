internal import Core
internal import FoundationEssentials

/// A text as an entity of its own (RFC 2045): two header fields, an empty line, and the text fit for any transport.
struct BodyPart {
    let transferEncoding: TransferEncoding
    /// The header fields, the empty line and the body.
    let bytes: [UInt8]
    private let bodyStart: Int

    /// The encoded text; its last line has an end, which stands for the one of the text.
    var body: ArraySlice<UInt8> { bytes[bodyStart...] }

    /// A `text/subtype` part in UTF-8: as it is if it is ASCII with short lines, else in quoted-printable or base64,
    /// whichever is shorter.
    init(subtype: String, text: String) {
        let plain = text.withMailLineEnds
        let (encoding, body) = Self.encoded(plain)
        var writer = HeaderWriter()
        writer.append("Content-Type", ["text/\(subtype);", "charset=utf-8"])
        writer.append("Content-Transfer-Encoding", [encoding.rawValue])
        let header = writer.bytes + HeaderWriter.lineEnd
        (transferEncoding, bodyStart, bytes) = (encoding, header.count, header + body + HeaderWriter.lineEnd)
    }

    private static func encoded(_ plain: [UInt8]) -> (TransferEncoding, [UInt8]) {
        if plain.isShortLinedASCII { return (.sevenBit, plain) }
        let quoted = QuotedPrintable.encode(plain)
        guard quoted.count > base64Length(of: plain.count) else {
            return (.quotedPrintable, quoted)
        }
        let options: Data.Base64EncodingOptions = [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ]
        return (.base64, Array(Data(plain).base64EncodedData(options: options)))
    }

    private static func base64Length(of count: Int) -> Int {
        let digits = (count + 2) / 3 * 4
        return digits + digits / 76 * 2
    }
}

extension String {
    /// The octets with every line end as CRLF, and without the last one.
    fileprivate var withMailLineEnds: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count + utf8.count / 16)
        let text = Array(utf8)
        var start = 0
        while let end = text[start...].firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
            bytes += text[start..<end]
            bytes += HeaderWriter.lineEnd
            let isPair = text[end] == 0x0D && end + 1 < text.count && text[end + 1] == 0x0A
            start = end + (isPair ? 2 : 1)
        }
        bytes += text[start...]
        if bytes.suffix(2) == HeaderWriter.lineEnd[...] { bytes.removeLast(2) }
        return bytes
    }
}

extension [UInt8] {
    /// Printable ASCII and tabs in lines of at most 78 octets (RFC 5322 section 2.1.1).
    fileprivate var isShortLinedASCII: Bool {
        var length = 0
        for byte in self {
            switch byte {
            case 0x0D: break
            case 0x0A: length = 0
            case 0x09, 0x20..<0x7F: length += 1
            default: return false
            }
            guard length <= 78 else { return false }
        }
        return true
    }
}
