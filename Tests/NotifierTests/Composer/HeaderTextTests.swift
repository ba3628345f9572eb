import Testing

@testable import Notifier

@Suite("Header fields")
struct HeaderTextTests {
    @Test(
        "a display name is a phrase that every reader takes for the name",
        arguments: [
            ("", []), ("  \t ", []),
            ("Ann Lee", ["Ann", "Lee"]),
            ("Ann Lee (via Support)", ["\"Ann Lee (via Support)\""]),
            ("Lee, Ann", ["\"Lee, Ann\""]),
            ("J. Lee", ["\"J. Lee\""]),
            ("a@b.example", ["\"a@b.example\""]),
            ("two  spaces", ["\"two  spaces\""]),
            (#"the "boss" \ he"#, [#""the \"boss\" \\ he""#]),
            ("Jörg", ["=?utf-8?b?SsO2cmc=?="]),
            ("Zoë Maria Schmidt (home)", ["=?utf-8?q?Zo=C3=AB_Maria_Schmidt_=28home=29?="]),
            ("=?utf-8?q?evil?=", ["=?utf-8?b?PT91dGYtOD9xP2V2aWw/PQ==?="]),
            ("山田太郎", ["=?utf-8?b?5bGx55Sw5aSq6YOO?="]),
        ])
    func phrase(_ name: String, _ expected: [String]) {
        #expect(HeaderText.phrase(name, after: 6) == expected)
    }

    @Test(
        "a subject is written as it is where that is safe",
        arguments: [
            ("", []), ("   ", []),
            ("[#1000001] Re: It's \"urgent\"!", ["[#1000001]", "Re:", "It's", "\"urgent\"!"]),
            ("a  b   c", ["a", " b", "  c"]),
            ("tab\there", ["tab", "here"]),
            ("what is a =?x here", ["=?utf-8?q?what_is_a_=3D=3Fx_here?="]),
            ("Grüße", ["=?utf-8?b?R3LDvMOfZQ==?="]),
        ])
    func subject(_ text: String, _ expected: [String]) {
        #expect(HeaderText.unstructured(text, after: 9) == expected)
    }

    @Test(
        "encoded words have at most 75 octets, and none ends within a character",
        arguments: [
            LongText("👩‍👩‍👧‍👦", 3_000), LongText("ä", 3_000), LongText("y", 5_000, after: "x x x "),
            LongText("日本語 abc", 500), LongText("abcd efgh é ", 300, then: "end"),
            LongText(" ", 2_000, after: "a", then: "b"),
        ])
    func longSubject(_ long: LongText) throws {
        let text = long.text
        var writer = HeaderWriter()
        let words = HeaderText.unstructured(text, after: 9)
        writer.append("Subject", words)
        let lines = String(decoding: writer.bytes, as: UTF8.self).split(separator: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 76 })
        #expect(words.allSatisfy { $0.utf8.count <= 75 })
        // Each word is decoded by itself: a character cut in two would come back as two U+FFFD.
        #expect(try words.map(EncodedWordReader.decode).joined() == text)
    }

    @Test("folds replace single spaces only")
    func folding() {
        var writer = HeaderWriter()
        let words = (1...40).map { "word\($0)" }
        writer.append("Subject", words)
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(text.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 76 })
        #expect(text.split(separator: "\r\n").count > 3)
        #expect(text.replacing("\r\n", with: "") == "Subject: " + words.joined(separator: " "))
    }

    @Test("a word that is longer than a line stands alone, and the first stands beside the name")
    func longWords() {
        var writer = HeaderWriter()
        let long = String(repeating: "x", count: 250)
        writer.append("References", [long, "y", long])
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "References: \(long)\r\n y\r\n \(long)\r\n")
    }

    @Test(
        "what ends a line or controls becomes one space, however much of it",
        arguments: ["\r", "\n", "\r\n", "\t", "\0", "\u{1F}", "\u{7F}", "\u{85}", "\u{9F}", "\u{2028}", "\u{2029}"])
    func oneLine(_ control: String) {
        #expect("\(control) a\(control)b\(control)\(control)c\(control)".onOneLine == "a b c")
    }

    @Test("what only looks odd stays", arguments: ["日本\u{200D}語", "a\u{A0}b", "a  b", "\u{2027}"])
    func oneLineKeeps(_ text: String) { #expect(text.onOneLine == text) }
}
