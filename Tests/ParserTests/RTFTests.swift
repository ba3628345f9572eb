import Testing

@testable import Parser

private func read(_ rtf: String) -> (text: String, isHTML: Bool)? {
    Array(rtf.utf8).withUnsafeBytes { RTFReader.read($0) }
}

private func expand(_ octets: [UInt8], limit: Int = 1 << 20) -> (text: String, isDamaged: Bool) {
    octets.withUnsafeBytes { bytes in
        let rtf = CompressedRTF(bytes, range: 0..<bytes.count, limit: limit)
        return (String(decoding: rtf.octets, as: UTF8.self), rtf.isDamaged)
    }
}

@Suite("RTF in mail")
struct RTFTests {
    @Test(
        "RTF is read as text",
        arguments: [
            (#"{\rtf1 Hello\par World}"#, "Hello\nWorld"),
            ("{\\rtf1\\ansi\r\n\\pard Hello\\line\r\nWorld\\tab !}", "Hello\nWorld\t!"),
            (#"{\rtf1{\fonttbl{\f0 Arial;}}{\colortbl;\red0;}{\stylesheet{\s0 Normal;}}{\info{\author Ann}}Hi}"#, "Hi"),
            (#"{\rtf1{\*\generator Riched20;}{\*\unknown x}Hi}"#, "Hi"),
            (#"{\rtf1\b bold\b0  and {\i slanted}}"#, "bold and slanted"),
            (#"{\rtf1\ansicpg1252 caf\'e9 \'80}"#, "café €"),
            (#"{\rtf1\ansicpg1251 \'cf\'f0\'e8}"#, "При"),
            (#"{\rtf1\mac \'8e}"#, "é"),
            (#"{\rtf1\ansi\deff0{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}}\'e9\f1\'cf\plain\'e9}"#, "éПé"),
            (#"{\rtf1{\fonttbl{\f0\fcharset128 A;}}\f0\'83\'65\'83e}"#, "テテ"),
            (#"{\rtf1\ansicpg936 \'d6\'d0 \'d6}"#, "中 \u{FFFD}"),
            (#"{\rtf1\ansicpg65001 \'c3\'a9}"#, "é"),
            (#"{\rtf1 \u8364?\u-3913 ?x}"#, "€\u{F0B7}x"),
            (#"{\rtf1\uc2 \u20013\'d6\'d0!{\uc0\u8364 x}}"#, "中!€x"),
            (#"{\rtf1\uc0\u55357 \u56832 }"#, "😀"),
            (#"{\rtf1 \{a\}\\ b\~c\_d\-e}"#, "{a}\\ b\u{A0}c\u{2011}de"),
            (#"{\rtf1 \ldblquote Hi\rdblquote\emdash\bullet}"#, "“Hi”—•"),
            (#"{\rtf1 a{\v hidden}b\v c\v0 d}"#, "abd"),
            (#"{\rtf1 {\field{\*\fldinst{HYPERLINK "http://x.example/"}}{\fldrslt link}}}"#, "link"),
            (#"{\rtf1 a{\pict\bin3 }}}}b}"#, "ab"), (#"{\rtf1 a\cell b\row}"#, "a\tb\n"),
            (#"{\rtf1 open {group"#, "open group"), (#"{\rtf1 a}}}b"#, "ab"), (#"{\rtf1 \'zz\"#, "zz"),
        ])
    func plain(_ rtf: String, _ expected: String) throws {
        let result = try #require(read(rtf))
        #expect(result.text == expected)
        #expect(!result.isHTML)
    }

    @Test(
        "HTML comes out of RTF as it went in",
        arguments: [
            (
                #"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Hi{\*\htmltag72 </p>}\htmlrtf\par}\htmlrtf0}"#,
                "<p>Hi</p>"
            ),
            (
                #"{\rtf1\fromhtml1{\*\htmltag84 &lt;}\htmlrtf <\htmlrtf0 b{\*\htmltag84 &nbsp;}\htmlrtf \'a0\htmlrtf0}"#,
                "&lt;b&nbsp;"
            ),
            (
                #"{\rtf1\fromhtml1{\*\htmltag1 <a href="x\{y\}">\par\tab }{\*\mhtmltag1 <a>}z}"#,
                "<a href=\"x{y}\">\n\tz"
            ),
            (#"{\rtf1\ansicpg1251\fromhtml1 \'cf\u1088?}"#, "Пр"),
            (#"{\rtf1\fromhtml1{\fonttbl{\f0 Arial;}}{\pntext\htmlrtf *\htmlrtf0}{\*\htmltag <li>}x}"#, "<li>x"),
        ])
    func html(_ rtf: String, _ expected: String) throws {
        let result = try #require(read(rtf))
        #expect(result.text == expected)
        #expect(result.isHTML)
    }

    @Test("what doesn't begin as RTF is none", arguments: ["", "Hello", "{\\rt", "\\rtf1 x"])
    func none(_ text: String) { #expect(read(text) == nil) }

    @Test("groups may be nested as deep as they like")
    func deep() throws {
        let depth = 100_000
        let rtf = #"{\rtf1 "# + String(repeating: "{", count: depth) + "x" + String(repeating: "}", count: depth) + "y}"
        #expect(try #require(read(rtf)).text == "xy")
    }

    /// The two examples of [MS-OXRTFCP] section 3.
    private static let compressed: [([UInt8], String)] = [
        (
            [
                0x2D, 0, 0, 0, 0x2B, 0, 0, 0, 0x4C, 0x5A, 0x46, 0x75, 0xF1, 0xC5, 0xC7, 0xA7, 0x03, 0x00, 0x0A, 0x00,
                0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0A, 0xF3, 0x20, 0x68, 0x65, 0x6C, 0x09, 0x00,
                0x20, 0x62, 0x77, 0x05, 0xB0, 0x6C, 0x64, 0x7D, 0x0A, 0x80, 0x0F, 0xA0,
            ], "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
        ),
        (
            [
                0x1A, 0, 0, 0, 0x1C, 0, 0, 0, 0x4C, 0x5A, 0x46, 0x75, 0xE2, 0xD4, 0x4B, 0x51, 0x41, 0x00, 0x04, 0x20,
                0x57, 0x58, 0x59, 0x5A, 0x0D, 0x6E, 0x7D, 0x01, 0x0E, 0xB0,
            ], "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
        ),
    ]

    @Test("compressed RTF is unpacked, its checksum checked", arguments: compressed)
    func unpack(_ octets: [UInt8], _ expected: String) {
        #expect(expand(octets) == (expected, false))
        #expect(expand(octets, limit: 8) == (String(expected.prefix(8)), true))
        var changed = octets
        changed[12] ^= 1
        #expect(expand(changed) == (expected, true))
        for length in octets.indices { #expect(expand(Array(octets[..<length])).isDamaged, "\(length)") }
    }

    @Test("whatever was compressed or stored comes back", arguments: [0, 1, 16, 17, 18, 4_500])
    func roundTrip(_ count: Int) {
        let text = String((0..<count).map { Character(Unicode.Scalar(UInt8(0x41 + $0 * $0 % 23))) })
        #expect(expand(RTFCompressor.compress(text)) == (text, false))
        #expect(expand(RTFCompressor.store(text)) == (text, false))
    }
}
