internal import Core
internal import FoundationEssentials

/// A text as an entity of its own (RFC 2045): two header fields, an empty line, and the text fit for any transport.
struct BodyPart {
    let transferEncoding: TransferEncoding
    /// The header fields, the empty line and the body.
    let bytes: [UInt8]
    /// Whether a line begins as all boundaries do, so that one of them might occur.
    let hasBoundaryMark: Bool
    private let bodyStart: Int

    /// The encoded text; its last line has an end, which stands for the one of the text.
    var body: ArraySlice<UInt8> { bytes[bodyStart...] }

    /// A `text/subtype` part in UTF-8: as it is if it is ASCII with short lines, else in quoted-printable or base64,
    /// whichever is shorter.
    init(subtype: String, text: String) {
        var text = text
        let (encoding, body, hasMark) = text.withUTF8 { text in
            let lines = text.mailLines
            let (encoding, body) = Self.encoded(lines)
            return (encoding, body, encoding == .sevenBit && lines.contains { $0.starts(with: Boundary.mark) })
        }
        var writer = HeaderWriter()
        writer.append("Content-Type", ["text/\(subtype);", "charset=utf-8"])
        writer.append("Content-Transfer-Encoding", [encoding.rawValue])
        writer.endSection()
        (transferEncoding, hasBoundaryMark, bodyStart) = (encoding, hasMark, writer.bytes.count)
        bytes = writer.bytes + body
    }

    /// The lines of a text, each with CRLF behind it.
    private static func encoded(_ lines: [UnsafeBufferPointer<UInt8>]) -> (TransferEncoding, [UInt8]) {
        if lines.allSatisfy(\.isShortASCII) { return (.sevenBit, lines.withMailLineEnds) }
        let quoted = QuotedPrintable.encode(lines)
        let length = lines.mailLength - HeaderWriter.lineEnd.count
        if quoted.count <= base64Length(of: length) + HeaderWriter.lineEnd.count { return (.quotedPrintable, quoted) }
        let plain = lines.withMailLineEnds.prefix(length)
        let options: Data.Base64EncodingOptions = [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ]
        return (.base64, Data(plain).base64EncodedData(options: options) + HeaderWriter.lineEnd)
    }

    private static func base64Length(of count: Int) -> Int {
        let digits = (count + 2) / 3 * 4
        return digits + digits / 76 * 2
    }
}

extension [UnsafeBufferPointer<UInt8>] {
    /// How many octets they have, each with CRLF behind it.
    var mailLength: Int { reduce(count * HeaderWriter.lineEnd.count) { $0 + $1.count } }

    /// As they are, each with CRLF behind it.
    fileprivate var withMailLineEnds: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(mailLength)
        for line in self {
            bytes.append(contentsOf: line)
            bytes += HeaderWriter.lineEnd
        }
        return bytes
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Printable ASCII and tabs, at most 78 octets of them (RFC 5322 section 2.1.1).
    fileprivate var isShortASCII: Bool {
        count <= 78 && allSatisfy { $0 == 0x09 || $0 &- 0x20 < 0x5F }
    }
}
