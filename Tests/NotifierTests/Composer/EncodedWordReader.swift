import FoundationEssentials
import Testing

/// Reads what the composer writes, in its own way, so that no mistake is made twice.
enum EncodedWordReader {
    static func decode(_ word: String) throws -> String {
        let parts = word.split(separator: "?", omittingEmptySubsequences: false)
        try #require(parts.count == 5 && parts[0] == "=" && parts[1] == "utf-8" && parts[4] == "=", "\(word)")
        if parts[2] == "b" {
            return String(decoding: try #require(Data(base64Encoded: String(parts[3]))), as: UTF8.self)
        }
        return String(decoding: try quotedPrintable(parts[3].replacing("_", with: " ")), as: UTF8.self)
    }

    /// Decodes quoted-printable text without its soft line ends.
    static func quotedPrintable(_ text: some StringProtocol) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Substring(text)
        while let next = rest.popFirst() {
            if next == "=" {
                bytes.append(try #require(UInt8(rest.prefix(2), radix: 16)))
                rest.removeFirst(2)
            } else {
                bytes += String(next).utf8
            }
        }
        return bytes
    }
}
