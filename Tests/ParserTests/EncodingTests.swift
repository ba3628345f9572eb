import Core
import Glibc
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
        #expect(Array(source.utf8).withUnsafeBytes { encoding.measure($0) } == (decoded.octets.count, isDamaged))
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
            ([0x41, 0x00], "utf-16", "A"), ([0x00, 0x41], "UTF-16", "A"),
            ([0x00, 0x41, 0xD8], "utf-16be", "A\u{FFFD}"),
            ([0x63, 0xC3, 0xA9], "utf-16le", "cé"), ([0xFF, 0xFE, 0x41, 0x00], nil, "A"),
            ([0x41, 0, 0, 0], "utf-32le", "A"), ([0x00, 0x41, 0x00, 0x42], nil, "AB"),
            ([0x80, 0xE4], "iso-8859-15", "€ä"), ([0x9C, 0xE6], "iso-8859-2", "ść"),
            ([0xB6, 0xE6], "iso-8859-2", "ść"),
            ([0xF9, 0xEC], "iso-8859-8-i", "של"), ([0x82], "cp-850", "é"), ([0x82], "IBM850", "é"),
            ([0xC3, 0xA9], "utf8mb4", "é"), ([0xE9], " \"iso-8859-1\" ", "é"), ([0xE9], "charset=iso-8859-1;x", "é"),
            ([0xE9], "ISO_8859-1:1987", "é"), ([0xC3, 0xA9], "utf-8*fr", "é"), ([0xE9], "x-unknown", "é"),
            ([0xC3, 0xA9, 0xC3, 0xA9, 0xC3, 0xA9], "iso-8859-1", "ééé"),
            ([0xC3, 0xA9], "iso-8859-1", "Ã©"),
            (Array("+AOk- C+-+".utf8), "utf-7", "é C++"), (Array("&AOk-&-".utf8), "utf-7-imap", "é&"),
            (Array("~{VPND~} ~~".utf8), "hz-gb-2312", "中文 ~"),
            ([0x1B, 0x24, 0x42, 0x2D, 0x21, 0x79, 0x21, 0x1B, 0x28, 0x42], "iso-2022-jp", "①纊"),
            ([0x1B, 0x28, 0x49, 0x31, 0x1B, 0x28, 0x42, 0x41], "cp50221", "ｱA"),
            ([0x1B, 0x24, 0x42, 0x25, 0x46], "us-ascii", "テ"), ([0x0E, 0x47, 0x51, 0x0F, 0x41], "iso-2022-kr", "한A"),
            ([0x81, 0x30, 0x81, 0x30], "gb2312", "\u{80}"), ([0xFF, 0xFF, 0x41], "shift_jis", "\u{FFFD}\u{FFFD}A"),
            ([0x41], "../../etc//TRANSLIT", "A"),
            ([0x41], "", "A"),
        ] as [([UInt8], String?, String)])
    func charsets(_ octets: [UInt8], _ declared: String?, _ expected: String) {
        #expect(octets.withUnsafeBytes { Charset.decode($0, declared: declared).text } == expected)
    }

    @Test(
        "undeclared text is told apart by what its language looks like",
        arguments: [
            ("Здравствуйте, не могу войти", "CP1251"), ("Здравствуйте, не могу войти", "KOI8-R"),
            ("Здравствуйте, не могу войти", "ISO-8859-5"), ("Καλημέρα, δεν μπορώ να συνδεθώ", "CP1253"),
            ("שלום, אני לא מצליח להתחבר", "CP1255"), ("مرحبا، لا أستطيع الدخول إلى النظام", "CP1256"),
            ("お世話になっております。", "CP932"), ("ログインできません。", "CP932"), ("お世話になっております。", "EUC-JP"),
            ("您好，我无法登录系统，谢谢！", "GB18030"), ("您好，我無法登入系統，謝謝！", "BIG5"),
            ("안녕하세요. 로그인이 되지 않습니다.", "CP949"), ("Größe “für” Zürich – ça été", "CP1252"),
            ("don’t — won’t … ‘it’", "CP1252"), ("ÄÖÜ ÉÈÊ ñandú", "CP1252"),
        ])
    func guesses(_ text: String, _ charset: String) throws {
        let octets = try #require(Self.encode(text, charset))
        #expect(octets.withUnsafeBytes { Charset.decode($0, declared: nil).text } == text)
        #expect(octets.withUnsafeBytes { Charset.decode($0, declared: "utf-8").text } == text)
    }

    /// The octets of a text in a charset, as iconv has it.
    private static func encode(_ text: String, _ charset: String) -> [UInt8]? {
        guard let descriptor = iconv_open(charset, "UTF-8"), Int(bitPattern: descriptor) != -1 else { return nil }
        defer { iconv_close(descriptor) }
        var source = text.utf8.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: source.count * 4)
        let written = source.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { output -> Int in
                var (from, fromLeft, to, toLeft) = (source.baseAddress, source.count, output.baseAddress, output.count)
                let result = iconv(descriptor, &from, &fromLeft, &to, &toLeft)
                return result == -1 ? -1 : output.count - toLeft
            }
        }
        return written < 0 ? nil : output.prefix(written).map { UInt8(bitPattern: $0) }
    }

    @Test("text that declares nothing is read as the rest of its message")
    func hints() {
        let octets: [UInt8] = [0xB9, 0xEA, 0xF3]
        #expect(octets.withUnsafeBytes { Charset.decode($0, declared: nil, hint: "windows-1250").text } == "ąęó")
    }

    @Test(
        "every octet decodes in every charset, alone or cut",
        arguments: [
            "utf-8", "iso-8859-1", "utf-16", "utf-32", "utf-7", "utf-7-imap", "iso-2022-jp", "iso-2022-kr", "hz",
            "gb18030",
            "big5", "shift_jis", "euc-jp", "ks_c_5601-1987", "koi8-r", "windows-1255", "x-none",
        ])
    func everyOctet(_ charset: String) {
        let octets =
            (0...255).map(UInt8.init) + (0...255).reversed().map(UInt8.init) + Array("+AOk&AOk~{VP\u{1B}$B".utf8)
        octets.withUnsafeBytes { octets in
            for length in 0...octets.count {
                let part = UnsafeRawBufferPointer(rebasing: octets[(octets.count - length)...])
                #expect(length < 8 || !Charset.decode(part, declared: charset).text.isEmpty)
            }
        }
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

    @Test(
        "a name with its marks apart becomes one with its marks on",
        arguments: [
            ("e\u{301}.txt", "\u{E9}.txt"), ("\u{304B}\u{3099}", "\u{304C}"), ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"),
            ("\u{1100}\u{1161}", "\u{AC00}"), ("b\u{30F}", "b\u{30F}"),
        ])
    func composition(_ name: String, _ expected: String) {
        #expect(Array(ComposedText.compose(name).unicodeScalars) == Array(expected.unicodeScalars))
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
