import Core
import FoundationEssentials
import Testing

@testable import Notifier

@Suite("Composing a mail")
struct MailComposerTests {
    @Test("a text and an HTML form become a multipart/alternative, octet by octet")
    func whole() throws {
        let expected = """
            Date: Mon, 20 Jul 2026 08:05:00 +0000
            From: Support <support@example.org>
            To: Ann Lee <ann@client.example>
            Reply-To: support+t0k3n@example.org
            Subject: Your case 1000001
            Message-ID: <c1000001.7@example.org>
            Auto-Submitted: auto-replied
            X-Auto-Response-Suppress: All
            MIME-Version: 1.0
            Content-Type: multipart/alternative; boundary="=_BOUNDARY"

            --=_BOUNDARY
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 7bit

            Hello Ann,
            we got your mail.
            --=_BOUNDARY
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: 7bit

            <p>Hello Ann,<br>we got your mail.</p>
            --=_BOUNDARY--

            """
        let lines = try ComposedLines(MailComposer.compose(.sample())).lines
        let delimiter = try #require(lines.last).dropFirst(2).dropLast(2)
        let wanted = expected.replacing("=_BOUNDARY", with: delimiter).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines == wanted.dropLast().map(String.init))
    }

    @Test("a mail without HTML is its text")
    func textOnly() throws {
        let mail = try ComposedLines(MailComposer.compose(.sample { $0.html = nil }))
        #expect(mail.field("Content-Type") == ["Content-Type: text/plain; charset=utf-8"])
        #expect(mail.body == ["Hello Ann,", "we got your mail."])
    }

    @Test("only what can be stopped says how, and by one click where that is safe (RFC 8058)")
    func unsubscribing() throws {
        let plain = try ComposedLines(MailComposer.compose(.sample()))
        #expect(plain.field("List-Unsubscribe").isEmpty && plain.field("Precedence").isEmpty)
        let link = "https://support.example.org/survey/abc/opt-out"
        let mail = try ComposedLines(MailComposer.compose(.sample { $0.unsubscribeLink = link }))
        #expect(mail.field("List-Unsubscribe") == ["List-Unsubscribe: <\(link)>"])
        #expect(mail.field("List-Unsubscribe-Post") == ["List-Unsubscribe-Post: List-Unsubscribe=One-Click"])
        #expect(mail.field("Precedence") == ["Precedence: bulk"])
        let open = try ComposedLines(MailComposer.compose(.sample { $0.unsubscribeLink = "http://127.0.0.1/x" }))
        #expect(open.field("List-Unsubscribe").count == 1 && open.field("List-Unsubscribe-Post").isEmpty)
    }

    @Test("the same values give the same octets")
    func deterministic() throws {
        #expect(try MailComposer.compose(.sample()) == MailComposer.compose(.sample()))
    }

    @Test("a text that contains the boundary gets another one")
    func boundary() throws {
        let first = try #require(try ComposedLines(MailComposer.compose(.sample())).lines.last).dropLast(2)
        let mail = try ComposedLines(MailComposer.compose(.sample { $0.text = "see\n\(first)--\nhere" }))
        let second = try #require(mail.lines.last).dropLast(2)
        #expect(first != second)
        #expect(mail.lines.count { $0.hasPrefix(second) } == 3)
        #expect(mail.body.contains("\(first)--"))
    }

    @Test("no value can add a line to the header section", arguments: injections)
    func injection(_ attack: String) throws {
        let honest = try ComposedLines(MailComposer.compose(.sample { $0.html = nil }))
        let mail = try ComposedLines(
            MailComposer.compose(
                .sample {
                    $0.html = nil
                    $0.subject = attack
                    $0.from.name = attack
                    $0.to.name = attack
                    $0.inReplyTo = [MessageID(rawValue: "a@b\(attack)")]
                    $0.references = [MessageID(rawValue: "a@b> \(attack) <c@d"), MessageID(rawValue: attack)]
                }))
        func names(_ mail: ComposedLines) -> [Substring] {
            mail.lines.prefix { !$0.isEmpty }.filter { !$0.hasPrefix(" ") }.map { $0.prefix { $0 != ":" } }
        }
        #expect(names(mail) == names(honest))
        #expect(mail.body == honest.body)
        #expect(
            mail.lines.allSatisfy { line in line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F } })
    }

    static let injections = ["\r\n", "\r", "\n", "\0", "\u{B}", "\u{85}", "\u{2028}", "\u{2029}", "\r\n\r\n"].map {
        "Hello\($0)Bcc: eve@evil.example"
    }

    @Test(
        "only well-formed identifiers are written, at most twenty: the first and the latest",
        arguments: [
            (["a@b", "no at", "<x@y>", "c@d", "", "e@f@g"], ["<a@b>", "<c@d>"]),
            ((1...500).map { "\($0)@x" }, ["<1@x>"] + (482...500).map { "<\($0)@x>" }),
            ([String(repeating: "x", count: 251) + "@y"], []),
        ])
    func references(_ identifiers: [String], _ expected: [String]) throws {
        let mail = try ComposedLines(
            MailComposer.compose(.sample { $0.references = identifiers.map(MessageID.init(rawValue:)) }))
        let field = mail.field("References").joined()
        #expect(field.split(separator: " ").dropFirst().map(String.init) == expected)
        #expect(mail.field("References").allSatisfy { $0.utf8.count <= 78 })
    }

    @Test("a mail that answers names what it answers")
    func threading() throws {
        let mail = try ComposedLines(
            MailComposer.compose(
                .sample {
                    $0.inReplyTo = [MessageID(rawValue: "q@client.example")]
                    $0.autoSubmitted = .autoGenerated
                }))
        #expect(mail.field("In-Reply-To") == ["In-Reply-To: <q@client.example>"])
        #expect(mail.field("Auto-Submitted") == ["Auto-Submitted: auto-generated"])
        #expect(mail.field("References").isEmpty)
    }

    @Test(
        "the date is written in UTC, without fractions",
        arguments: [
            (0, "Thu, 1 Jan 1970 00:00:00 +0000"), (951_782_399.99, "Mon, 28 Feb 2000 23:59:59 +0000"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 +0000"), (1_764_547_199, "Sun, 30 Nov 2025 23:59:59 +0000"),
            (1_767_225_600, "Thu, 1 Jan 2026 00:00:00 +0000"),
        ])
    func date(_ seconds: Double, _ expected: String) {
        #expect(Date(timeIntervalSince1970: seconds).dateTime == expected)
    }

    @Test("only international addresses need SMTPUTF8, and they are written as they are")
    func international() throws {
        let address = try #require(EmailAddress("jörg@client.example"))
        let mail = try OutgoingMail.sample { $0.to = OutgoingMail.Party(name: "Jörg", address: address) }
        #expect(mail.needsSMTPUTF8)
        let field = try ComposedLines(MailComposer.compose(mail)).field("To")
        #expect(field == ["To: =?utf-8?b?SsO2cmc=?= <jörg@client.example>"])
        #expect(try !OutgoingMail.sample { $0.to.name = "Jörg" }.needsSMTPUTF8)
    }
}
