import Core
import Testing

@Suite("E-mail addresses")
struct EmailAddressTests {
    @Test(
        "an addr-spec is read strictly",
        arguments: [
            ("ann@example.org", true), ("ann.lee+x@example.org", true), ("jörg@bücher.example", true),
            ("", false), ("ann", false), ("@example.org", false), ("ann@", false), ("a@b@c", false),
            (".ann@example.org", false),
            ("ann..lee@example.org", false), ("ann lee@example.org", false), ("\"ann\"@example.org", false),
            ("ann@exam ple.org", false), ("ann@example.org>", false), ("ann\r\n@example.org", false),
            ("ann@[127.0.0.1]", false),
            (String(repeating: "a", count: 64) + "@example.org", true),
            (String(repeating: "a", count: 65) + "@example.org", false),
        ])
    func reading(_ text: String, _ isAddress: Bool) {
        #expect((EmailAddress(text) != nil) == isAddress)
    }

    @Test(
        "two spellings are one mailbox when only ASCII case differs",
        arguments: [
            ("C.Lee@SCHOOL.example", "c.lee@school.example", true),
            ("clee@school.example", "c.lee@school.example", false),
            ("c.lee+x@school.example", "c.lee@school.example", false),
            ("JÖRG@school.example", "jörg@school.example", false),
        ])
    func equality(_ left: String, _ right: String, _ same: Bool) {
        #expect((EmailAddress(left) == EmailAddress(right)) == same)
    }
}

@Suite("Message identifiers")
struct MessageIDTests {
    @Test(
        "only a plain identifier may be written into a field of ours",
        arguments: [
            ("a@b", true), ("a b@c", false), ("a@b>", false), ("a", false), ("a@b\r\nX: y", false), ("@b", false),
            ("a@", false),
            (String(repeating: "a", count: 248) + "@b", true), (String(repeating: "a", count: 249) + "@b", false),
            ("ä@b", false),
        ])
    func wellFormed(_ text: String, _ expected: Bool) {
        #expect(MessageID(rawValue: text).isWellFormed == expected)
    }
}

@Suite("Addresses of international domains")
struct InternationalAddressTests {
    @Test(
        "a domain is the same in letters and as its A-label, whichever the registry has",
        arguments: [
            ("x@sch\u{FC}ler.example", "x@xn--schler-5ya.example"),
            ("X@SCH\u{DC}LER.example", "x@xn--schler-5ya.example"),
            ("x@b\u{FC}cher.example", "x@XN--BCHER-KVA.example"),
        ])
    func same(_ letters: String, _ label: String) throws {
        let (one, other) = (try #require(EmailAddress(letters)), try #require(EmailAddress(label)))
        #expect(one == other && one.hashValue == other.hashValue)
        #expect(one.key == other.key && one.key.utf8.allSatisfy { $0 < 0x80 })
    }

    @Test("it is shown as it was written")
    func shown() throws {
        #expect(try #require(EmailAddress("Ann@Sch\u{FC}ler.example")).description == "Ann@sch\u{FC}ler.example")
        #expect(try #require(EmailAddress("a@xn--schler-5ya.example")).description == "a@xn--schler-5ya.example")
    }

    @Test("letters of another alphabet that look alike are another domain")
    func homograph() throws {
        let (latin, cyrillic) = (EmailAddress("ann@school.test"), EmailAddress("ann@scho\u{43E}l.test"))
        #expect(try #require(latin) != #require(cyrillic))
        #expect(try #require(cyrillic).key.hasPrefix("ann@xn--"))
    }

    @Test("what is no domain keeps a key of its own")
    func odd() throws {
        #expect(try #require(EmailAddress("a@scho\u{AD}ol.test")).key != #require(EmailAddress("a@school.test")).key)
    }
}
