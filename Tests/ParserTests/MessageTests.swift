import Core
import Testing

@testable import Parser

private func parse(_ text: String, limits: Limits = Limits()) throws -> InboundMessage {
    try MessageParser(limits: limits).parse(Array(text.utf8))
}

@Suite("Messages")
struct MessageTests {
    @Test(
        "the header says what sort of mail it is",
        arguments: [
            ("Subject: x", .message, nil),
            ("Auto-Submitted: no", .message, nil),
            ("Auto-Submitted: (really) No; x=y", .message, nil),
            ("Auto-Submitted: auto-replied; x=y", .autoReply, "Auto-Submitted: auto-replied"),
            ("Auto-Submitted: Auto-Generated (cron)", .autoReply, "Auto-Submitted: auto-generated"),
            ("Precedence: never-bounce\nPrecedence: bulk", .autoReply, "Precedence: bulk"),
            ("X-Autoreply: yes", .autoReply, "X-Autoreply"),
            ("Return-Path: <>", .autoReply, "Return-Path: <>"),
            ("Return-Path: <>\nX-Failed-Recipients: a@example.org", .bounce, nil),
            ("List-Id: <x.example.org>", .list, nil),
            ("List-Id: <x.example.org>\nPrecedence: bulk", .list, nil),
            ("Precedence: list", .list, nil),
            ("Content-Type: multipart/report; report-type=disposition-notification; boundary=b", .receipt, nil),
            ("Content-Type: multipart/report; report-type=feedback-report; boundary=b", .abuse, nil),
            ("Content-Type: multipart/report; report-type=\"delivery-status\"; boundary=b", .bounce, nil),
            ("Content-Type: text/calendar; method=REPLY", .calendar, nil),
        ] as [(String, InboundMessage.Kind, String?)])
    func kinds(_ header: String, _ kind: InboundMessage.Kind, _ why: String?) throws {
        let message = try parse("From: a@example.org\n\(header)\n\n--b\n\nx\n--b--\n")
        #expect(message.kind == kind)
        #expect(message.autoReply == why)
    }

    @Test("nothing is no message", arguments: ["", "\r\n\r\n", " \t\n"])
    func empty(_ text: String) {
        #expect(throws: MessageFailure.empty) { try parse(text) }
    }

    @Test("a structure beyond the limits is refused with its reason")
    func limits() {
        let boundaries = (0..<60).map { "Content-Type: multipart/mixed; boundary=b\($0)\n\n--b\($0)\n" }.joined()
        #expect(throws: MessageFailure.tooDeeplyNested(limit: 50)) { try parse(boundaries) }
        let parts = "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n\n", count: 1_001)
        #expect(throws: MessageFailure.tooManyParts(limit: 1_000)) { try parse(parts) }
        let fields = String(repeating: "A: b\n", count: 2_001)
        #expect(throws: MessageFailure.tooManyFields(limit: 2_000)) { try parse(fields) }
        let header = "A: " + String(repeating: "b\n c", count: 400_000)
        #expect(throws: MessageFailure.headerTooLarge(limit: 1 << 20)) { try parse(header) }
        #expect(MessageFailure.tooDeeplyNested(limit: 1).reason == "limit-depth")
    }

    @Test("long fields and texts are cut, and say so")
    func truncation() throws {
        let subject = try parse("Subject: " + String(repeating: "x", count: 100_000) + "\n\n")
        #expect(subject.subject.utf8.count == 64 << 10)
        #expect(subject.defects.map(\.kind) == [.truncatedField])
        let text = try parse("Subject: x\n\n" + String(repeating: "é", count: 700_000))
        #expect(text.text.utf8.count <= 1 << 20)
        #expect(text.defects.contains { $0.kind == .truncatedText })
        #expect(text.attachments.map(\.size) == [1_400_000])
    }

    @Test("byte order marks are no part of the message")
    func byteOrderMarks() throws {
        let message = try parse("\u{FEFF}Subject: x\n\n\u{FEFF}text")
        #expect(message.subject == "x" && message.text == "text")
    }

    @Test(
        "the text of alternatives is the plain one, unless there is nothing in it",
        arguments: [("plain", "plain"), ("  ", "markup"), ("", "markup")])
    func alternatives(_ plain: String, _ expected: String) throws {
        let message = try parse(
            "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n\(plain)\n--b\nContent-Type: text/html\n\n"
                + "<p>markup</p>\n--b--\n")
        #expect(message.text == expected)
        #expect(message.html == "<p>markup</p>")
        #expect(message.attachments.isEmpty)
    }

    @Test("images are shown within the text, documents never are")
    func inlineParts() throws {
        let part = { (type: String) in "--b\nContent-Type: \(type)\nContent-Disposition: inline\n\nx\n" }
        let message = try parse(
            "Content-Type: multipart/mixed; boundary=b\n\n\(part("image/png"))\(part("application/pdf"))--b--\n")
        #expect(message.attachments.map(\.isInline) == [true, false])
    }

    @Test("many addresses are bounded")
    func manyAddresses() throws {
        #expect(try parse("To: " + String(repeating: "a@b.example,", count: 5_000) + "\n\n").to.count == 1_000)
        #expect(try parse("To: " + String(repeating: "a,", count: 5_000) + "\n\n").to.count == 1_000)
    }

    @Test("a boundary that is there twice is ambiguous; the first one counts")
    func ambiguousBoundary() throws {
        let message = try parse(
            "Content-Type: multipart/mixed; boundary=a; boundary=b\n\n--a\n\none\n--b\n\ntwo\n--a--\n")
        #expect(message.defects.map(\.kind) == [.ambiguousParameter, .ambiguousBoundary])
        #expect(message.text == "one\n--b\n\ntwo")
    }

    @Test("a boundary that begins like another one is another one")
    func prefixedBoundary() throws {
        let message = try parse(
            "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=ab\n\n"
                + "--ab\n\ninner\n--ab--\n--a\n\nouter\n--a--\n")
        #expect(message.text == "inner\nouter")
    }

    @Test("the identities of an attached message are not those of the message")
    func attachedMessage() throws {
        let message = try parse(
            "Content-Type: message/rfc822\n\nFrom: eve@example.net\nSubject: inner\n\nx\n")
        #expect(message.from.isEmpty && message.subject.isEmpty)
        #expect(message.attachments.map(\.contentType) == ["message/rfc822"])
    }

    @Test(
        "a type that is no type is never repeated",
        arguments: ["text/html\tSet-Cookie: x", "a/b/c", "a", String(repeating: "a", count: 10_000) + "/b", "a/<b>"])
    func oddTypes(_ type: String) throws {
        let message = try parse("Content-Type: \(type)\nContent-Disposition: attachment\n\nx")
        let known: Set = ["application/octet-stream", "text/plain"]
        #expect(message.attachments.allSatisfy { known.contains($0.contentType) })
    }

    @Test("attachments are decoded from the raw message, whole or in pieces")
    func attachments() throws {
        let raw = Array("Content-Type: image/png\nContent-Transfer-Encoding: base64\n\nSGVsbG8gd29ybGQ=\n".utf8)
        let attachment = try #require(try MessageParser().parse(raw).attachments.first)
        raw.withUnsafeBytes { octets in
            var pieces: [UInt8] = []
            attachment.forEachDecodedPiece(from: octets, size: 4) { pieces += $0 }
            #expect(pieces == Array("Hello world".utf8))
            #expect(attachment.decoded(from: octets) == pieces)
            #expect(attachment.size == pieces.count)
        }
    }
}
