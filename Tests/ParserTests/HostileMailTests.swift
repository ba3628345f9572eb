import Core
import FoundationEssentials
import Testing

@testable import Parser

private func parse(_ text: String, limits: Limits = Limits()) throws -> InboundMessage {
    try MessageParser(limits: limits).parse(Array(text.utf8))
}

private func kinds(_ message: InboundMessage) -> [Defect.Kind] { message.defects.map(\.kind) }

private func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }

/// The rows of the attack matrix that the parser answers for; each names its row.
@Suite("Hostile mail")
struct HostileMailTests {
    @Test("row 111: multiparts nested 10,000 deep are refused by their depth")
    func depth() {
        let boundaries = (0..<10_000).map { "Content-Type: multipart/mixed; boundary=b\($0)\n\n--b\($0)\n" }.joined()
        #expect(throws: MessageFailure.tooDeeplyNested(limit: 50)) { try parse(boundaries) }
    }

    @Test("row 112: 100,000 empty parts are refused by their number", arguments: ["--b\n", "--b\n\n", "--b\n\n\n"])
    func parts(_ part: String) {
        let message = "Content-Type: multipart/mixed; boundary=b\n\n" + times(100_000, part)
        #expect(throws: MessageFailure.tooManyParts(limit: 1_000)) { try parse(message) }
    }

    @Test("row 113: a Subject of 1 MB is cut, and says so")
    func longSubject() throws {
        let message = try parse("From: a@example.org\nSubject: \(times(1_000_000, "x"))\n\ntext\n")
        #expect(message.subject.utf8.count == 64 << 10)
        #expect(message.text == "text\n" && kinds(message) == [.truncatedField])
    }

    @Test("row 113: a header section of many octets or fields is refused, that of a part too")
    func largeHeader() {
        let fields = times(100_000, "A: b\n")
        #expect(throws: MessageFailure.tooManyFields(limit: 2_000)) { try parse(fields) }
        let large = "A: " + times(5_000_000, "b\n c")
        #expect(throws: MessageFailure.headerTooLarge(limit: 1 << 20)) { try parse(large) }
        let part = "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
        #expect(throws: MessageFailure.tooManyFields(limit: 2_000)) { try parse(part + fields) }
        #expect(throws: MessageFailure.headerTooLarge(limit: 1 << 20)) { try parse(part + large) }
    }

    @Test("row 114: of very many addresses the first thousand are read, and the message says so")
    func addresses() throws {
        let message = try parse("From: a@example.org\nTo: \(times(60_000, "a@b.example,"))\n\n")
        #expect(message.to.count == 1_000)
        #expect(kinds(message) == [.truncatedField, .tooManyAddresses])
        #expect(throws: MessageFailure.headerTooLarge(limit: 1 << 20)) {
            try parse("To: \(times(1_000_000, "a@b.example,\n "))\n\n")
        }
    }

    @Test(
        "row 114: a thousand addresses are within the limit, and one more is beyond it",
        arguments: [(1_000, []), (1_001, [Defect.Kind.tooManyAddresses])])
    func addressLimit(_ count: Int, _ expected: [Defect.Kind]) throws {
        #expect(kinds(try parse("To: \(times(count, "a@b.example,"))\n\n")) == expected)
    }

    @Test(
        "row 114: comments are read to a depth, and the rest of them as text",
        arguments: [(16, []), (17, [Defect.Kind.deepComments]), (30_000, [.deepComments])])
    func comments(_ depth: Int, _ expected: [Defect.Kind]) throws {
        let message = try parse("To: a@b.example \(times(depth, "("))x\(times(depth, ")")), c@d.example\n\n")
        #expect(kinds(message) == expected)
        #expect(message.to.first?.address == "a@b.example")
    }

    @Test(
        "row 116: base64 is decoded as far as it goes, and what is damaged says so; the text is kept",
        arguments: [
            ("SGVsbG8=", "Hello", []), ("SGVs\nbG8", "Hello", []), ("S!G*VsbG8=", "Hello", [Defect.Kind.damagedBase64]),
            ("SGVsb", "Hel", [.damagedBase64]), ("SGVsbG8=\n-- a footer", "Hello", [.damagedBase64]),
        ] as [(String, String, [Defect.Kind])])
    func damagedBase64(_ source: String, _ expected: String, _ defects: [Defect.Kind]) throws {
        let raw = Array(
            ("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nthe text\n--b\nContent-Type: application/pdf\n"
                + "Content-Transfer-Encoding: base64\n\n\(source)\n--b--\n").utf8)
        let message = try MessageParser().parse(raw)
        let attachment = try #require(message.attachments.first)
        #expect(raw.withUnsafeBytes { attachment.decoded(from: $0) } == Array(expected.utf8))
        #expect(message.text == "the text" && kinds(message) == defects)
    }

    @Test(
        "row 118: parts that readers of mail disagree about are told from the first field and parameter, and marked",
        arguments: [
            ("Content-Type: multipart/mixed; boundary=a; boundary=b", [Defect.Kind.ambiguousParameter]),
            ("Content-Type: multipart/mixed; boundary=a; boundary*=b", [.ambiguousParameter]),
            ("Content-Type: multipart/mixed; boundary*0=a; boundary*1=\"\"", [.ambiguousParameter]),
            ("Content-Type: multipart/mixed; boundary*=us-ascii''%61", [.ambiguousParameter]),
            ("Content-Type: multipart/mixed; boundary=a\nContent-Type: multipart/mixed; boundary=b", [.duplicateField]),
            ("Content-Type: multipart/mixed; boundary=a\nContent-Type: text/plain", [.duplicateField]),
        ])
    func ambiguity(_ field: String, _ expected: [Defect.Kind]) throws {
        let body = "\n\n--a\n\none\n--b\n\ntwo\n--b--\n--a--\n"
        let message = try parse(field + body)
        #expect(kinds(message) == expected + [.ambiguousBoundary])
        #expect(message == (try parse(field + body)))
        let inner = try parse("Content-Type: multipart/mixed; boundary=out\n\n--out\n\(field + body)--out--\n")
        #expect(kinds(inner) == expected)
    }

    @Test(
        "row 118: what is only written twice is not ambiguous",
        arguments: [
            "Content-Type: multipart/mixed; boundary=a; boundary=a",
            "Content-Type: multipart/mixed; boundary=a\nContent-Type: multipart/mixed; boundary=\"a\"",
            "Content-Type: text/plain; boundary=a\nContent-Type: text/html; boundary=b",
        ])
    func noAmbiguity(_ field: String) throws {
        #expect(!kinds(try parse(field + "\n\n--a\n\none\n--a--\n")).contains(.ambiguousBoundary))
    }

    @Test("row 118: a boundary beyond the limit is none, and the parts are found without it")
    func longBoundary() throws {
        let boundary = times(257, "b")
        let message = try parse("Content-Type: multipart/mixed; boundary=\(boundary)\n\n--\(boundary)\n\none\n")
        #expect(kinds(message) == [.boundaryTooLong])
        #expect(message.text.contains("one"))
    }

    @Test(
        "row 119: text is kept without a closing boundary, without MIME-Version, and from a preamble alone",
        arguments: [
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nthe text",
            "Content-Type: text/plain; charset=utf-8\n\nthe text",
            "Content-Type: multipart/mixed; boundary=b\n\nthe text",
            "Content-Type: multipart/mixed\n\nthe text",
        ])
    func text(_ message: String) throws {
        #expect(try parse(message).text == "the text")
    }

    @Test("row 119: the closing boundary of an outer multipart, glued to the last line, is no text of an inner one")
    func gluedBoundary() throws {
        let message = try parse(
            "Content-Type: multipart/mixed; boundary=out\n\n--out\nContent-Type: multipart/mixed; boundary=in\n\n"
                + "--in\n\nthe text--out--\n")
        #expect(message.text == "the text")
    }

    @Test("row 119: of two boundaries, one of which ends as the other, the longer one is meant where both are glued")
    func gluedLongerBoundary() throws {
        let message = try parse(
            "Content-Type: multipart/mixed; boundary=\"---in\"\n\n-----in\nContent-Type: multipart/mixed; boundary=in\n\n"
                + "--in\n\nthe text-----in--\n")
        #expect(message.text == "the text")
    }

    @Test(
        "a returned message to nobody names nobody", arguments: ["To: undisclosed recipients\n", "To:\u{7F}\n\u{7F}"])
    func nobody(_ header: String) {
        #expect(ReturnedMessage(Array(header.utf8)).recipients.isEmpty)
    }

    @Test("row 120: messages within messages are files, whatever identities and parts they have")
    func nestedMessages() throws {
        let inner = times(30, "Content-Type: message/rfc822\n\nFrom: eve@example.net\nSubject: inner\n")
        let message = try parse("From: a@example.org\nSubject: outer\n\(inner)\nx\n")
        #expect(message.from.map(\.address) == ["a@example.org"] && message.subject == "outer")
        #expect(message.attachments.map(\.contentType) == ["message/rfc822"])
        #expect(message.text.isEmpty)
    }

    @Test(
        "row 123: archives are octets",
        arguments: ["application/zip", "application/x-7z-compressed", "application/gzip"])
    func archives(_ type: String) throws {
        let octets: [UInt8] = Array("PK\u{3}\u{4}".utf8) + (0...255).map { UInt8($0) }
        let head = "Content-Type: \(type); name=42.zip\nContent-Transfer-Encoding: binary\n\n"
        let raw = Array(head.utf8) + octets
        let attachment = try #require(try MessageParser().parse(raw).attachments.first)
        #expect(raw.withUnsafeBytes { attachment.decoded(from: $0) } == octets)
        #expect(attachment.filename == "42.zip" && attachment.contentType == type)
    }

    @Test(
        "row 125: lines end as they may, the last one not at all",
        arguments: ["\n", "\r\n", "\r"], ["", "\n", "\r\n", "\r"])
    func lineEnds(_ lineEnd: String, _ last: String) throws {
        let lines = ["Subject: s", "From: a@example.org", "", "one", "two"]
        let message = try parse(lines.joined(separator: lineEnd) + last)
        #expect(message.subject == "s" && message.from.map(\.address) == ["a@example.org"])
        #expect(message.text.split(separator: "\n") == ["one", "two"])
    }

    @Test("row 125: lines that end now so, now so are lines all the same; raw octets in a header are text")
    func mixedLineEnds() throws {
        let message = try parse(
            "Subject: Grüße\r\nFrom: a@example.org\nTo: Jürgen <b@example.org>\r\n\none\r\ntwo\nthree\rfour")
        #expect(message.subject == "Grüße" && message.to.first?.name == "Jürgen")
        #expect(message.text == "one\ntwo\nthree\nfour")
        let latin = try MessageParser().parse(Array("Subject: Gr".utf8) + [0xFC, 0xDF] + Array("e\n\nx".utf8))
        #expect(latin.subject == "Grüße" && kinds(latin) == [.nonASCIIHeader])
    }

    @Test(
        "row 126: a date is read as it is, and a missing one or one that is none costs nothing",
        arguments: [
            ("Date: Thu, 01 Jan 1970 00:00:00 +0000", 0, []),
            ("Date: Sun, 01 Mar 2099 00:00:00 +0000", 4_076_006_400, []),
            ("X: y", nil, []), ("Date: soon", nil, [.malformedDate]), ("Date:", nil, [.malformedDate]),
        ] as [(String, Double?, [Defect.Kind])])
    func dates(_ field: String, _ seconds: Double?, _ expected: [Defect.Kind]) throws {
        let message = try parse("\(field)\nFrom: a@example.org\n\nx\n")
        #expect(message.date?.timeIntervalSince1970 == seconds)
        #expect(kinds(message) == expected && message.text == "x\n")
    }

    @Test(
        "row 126: an identifier may be missing, there twice, or of 5 KB",
        arguments: [
            ("X: y", nil), ("Message-ID:", nil), ("Message-ID: <a@b>\nMessage-ID: <c@d>", "a@b"),
            ("Message-ID: <\(times(5_000, "a"))@b>", "\(times(5_000, "a"))@b"),
        ] as [(String, String?)])
    func identifiers(_ field: String, _ expected: String?) throws {
        #expect(try parse("\(field)\n\nx\n").messageID?.rawValue == expected)
    }

    @Test(
        "row 127: very many encoded words are decoded up to a limit, and the message says so",
        arguments: ["=?utf-8?q?a?= ", "=?", "=?a?q?", "=?utf-8?b?", "?=", "=?=?"])
    func encodedWords(_ word: String) throws {
        let message = try parse("Subject: \(times(60_000, word))\n\nx\n")
        #expect(message.text == "x\n" && !message.subject.isEmpty)
        #expect(kinds(message).contains(.tooManyEncodedWords))
        #expect(kinds(try parse("Subject: \(times(1_000, "=?utf-8?q?a?= "))\n\nx\n")) == [])
    }

    @Test("row 128: a message of nothing but a header is one, and nothing at all is none")
    func empty() throws {
        #expect(try parse("From: a@example.org\nSubject: s\n\n").text.isEmpty)
        #expect(throws: MessageFailure.empty) { try parse("\r\n\r\n") }
        #expect(MessageFailure.empty.reason == "empty")
    }

    @Test(
        "row 128: a message of only quoted text, or of only a signature, loses no line of it",
        arguments: ["> one\n> two\n", "On Monday, Ann <a@example.org> wrote:\n> one\n", "-- \nBob\nDesk 3\n"])
    func nothingNew(_ text: String) throws {
        let message = try parse("Subject: s\n\n\(text)")
        let kept = [message.replyText, message.quotedText ?? "", message.signature ?? ""].joined(separator: "\n")
        #expect(message.text == text)
        for line in text.split(separator: "\n") { #expect(kept.contains(line)) }
    }

    @Test("a message beyond the limit is not even begun upon")
    func size() {
        var limits = Limits()
        limits.messageOctets = 10
        #expect(throws: MessageFailure.tooLarge(limit: 10)) { try parse("Subject: s\n\n", limits: limits) }
        #expect(MessageFailure.tooLarge(limit: 10).reason == "limit-size")
    }

    @Test(
        "row 142: a long file name is cut so that it may be shown anywhere, and keeps its extension",
        arguments: [
            (times(144, "a") + "    .docx", times(144, "a") + ".docx"),
            (times(149, "a") + " . b", times(147, "a") + ". b"),
            ("a" + times(400, "\u{0301}"), "a" + times(74, "\u{0301}")),
            (times(40, "🇫🇮") + ".x", times(18, "🇫🇮") + "\u{1F1EB}.x"),
        ])
    func longNames(_ name: String, _ expected: String) {
        #expect(AttachmentName.clean(name) == expected)
        #expect(AttachmentName.clean(expected) == expected)
    }
}
