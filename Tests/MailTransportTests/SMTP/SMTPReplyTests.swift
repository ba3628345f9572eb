import TestSupport
import Testing

@testable import MailTransport

@Suite("SMTP replies", .ownThread)
struct SMTPReplyTests {
    @Test(
        "are read in pieces of any size",
        arguments: [
            ("250 Ok\r\n", ["250 Ok"]),
            ("250\r\n", ["250 "]),
            ("250-a\r\n250-\r\n250 c\r\n354 go\r\n", ["250 a  c", "354 go"]),
            ("250 lone line feed\n", ["250 lone line feed"]),
            ("550 5.1.1 <x>\u{1B}[31m no\0\r\n", ["550 5.1.1 <x>?[31m no?"]),
            ("450 4.2.0 später\r\n", ["450 4.2.0 später"]),
            ("250 Ok\r\n25", ["250 Ok"]),
        ], [1, 2, 7, 1_000])
    func pieces(_ row: (text: String, expected: [String]), size: Int) throws {
        var parser = SMTPReplyParser()
        var replies: [SMTPReply] = []
        var rest = Array(row.text.utf8)[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(size))
            var offset = 0
            while let reply = try parser.next(in: piece.span, from: &offset) { replies.append(reply) }
            #expect(offset == piece.count)
            rest = rest.dropFirst(size)
        }
        #expect(replies.map(\.description) == row.expected)
    }

    @Test(
        "that are none end the connection",
        arguments: [
            ("hello\r\n", TransportFailure.Kind.protocolViolation), ("\r\n", .protocolViolation),
            ("25\r\n", .protocolViolation),
            ("2500 x\r\n", .protocolViolation), ("150 x\r\n", .protocolViolation), ("650 x\r\n", .protocolViolation),
            ("250-a\r\n550 b\r\n", .protocolViolation), ("* OK IMAP\r\n", .protocolViolation),
            ("250 " + String(repeating: "x", count: 3_000), .tooLarge),
            (String(repeating: "250-x\r\n", count: 200), .tooLarge),
        ])
    func malformed(_ text: String, _ kind: TransportFailure.Kind) {
        var parser = SMTPReplyParser()
        let failure = #expect(throws: TransportFailure.self) { _ = try parser.all(in: text) }
        #expect(failure?.kind == kind)
    }

    @Test(
        "carry an enhanced status of the same class",
        arguments: [
            ("550", "5.1.1 No such user", "5.1.1"), ("250", "2.0.0", "2.0.0"), ("450", "5.1.1 No", nil),
            ("550", "No such user", nil), ("550", "5.1 No", nil), ("550", "5.1.1234 No", nil), ("550", "", nil),
            ("550", "5.+1.1 No", nil), ("550", "5.7.26 No", "5.7.26"),
        ])
    func enhancedStatus(_ code: String, _ text: String, _ expected: String?) throws {
        let reply = SMTPReply(code: try #require(Int(code)), lines: [text])
        #expect(reply.enhancedStatus?.description == expected)
    }

    @Test(
        "of the last EHLO say what the server can do",
        arguments: [
            (
                ["220 mx ESMTP", "250-mx", "250-pipelining", "250-SIZE 1000", "250 8BITMIME"],
                "pipelining size=1000 8bit"
            ),
            (["220 mx", "250-mx", "250-PIPELINING", "250 STARTTLS", "220 go", "250-mx", "250 DSN", "235 in"], "dsn"),
            (["220 mx", "250-mx", "250-SIZE 0", "250 SMTPUTF8", "334 ", "235 2.7.0 in"], "size utf8"),
            (["220 mx", "250-mx", "250 SIZE", "535 no"], "size"),
            (["220 mx", "250-mx", "250 PIPELINING", "220 go", "250 mx"], ""),
            (["220 mx", "250-PIPELINING", "250 DSN.example"], ""),
            ([], ""),
        ])
    func extensions(_ lines: [String], _ expected: String) {
        #expect(SMTPExtensions(serverLines: lines).summary == expected)
    }
}

extension SMTPExtensions {
    fileprivate var summary: String {
        let words = [
            pipelining ? "pipelining" : nil, size ? "size" + (sizeLimit.map { "=\($0)" } ?? "") : nil,
            eightBitMIME ? "8bit" : nil, smtpUTF8 ? "utf8" : nil, dsn ? "dsn" : nil,
        ]
        return words.compactMap(\.self).joined(separator: " ")
    }
}
