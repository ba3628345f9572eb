import Core
import Testing

@testable import Parser

private func decode(_ encoding: TransferEncoding, _ text: String) -> TransferEncoding.Decoded {
    Array(text.utf8).withUnsafeBytes { encoding.decode($0) }
}

@Suite("Transfer encodings and charsets")
struct EncodingTests {
    @Test(
        "transfer encodings are undone, garbage and all",
        arguments: [
            (TransferEncoding.base64, "SGVsbG8=", "Hello", false),
            (.base64, "SGVs\r\nbG8=\r\n", "Hello", false),
            (.base64, "S G!V*s bG8", "Hello", true),
            (.base64, "SGVsbG8", "Hello", false),
            (.base64, "SGVsbG8=\r\nIHlvdQ==", "Hello you", false),
            (.base64, "SGVsbG8=\r\n-- a footer", "Hello", true),
            (.base64, "A", "", true), (.base64, "====", "", false), (.base64, "", "", false),
            (.quotedPrintable, "caf=C3=A9", "café", false),
            (.quotedPrintable, "a =\r\nb", "a b", false),
            (.quotedPrintable, "a  \r\nb\t\n", "a\r\nb\n", false),
            (.quotedPrintable, "1=2 =zz =", "1=2 =zz ", true),
            (.quotedPrintable, "=c3=a9=", "é", false),
            (.uuencode, "begin 644 x\n#0V%T\n`\nend\nmore", "Cat", false),
            (.uuencode, "begin 644 x\n%0V%T\n", "Cat", true),
            (.sevenBit, "as it is", "as it is", false),
        ])
    func transferEncodings(_ encoding: TransferEncoding, _ source: String, _ expected: String, _ isDamaged: Bool) {
        let decoded = decode(encoding, source)
        #expect(String(decoding: decoded.octets, as: UTF8.self) == expected)
        #expect(decoded.isDamaged == isDamaged)
        #expect(Array(source.utf8).withUnsafeBytes { encoding.decodedCount($0) } == decoded.octets.count)
    }

    @Test("pieces of any size make the whole", arguments: TransferEncoding.allCases, [1, 2, 3, 7, 1_000])
    func pieces(_ encoding: TransferEncoding, _ size: Int) {
        let source = Array("begin 644 x\r\n#0V%T\r\n#0V%T\r\nSGVs=\r\nbG8gd29ybGQ= x =41\r\n".utf8)
        source.withUnsafeBytes { octets in
            var whole: [UInt8] = []
            encoding.forEachPiece(of: octets, size: size) { whole += $0 }
            #expect(whole == encoding.decode(octets).octets)
        }
    }

    @Test(
        "charsets are read as declared, else as UTF-8, else as windows-1252",
        arguments: [
            ([0x63, 0xE9], "iso-8859-1", "cé"),
            ([0x80, 0x93, 0x94], "ISO-8859-1", "€“”"),
            ([0x63, 0xC3, 0xA9], nil, "cé"),
            ([0x63, 0xE9], nil, "cé"),
            ([0x63, 0xE9], "utf-8", "cé"),
            ([0xC3, 0xA9, 0xC3, 0xA9, 0xFF], "utf-8", "éé\u{FFFD}"),
            ([0xC3, 0xA9], "x-nobody-knows", "é"),
            ([0xC3, 0xA9], "us-ascii", "é"),
            ([0xCF, 0xF0, 0xE8], "windows-1251", "При"),
            ([0xF0, 0xD2, 0xC9], "KOI8-R", "При"),
            ([0x83, 0x65], "Shift_JIS", "テ"),
            ([0x1B, 0x24, 0x42, 0x25, 0x46, 0x1B, 0x28, 0x42], "iso-2022-jp", "テ"),
            ([0xD6, 0xD0], "gb2312", "中"), ([0xA4, 0xA4], "big5", "中"), ([0xC7, 0xD1], "ks_c_5601-1987", "한"),
            ([0xFF, 0xFE, 0x41, 0x00], "utf-16", "A"),
            ([0x41], "../../etc//TRANSLIT", "A"),
            ([0x41], "", "A"),
        ] as [([UInt8], String?, String)])
    func charsets(_ octets: [UInt8], _ declared: String?, _ expected: String) {
        #expect(octets.withUnsafeBytes { Charset.decode($0, declared: declared).text } == expected)
    }

    @Test(
        "file names are fit for display",
        arguments: [
            ("report.pdf", "report.pdf"), ("../../etc/passwd", "passwd"), ("C:\\temp\\a.txt", "a.txt"),
            ("a\u{202E}fdp.exe", "afdp.exe"), ("  .hidden. ", "hidden"), ("a<b>:c?.txt", "a_b__c_.txt"),
            ("CON", "CON_"), ("aux.txt", "aux_.txt"), ("com1.log", "com1_.log"), ("common.log", "common.log"),
            ("naïve 🎉.txt", "naïve 🎉.txt"), ("a\r\nb.txt", "ab.txt"),
        ])
    func names(_ name: String, _ expected: String) {
        #expect(AttachmentName.clean(name) == expected)
    }

    @Test("a name of nothing is none", arguments: ["", "...", "/", "\u{200B}", " "])
    func emptyNames(_ name: String) {
        #expect(AttachmentName.clean(name) == nil)
    }

    @Test("a long name keeps its extension")
    func longName() throws {
        let name = try #require(AttachmentName.clean(String(repeating: "ä", count: 400) + ".docx"))
        #expect(name.utf8.count <= 150 && name.hasSuffix("ä.docx"))
    }
}
