import Core
import Testing

private let contact = "contact@school.test"

/// The author in one word and, if there is one, the address.
private func author(_ lines: String...) async -> String {
    switch await authenticated(lines: lines).author {
    case .address(let address): "\(address)"
    case .missing: "missing"
    case .ambiguous(_): "ambiguous"
    case .malformed(_): "malformed"
    }
}

@Suite("Who claims to have written a message")
struct AuthorTests {
    @Test(
        "one From field that plainly names one mailbox names the author",
        arguments: [
            ("From: contact@school.test", contact),
            ("From: Ann Lee <contact@school.test>", contact),
            ("FROM:\r\n \"Lee, Ann\"\r\n <contact@school.test> ", contact),
            ("From : <contact@school.test>", contact),
            ("From: =?utf-8?q?Ann_Lee?= <contact@school.test>", contact),
            ("From: Ann (Sales) <contact@school.test>", contact),
            ("From: \"a \\\" <b@c.test>\" <contact@school.test>", contact),
            ("From: J\u{F6}rg <joerg@b\u{FC}cher.test>", "joerg@b\u{FC}cher.test"),
            ("From: contact@school.test <x@evil.test>", "x@evil.test"),
            ("From: \"contact@school.test\" <x@evil.test>", "x@evil.test"),
        ])
    func plain(_ field: String, _ expected: String) async {
        #expect(await author(field, "Subject: x") == expected)
    }

    @Test(
        "where readers may disagree, nobody is the author",
        arguments: [
            ["From: x@evil.test", "From: contact@school.test"],
            ["From: contact@school.test", "From: x@evil.test"],
            [" From: x@evil.test", "From: contact@school.test"],
            ["\tFrom: x@evil.test"],
            ["From: x@evil.test", "From : contact@school.test"],
            ["From: x@evil.test", "From\r\n : contact@school.test"],
            ["From: x@evil.test", "Fr\u{1}om: contact@school.test"],
            ["From: x@evil.test", "Fr\u{200B}om: contact@school.test"],
            ["From: x@evil.test", "Subject: y\rFrom: contact@school.test"],
            ["From: x@evil.test, contact@school.test"],
            ["From: x@evil.test, contact@school.test", "Sender: contact@school.test"],
            ["From: =?utf-8?B?PGNvbnRhY3RAc2Nob29sLnRlc3Q+?=,<x@evil.test>"],
            ["From: =?utf-8?q?contact?=@school.test"],
            ["From: <@evil.test,@any:contact@school.test>"],
            ["From: <contact@school.test>\\,<x@evil.test>"],
            ["From: contact@school.test,<x@evil.test>"],
            ["From: Team: contact@school.test;"],
            ["From: \"contact@school.test x\"@evil.test"],
            ["From: \"contact@school.test\"@evil.test"],
            ["From: <\"contact@school.test\"@evil.test>"],
            ["From: c@school.test (x) .evil.test"],
            ["From: \"u\"@school.test(x)evil.test"],
            ["From: <contact@school.test\r\n .evil.test>"],
            ["From: <contact@school.test> (x)"],
            ["From: <contact@school.test> <x@evil.test>"],
            ["From: (<contact@school.test>) <x@evil.test>"],
            ["From: \"Ann <contact@school.test>"],
            ["From: Ann <contact@school.test"],
        ])
    func ambiguous(_ lines: [String]) async {
        let report = await authenticated(lines: lines + ["Subject: x"])
        guard case .ambiguous(_) = report.author else {
            Issue.record("\(lines): \(report.author)")
            return
        }
    }

    @Test(
        "what no mail program writes is malformed",
        arguments: [
            "From: con\u{0}tact@school.test", "From: contact@school.test\u{0}", "From: a\u{B}b <contact@school.test>",
            "From: <contact@school.test\rx@evil.test>", "From: <contact@scho\u{AD}ol.test>",
            "From: contact@sch\u{200B}ool.test", "From: con\u{2060}tact@school.test",
            "From: contact@\u{FF53}chool.test", "From: contact@school\u{3002}test",
        ])
    func malformed(_ field: String) async { #expect(await author(field) == "malformed") }

    @Test("without From nobody is the author, whatever Sender and the others say")
    func missing() async {
        #expect(await author("Sender: contact@school.test", "Resent-From: contact@school.test") == "missing")
        #expect(await author("From: ") == "missing")
        #expect(await author("From: <>") == "missing")
        #expect(await author("From: MAILER-DAEMON") == "missing")
        #expect(await author() == "missing")
    }

    @Test("a From field in the body is none, and LF ends lines as CRLF does")
    func places() async {
        let text = "Subject: x\nFrom: contact@school.test\n\nFrom: x@evil.test\n"
        #expect(await authenticated(Array(text.utf8)).author == .address(EmailAddress(contact).unwrapped))
    }
}

extension Optional {
    /// The value of a literal that is known to be right.
    fileprivate var unwrapped: Wrapped {
        guard let self else { preconditionFailure("no value") }
        return self
    }
}
