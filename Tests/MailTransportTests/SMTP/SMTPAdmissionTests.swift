import Core
import TestSupport
import Testing

@testable import MailTransport

@Suite("What a server is offered", .ownThread)
struct SMTPAdmissionTests {
    @Test(
        "a message that servers read in different ways is not sent",
        arguments: [
            ("a\r\n.\r\nb\r\n", nil), ("\r\n", nil),
            (String(repeating: "x", count: 998) + "\r\n", nil),
            (String(repeating: "x", count: 999) + "\r\n", "A line of the message has more than 998 octets"),
            ("a\nb\r\n", "A line of the message does not end in CRLF"),
            ("a\r\n\nb\r\n", "A line of the message does not end in CRLF"),
            ("a\rb\r\n", "A line of the message does not end in CRLF"),
            ("a\r\r\n", "A line of the message does not end in CRLF"),
            ("a\r\n\n.\nMAIL FROM:<x@y>\r\n", "A line of the message does not end in CRLF"),
            ("a", "The last line of the message has no end"), ("a\r\nb", "The last line of the message has no end"),
            ("a\r", "The last line of the message has no end"), ("", "The last line of the message has no end"),
        ])
    func content(_ content: String, _ defect: String?) throws {
        let admission = SMTPExtensions().admit(try .sample(content: content))
        if let defect {
            #expect(admission == .refused(SMTPReply(code: 554, lines: ["5.6.0 \(defect)"])))
        } else {
            #expect(admission.arguments != nil)
        }
    }

    @Test(
        "row 100: an address that needs more than the server has is refused before anything is sent",
        arguments: [
            ("jörg@client.example", ["8BITMIME"], 553, "5.6.7"),
            ("ann@bücher.example", ["8BITMIME"], 553, "5.6.7"),
            ("a\u{85}b@client.example", ["SMTPUTF8"], 553, "5.1.3"),
            ("a\u{2028}b@client.example", ["SMTPUTF8"], 553, "5.1.3"),
            ("a\u{3000}b@client.example", ["SMTPUTF8"], 553, "5.1.3"),
            (
                String(repeating: "a", count: 60) + "@" + String(repeating: "x.", count: 94) + "example", [], 553,
                "5.1.3"
            ),
        ])
    func recipient(_ address: String, _ keywords: [String], _ code: Int, _ status: String) throws {
        var mail = try MailObject.sample()
        mail.envelope.recipient = try #require(EmailAddress(address))
        let extensions = SMTPExtensions(serverLines: ["250-mx"] + keywords.map { "250-\($0)" })
        guard case .refused(let reply) = extensions.admit(mail) else {
            Issue.record("\(address) is admitted")
            return
        }
        #expect(reply.code == code)
        #expect(reply.enhancedStatus?.description == status)
        #expect(DeliveryOutcome.refused(reply, at: .local).verdict == .giveUp)
    }

    @Test("a path has at most 256 octets with its brackets", arguments: [(254, true), (255, false)])
    func pathLength(_ length: Int, _ isAdmitted: Bool) throws {
        var mail = try MailObject.sample()
        let local = String(repeating: "a", count: 60)
        let domain = String(repeating: "x", count: length - 61 - ".example".count) + ".example"
        mail.envelope.recipient = try #require(EmailAddress("\(local)@\(domain)"))
        #expect((SMTPExtensions().admit(mail).arguments != nil) == isAdmitted)
    }

    @Test(
        "row 97: what was never an address cannot become one of an envelope",
        arguments: [
            "a@b\r\nRCPT TO:<eve@evil.example>", "a b@c.example", "a@b@c.example", "a>@b.example", "<a@b.example",
            String(repeating: "x", count: 300) + "@b.example", "a@b.example>\r\n", "", "@", "a\0@b.example",
        ])
    func notAnAddress(_ text: String) { #expect(EmailAddress(text) == nil) }

    @Test(
        "the parameters are those that the mail needs and the server has",
        arguments: [
            ([], "<bounce+1@example.org>", "<r1@client.example>"),
            (
                ["SIZE 100", "DSN", "8BITMIME", "SMTPUTF8"], "<bounce+1@example.org> SIZE=23",
                "<r1@client.example> NOTIFY=NEVER"
            ),
        ])
    func parameters(_ keywords: [String], _ mailFrom: String, _ rcptTo: String) throws {
        var mail = try MailObject.sample()
        mail.envelope.neverNotify = true
        let extensions = SMTPExtensions(serverLines: ["250-mx"] + keywords.map { "250-\($0)" })
        #expect(extensions.admit(mail).arguments == [mailFrom, rcptTo])
    }

    @Test("an international mail says so, and the null reverse-path is empty")
    func international() throws {
        var mail = try MailObject.sample(content: "To: <jörg@client.example>\r\n\r\nHi\r\n")
        mail.envelope = Envelope(reversePath: nil, recipient: try #require(EmailAddress("jörg@client.example")))
        mail.hasInternationalHeader = true
        let expected = ["<> BODY=8BITMIME SMTPUTF8", "<jörg@client.example>"]
        #expect(SMTPExtensions.offering("8BITMIME", "SMTPUTF8").admit(mail).arguments == expected)
        mail.envelope.recipient = try #require(EmailAddress("r@client.example"))
        #expect(SMTPExtensions.offering("8BITMIME").admit(mail).arguments == nil)
        mail.hasInternationalHeader = false
        #expect(SMTPExtensions.offering("8BITMIME").admit(mail).arguments != nil)
        #expect(SMTPExtensions.offering("SIZE").admit(mail).arguments == nil)
    }

    @Test("a message over the offered size is refused before anything is sent")
    func size() throws {
        let mail = try MailObject.sample()
        #expect(SMTPExtensions.offering("SIZE 23").admit(mail).arguments != nil)
        #expect(SMTPExtensions.offering("SIZE 0").admit(mail).arguments != nil)
        let text = "5.3.4 The message has 23 octets, the mail server takes at most 22"
        #expect(SMTPExtensions.offering("SIZE 22").admit(mail) == .refused(SMTPReply(code: 552, lines: [text])))
    }

    @Test(
        "dots are stuffed at the beginning of lines and nowhere else",
        arguments: [
            ("\r\n", "\r\n.\r\n"), (".\r\n", "..\r\n.\r\n"), ("..a\r\n.b.\r\n", "...a\r\n..b.\r\n.\r\n"),
            ("a.\r\n\r\n.\r\n", "a.\r\n\r\n..\r\n.\r\n"),
        ])
    func dots(_ content: String, _ expected: String) {
        var wire: [UInt8] = []
        SMTPCommand.content(Array(content.utf8)).append(to: &wire)
        #expect(String(decoding: wire, as: UTF8.self) == expected)
    }
}

extension Admission {
    /// The arguments of MAIL FROM and RCPT TO, if the mail is admitted.
    fileprivate var arguments: [String]? {
        guard case .admitted(let mail) = self else { return nil }
        return [mail.reversePath, mail.forwardPath]
    }
}
