import Core
import FoundationEssentials
import Testing

@testable import Parser

/// The message that a header section alone makes.
private func parsed(_ header: String) throws -> InboundMessage {
    try MessageParser().parse(Array("\(header)\r\n\r\nbody".utf8))
}

@Suite("Header fields")
struct HeaderTests {
    @Test(
        "address lists give names and addresses",
        arguments: [
            ("ann@example.org", ["|ann@example.org"]),
            ("Ann Lee <ann@example.org>", ["Ann Lee|ann@example.org"]),
            ("\"Lee, Ann\" <ann@example.org>, b@example.org", ["Lee, Ann|ann@example.org", "|b@example.org"]),
            ("Lee, Ann <ann@example.org>", ["Lee, Ann|ann@example.org"]),
            ("\"A \\\"B\\\" C\" <a@example.org>", ["A \"B\" C|a@example.org"]),
            ("ann@example.org (Ann Lee)", ["Ann Lee|ann@example.org"]),
            ("ann@example.org (Ann (the second) Lee)", ["Ann (the second) Lee|ann@example.org"]),
            (
                "Friends: a@example.org, B <b@example.org>;, c@example.org",
                ["|a@example.org", "B|b@example.org", "|c@example.org"]
            ),
            ("undisclosed-recipients:;", []),
            ("<@relay.example,@other.example:a@example.org>", ["|a@example.org"]),
            ("a @ example . org", ["|a@example.org"]),
            ("\"odd local\"@example.org", ["|\"odd local\"@example.org"]),
            ("a@[192.0.2.1]", ["|a@[192.0.2.1]"]),
            ("a@example.org; b@example.org", ["|a@example.org", "|b@example.org"]),
            ("A <a@example.org> B <b@example.org>", ["A|a@example.org", "B|b@example.org"]),
            ("=?utf-8?Q?Lee,_Ann?= <ann@example.org>", ["Lee, Ann|ann@example.org"]),
            ("\"=?utf-8?B?w4Q=?=\" <a@example.org>", ["Ä|a@example.org"]),
            ("Ann <ann@example.org", ["Ann|ann@example.org"]),
            ("<<ann@example.org>>", ["|ann@example.org"]),
            ("Ann (sales) <ann@example.org>", ["Ann|ann@example.org"]),
            ("\"Ann Lee <ann@example.org>, b@example.org", ["Ann Lee|ann@example.org", "|b@example.org"]),
            ("Ann (Lee <ann@example.org>", ["Ann Lee|ann@example.org"]), ("<\"ann@example.org>", ["|ann@example.org"]),
            ("<ann @ example . org>", ["|ann@example.org"]), ("<ann lee@example.org>", ["|ann lee@example.org"]),
            ("a@b.example <mailto:a@b.example>", ["a@b.example|a@b.example"]),
            ("\u{1B}$B;3ED\u{1B}(B <a@example.org>, b@example.org", ["山田|a@example.org", "|b@example.org"]),
            ("A: B: a@example.org;", ["|a@example.org"]), ("=?utf-8?Q?Ann <ann@example.org>", ["Ann|ann@example.org"]),
            ("root", ["|root"]),
            ("Postmaster <>", ["Postmaster|"]),
            (",,;", []),
            ("((((", []),
        ])
    func addresses(_ field: String, _ expected: [String]) {
        let read = AddressParser.addresses(in: Array(field.utf8), limits: Limits())
        #expect(read.map { "\($0.name ?? "")|\($0.address)" } == expected)
    }

    @Test(
        "encoded words are decoded, and what is none stays",
        arguments: [
            ("=?utf-8?Q?caf=C3=A9_menu?=", "café menu"),
            ("=?ISO-8859-1?B?Y2Fm6Q==?=", "café"),
            ("=?utf-8?Q?a?= =?utf-8?Q?b?= c", "ab c"),
            ("=?utf-8?Q?=E2=82?=\r\n =?utf-8?Q?=AC?=", "€"),
            ("=?utf-8*de?q?M=C3=BCller?=", "Müller"),
            ("before =?utf-8?q?x?= after", "before x after"),
            ("=?utf-8?Q?no end", "no end"), ("=?utf-8?B?Y2Fmw6k= au lait", "café au lait"),
            ("=?utf-8?B?Y2Fm =?utf-8?Q?=C3=A9?=", "café"), ("=?no-such?Q?cut", "=?no-such?Q?cut"),
            ("=?UTF-8?q?what?=20now?=", "what? now"), ("=?utf-8?Q?what?= then", "what then"),
            ("=?utf-8?B?4p?= =?utf-8?B?yT?=", "✓"), ("(=?ISO-8859-1?q?caf=e9?=)", "(café)"),
            ("=?iso-2022-jp?B?GyRCJUYbKEI=?=", "テ"), ("\u{1B}$B%F\u{1B}(B", "テ"),
            ("=?utf-7?Q?Hi_+IKw-?=", "Hi €"), ("=?us-ascii?Q?a?b?=", "a?b"),
            ("=?utf-8?B?nhsdGwA=?=", "=?utf-8?B?nhsdGwA=?="), ("=?utf-8?Q??= x", "x"),
            ("=?x?Z?y?=", "=?x?Z?y?="),
            ("=?", "=?"), ("=?=?=?=?", "=?=?=?=?"),
            ("=?utf-8?Q?two words inside?=", "two words inside"),
            ("=?utf-8?B?4pyT?==?utf-8?B?4pyT?=", "✓✓"),
            ("a\tb\u{1}c", "a b c"),
        ])
    func encodedWords(_ field: String, _ expected: String) throws {
        #expect(try parsed("Subject: \(field)").subject == expected)
    }

    @Test(
        "dates are read in every way of writing",
        arguments: [
            ("Fri, 20 Nov 2026 14:03:00 +0000", 1_795_183_380),
            ("20 Nov 2026 15:03 +0100 (CET)", 1_795_183_380),
            ("Fri, 20 Nov 26 09:03:00 EST", 1_795_183_380),
            ("Fri Nov 20 14:03:00 2026", 1_795_183_380),
            ("Fri, 20 Nov 2026 14:03:00 GMT", 1_795_183_380),
            ("2026-11-20T14:03:00Z", 1_795_183_380),
            ("2026-11-20 15:03:00 +0100", 1_795_183_380),
            ("20-Nov-2026 02:03:00 PM", 1_795_183_380),
            ("Fri, 20 Nov 2026 16:03:00 GMT+0200", 1_795_183_380),
            ("Thu, 1 Jan 1970 00:00:00 +0000", 0),
            ("29 Feb 2000 00:00:00 Z", 951_782_400),
            ("(sent) Fri (day), 20 Nov 2026 14:03:00 (noon (late)) +0000", 1_795_183_380),
            ("11/20/2026 14:03:00", 1_795_183_380), ("20.11.2026 14.03.00", 1_795_183_380),
            ("mar, 20 nov 2026 14:03:00 +0000", 1_795_183_380), ("20 okt 2026 14:03:00 GMT", 1_792_504_980),
        ])
    func dates(_ field: String, _ seconds: Int) {
        #expect(DateParser.date(in: Array(field.utf8)) == Date(timeIntervalSince1970: Double(seconds)))
    }

    @Test(
        "what is no date is none",
        arguments: [
            "", "yesterday", "1 Jan 0001 00:00:00", "32 Nov 2026", "20 Nov", "20 Nov 2026 25:00", ":::", "9999999999",
        ])
    func noDates(_ field: String) {
        #expect(DateParser.date(in: Array(field.utf8)) == nil)
    }

    @Test(
        "message identifiers are found between brackets",
        arguments: [
            ("<a@b> <c@d>", ["a@b", "c@d"]), ("<>", []), ("Your mail of Friday <a@b>", ["a@b"]), ("<a@b", ["a@b"]),
            ("<a@b><c@d>", ["a@b", "c@d"]), ("a@b c@d", ["a@b", "c@d"]), ("<a\r\n @b>", ["a@b"]), ("nothing", []),
        ])
    func identifiers(_ field: String, _ expected: [String]) {
        #expect(MessageID.all(in: field).map(\.rawValue) == expected)
    }

    @Test(
        "parameters are read plain, continued and encoded",
        arguments: [
            ("x; filename=a.pdf", "a.pdf"),
            ("x; filename=\"a b.pdf\"; size=3", "a b.pdf"),
            ("x; filename=a b (1).pdf; size=3", "a b (1).pdf"),
            ("x; filename*=UTF-8''%e2%82%ac.txt", "€.txt"),
            ("x; filename*=utf-8'de-AT'%c3%a4.txt", "ä.txt"),
            ("x; filename*0*=iso-8859-1''%E4; filename*1=b; filename*2*=%E4", "äbä"),
            ("x; filename*1=b; filename*0=a", "ab"),
            ("x; filename=plain; filename*=UTF-8''better", "better"),
            ("x; filename=\"=?utf-8?Q?=C3=A4?=.txt\"", "ä.txt"),
            ("x; filename=\"C:\\dir\\a.txt\"", "C:\\dir\\a.txt"),
            ("x; filename=\"say \\\"hi\\\".txt\"", "say \"hi\".txt"),
            ("x (comment; filename=no); filename=(c)yes", "(c)yes"),
            ("x filename=yes", "yes"),
            ("x; filename=\"unended", "unended"),
            ("x; filename=\"utf-8''%C3%A4.txt\"", "ä.txt"), ("x; filename=%C3%A4%20b.txt", "ä b.txt"),
            ("x; filename=my%20file.txt", "my file.txt"), ("x; filename=\"100% sure.txt\"", "100% sure.txt"),
            ("x; filename=\"50%25.txt\"", "50%25.txt"), ("x; filename*=%C3%A4.txt", "ä.txt"),
            ("x; filename*=utf-8'%C3%A4.txt", "ä.txt"), ("x; filename*=\"utf-8''%C3%A4.txt\"", "ä.txt"),
            ("x; filename*=utf-8''=?utf-8?Q?=C3=A4?=", "ä"),
            ("x; filename*1*=%A4.txt; filename*0*=utf-8''%C3", "ä.txt"),
            ("x; filename*0=\"=?utf-8?Q?=C3\"; filename*1=\"=A4?=.txt\"", "ä.txt"),
            ("x; filename=\"say \"hi\" now.txt\"; size=1", "say \"hi\" now.txt"),
            ("x; filename=\"a.txt\" size=1", "a.txt"), ("x; FileName=a.txt", "a.txt"),
        ])
    func parameters(_ field: String, _ expected: String) {
        #expect(ParameterizedField(Array(field.utf8), limits: Limits()).fileName("filename") == expected)
    }

    @Test("an empty file name is none", arguments: ["x; filename=\"\"", "x; filename=", "x; filename*=utf-8''", "x"])
    func emptyNames(_ field: String) {
        #expect(ParameterizedField(Array(field.utf8), limits: Limits()).fileName("filename") == nil)
    }

    @Test("of two fields that may stand once, the first counts and the second is a defect")
    func duplicates() throws {
        let message = try parsed("Subject: one\r\nSubject: two")
        #expect(message.subject == "one")
        #expect(message.defects.map(\.kind) == [.duplicateField])
    }

    @Test("the header keeps its fields as they were received")
    func rawFields() throws {
        let message = try parsed("X-Odd : a\r\n b\r\nFROM:c@example.org")
        #expect(message.header.fields.map(\.name) == ["X-Odd", "FROM"])
        #expect(message.header.fields.first.map { $0.rawBody } == Array(" a\r\n b".utf8))
        #expect(message.header.first("from") == "c@example.org")
    }
}
