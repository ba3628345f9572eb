import Core
import Testing

@testable import Parser

@Suite("Reports")
struct ReportTests {
    private func parse(_ text: String) throws -> InboundMessage { try MessageParser().parse(Array(text.utf8)) }

    private func summary(_ recipient: Bounce.Recipient) -> String {
        let code = recipient.smtpCode.map(String.init) ?? "-"
        return "\(recipient.address ?? "-") \(recipient.action) \(recipient.status ?? "-") \(code) \(recipient.reason)"
    }

    // MARK: notices

    @Test("notices in the words of many programs are understood", arguments: NoticeSample.all)
    func notice(_ sample: NoticeSample) throws {
        let message = try MessageParser().parse(sample.raw)
        #expect(message.kind == .bounce)
        #expect(message.autoReply == nil)
        #expect(message.bounce?.recipients.map(summary) == sample.recipients)
        #expect(message.bounce?.originalMessageID?.rawValue == sample.original)
    }

    // MARK: fields

    private func report(_ fields: String, type: String = "message/delivery-status") throws -> InboundMessage {
        try parse(
            """
            From: MAILER-DAEMON@mx.example.net
            Subject: Delivery Status Notification (Failure)
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary=r

            --r

            It did not work.
            --r
            Content-Type: \(type)

            \(fields)
            --r
            Content-Type: text/rfc822-headers

            Message-ID: <out@example.com>
            --r--
            """)
    }

    @Test(
        "the fields of a recipient are read, however they are written",
        arguments: [
            (
                "Final-Recipient: rfc822; ann@example.org\nAction: failed\nStatus: 5.1.1",
                "ann@example.org failed 5.1.1 - userUnknown"
            ),
            (
                "Original-Recipient: rfc822;ann@example.org\nFinal-Recipient: rfc822;a.lee@mx.example.org\nAction: failed\nStatus: 5.2.2",
                "ann@example.org failed 5.2.2 - mailboxFull"
            ),
            (
                "Final-Recipient: LOCAL;<ann>\nOriginal-Recipient: rfc822;<ann@example.org>\nAction: failed\nStatus: 5.0.0",
                "ann@example.org failed 5.0.0 - undetermined"
            ),
            (
                "Final-Recipient: utf-8; \\x{E4}nn@example.org\nAction: failed\nStatus: 5.1.1",
                "änn@example.org failed 5.1.1 - userUnknown"
            ),
            (
                "Final-Recipient: rfc822; \"ann lee\"@example.org\nAction: FAILED\nStatus: 5.1.1 (no such mailbox)",
                "\"ann lee\"@example.org failed 5.1.1 - userUnknown"
            ),
            (
                "Reporting-MTA: dns; mx\nAction: failed\n\nFinal-Recipient: rfc822; ann@example.org\nStatus: 5.2.2",
                "ann@example.org failed 5.2.2 - mailboxFull"
            ),
            (
                "Action: failed\n\nFinal-Recipient: rfc822; ann@example.org\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.1.1 no such user",
                "ann@example.org failed 5.1.1 550 userUnknown"
            ),
            (
                "Final-Recipient: rfc822; ann@example.org\nAction: delayed\nStatus: 4.0.0 (mx.example.org: host name lookup failure)",
                "ann@example.org delayed 4.0.0 - networkError"
            ),
            (
                "Final-Recipient: rfc822; ann@example.org\nAction: relayed\nStatus: 2.0.0",
                "ann@example.org relayed 2.0.0 - delivered"
            ),
            (
                "Final-Recipient: rfc822; ann@example.org\nAction: failed\nStatus: 5.0.0\nX-PowerMTA-BounceCategory: spam-related",
                "ann@example.org failed 5.0.0 - spamDetected"
            ),
            (
                "Final-Recipient: rfc822; ann@example.org\nAction: failed\nStatus: 5.5.0\nDiagnostic-Code: smtp; 552 mailbox\nfull, sorry",
                "ann@example.org failed 5.5.0 552 mailboxFull"
            ),
        ])
    func fields(_ fields: String, _ expected: String) throws {
        let message = try report(fields)
        #expect(message.kind == .bounce)
        #expect(message.bounce?.recipients.map(summary) == [expected])
        #expect(message.bounce?.originalMessageID?.rawValue == "out@example.com")
    }

    @Test("each block of fields is a recipient, also without a blank line between them")
    func blocks() throws {
        let fields = """
            Reporting-MTA: dns; mx.example.net

            Final-Recipient: rfc822; ann@example.org
            Action: failed
            Status: 5.1.1

            Final-Recipient: rfc822; ben@example.org
            Action: failed
            Status: 5.2.2
            Final-Recipient: rfc822; cleo@example.org
            Action: delayed
            Status: 4.4.1
            """
        for type in ["message/delivery-status", "message/global-delivery-status", "text/plain"] {
            let recipients = try #require(try report(fields, type: type).bounce?.recipients)
            #expect(recipients.map(\.address) == ["ann@example.org", "ben@example.org", "cleo@example.org"], "\(type)")
            #expect(recipients.map(\.reason) == [.userUnknown, .mailboxFull, .expired], "\(type)")
        }
    }

    @Test(
        "what is permanent, and which address is dead",
        arguments: [
            ("failed", "5.1.1", true, true), ("failed", "4.2.2", false, false), ("failed", "5.2.2", true, false),
            ("delayed", "4.4.1", false, false), ("failed", "5.1.6", true, true), ("delivered", "2.0.0", false, false),
        ])
    func permanent(_ action: String, _ status: String, _ isPermanent: Bool, _ isHard: Bool) throws {
        let fields = "Final-Recipient: rfc822; ann@example.org\nAction: \(action)\nStatus: \(status)"
        let recipient = try #require(try report(fields).bounce?.recipients.first)
        #expect(recipient.isPermanent == isPermanent)
        #expect(recipient.isHard == isHard)
    }

    // MARK: what nobody may be made to believe

    @Test("a report within a forwarded message says nothing")
    func nested() throws {
        let message = try parse(
            """
            From: ann@example.org
            Subject: Fwd: what is this?
            Content-Type: multipart/mixed; boundary=m

            --m

            Look what I got.
            --m
            Content-Type: message/rfc822

            From: MAILER-DAEMON@mx.example.net
            Content-Type: multipart/report; report-type=delivery-status; boundary=r

            --r
            Content-Type: message/delivery-status

            Final-Recipient: rfc822; ben@example.org
            Action: failed
            Status: 5.1.1
            --r--
            --m--
            """)
        #expect(message.kind == .message)
        #expect(message.bounce == nil)
    }

    @Test(
        "what a person writes about a bounce is a person's mail",
        arguments: [
            "Subject: Undelivered mail\n\nI got this: 550 5.1.1 <ben@example.org>: user unknown. What now?",
            "Subject: Re: Delivery Status Notification (Failure)\n\nDelivery to the following recipient failed:\n\n  ben@example.org",
            "Subject: failure notice\nX-Failed-Recipients: ben@example.org\nReturn-Path: <ann@example.org>\n\nhello",
        ])
    func human(_ text: String) throws {
        let message = try parse("From: Ann Lee <ann@example.org>\n\(text)\n")
        #expect(message.kind == .message)
        #expect(message.bounce == nil)
    }

    @Test("no more than a thousand recipients, and no more than so much of what was said")
    func bounded() throws {
        let block = "Final-Recipient: rfc822; ann@example.org\nAction: failed\nStatus: 5.1.1\n"
        let said = "Diagnostic-Code: smtp; 550 \(String(repeating: "no such user ", count: 20))\n\n"
        let recipients = try #require(try report(String(repeating: block + said, count: 1_200)).bounce?.recipients)
        #expect(recipients.count == 1_000)
        let long = try report(block + "Diagnostic-Code: smtp; 550 \(String(repeating: "no such user ", count: 9_000))")
        #expect((1...2_000).contains(long.bounce?.recipients.first?.diagnostic?.utf8.count ?? 0))
    }

    // MARK: complaints

    @Test("a complaint says what it complains about")
    func complaint() throws {
        let message = try parse(
            """
            From: feedback@isp.example
            Subject: FW: Grades
            Content-Type: multipart/report; report-type=feedback-report; boundary=r

            --r

            This is an email abuse report.
            --r
            Content-Type: message/feedback-report

            Feedback-Type: Abuse
            User-Agent: SomeLoop/1.0
            Version: 1
            Abuse-Kind: other
            Original-Mail-From: <bounce@example.com>
            Original-Rcpt-To: <ann@isp.example>
            Original-Rcpt-To: <ben@isp.example>
            Source-IP: 192.0.2.7
            --r
            Content-Type: message/rfc822

            Feedback-Type: fraud
            --r--
            """)
        let expected = AbuseReport(
            feedbackType: "abuse", userAgent: "SomeLoop/1.0", originalMailFrom: "bounce@example.com",
            originalRecipients: ["ann@isp.example", "ben@isp.example"], sourceIP: "192.0.2.7")
        #expect(message.kind == .abuse)
        #expect(message.abuseReport == expected)
    }

    @Test("a complaint of Hotmail is told by its field")
    func hotmail() throws {
        let message = try parse(
            "From: staff@hotmail.example\nSubject: complaint about message from 192.0.2.7\nX-HmXmrOriginalRecipient: <ann@isp.example>\n\nhello"
        )
        #expect(message.kind == .abuse)
        #expect(message.abuseReport?.originalRecipients == ["ann@isp.example"])
        #expect(message.abuseReport?.feedbackType == "abuse")
    }

    // MARK: kinds

    @Test(
        "the header tells what sort of mail it is",
        arguments: [
            ("Subject: hello", InboundMessage.Kind.message),
            ("Auto-Submitted: no", .message), ("Auto-Submitted: No; x=y", .message),
            ("Auto-Submitted: auto-replied; x=y", .autoReply),
            ("Auto-Submitted: (cron) Auto-Generated (cron)", .autoReply),
            ("Precedence: never-bounce\nPrecedence: bulk", .autoReply), ("X-Precedence: auto_reply", .autoReply),
            ("Precedence: list", .list), ("List-Id: <teachers.example.org>\nPrecedence: bulk", .list),
            ("List-Id: <teachers.example.org>\nAuto-Submitted: auto-replied", .autoReply),
            ("Sender: owner-teachers@example.org\nPrecedence: bulk", .list),
            ("X-BeenThere: teachers@example.org", .list),
            ("X-Autorespond: yes", .autoReply), ("X-Autoreply: no", .message), ("Return-Path: <>", .autoReply),
            ("X-MS-Exchange-Inbox-Rules-Loop: ann@example.org", .autoReply),
            ("X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent", .autoReply),
            ("Delivered-To: Autoresponder", .autoReply), ("X-Apple-Action: VACATION", .autoReply),
            ("X-Auto-Response-Suppress: All", .message), ("List-Unsubscribe: <mailto:off@example.org>", .message),
            ("X-Mailer: vacation 1.2", .autoReply), ("X-Loop: support@example.org", .message),
            ("Subject: Automatic reply: Grades", .message), ("Content-Type: text/calendar; method=REPLY", .calendar),
        ])
    func kinds(_ fields: String, _ expected: InboundMessage.Kind) throws {
        let message = try parse("From: ann@example.org\n\(fields)\n\nhello\n")
        #expect(message.kind == expected)
        #expect((message.autoReply != nil) == (expected == .autoReply))
    }

    @Test(
        "a person's mail that must not be answered automatically says why",
        arguments: [
            ("From: ann@example.org\nX-Auto-Response-Suppress: OOF, AutoReply", "X-Auto-Response-Suppress"),
            ("From: ann@example.org\nX-Auto-Response-Suppress: None", nil),
            ("From: ann@example.org\nList-Unsubscribe: <mailto:off@example.org>", "List-Unsubscribe"),
            ("From: No-Reply@example.org", "From: No-Reply@example.org"),
            ("From: postmaster@example.org", "From: postmaster@example.org"),
            ("From: teachers-request@example.org", "From: teachers-request@example.org"),
            ("From: ann@example.org\nSubject: Automatic reply: Grades", "Subject: Automatic reply: Grades"),
            ("From: ann@example.org\nSubject: Réponse automatique : notes", "Subject: Réponse automatique : notes"),
            ("From: ann@example.org\nSubject: Automatische Antwort: Noten", "Subject: Automatische Antwort: Noten"),
            ("From: ann@example.org\nSubject: 自動返信: 成績", "Subject: 自動返信: 成績"),
            ("From: ann@example.org\nSubject: Re: the office is out of paper", nil),
            ("From: ann@example.org\nSubject: hello", nil),
        ] as [(String, String?)])
    func quiet(_ fields: String, _ expected: String?) throws {
        let message = try parse("\(fields)\n\nhello\n")
        #expect(message.kind == .message)
        #expect(message.quiet == expected)
    }

    @Test("subject and text together tell an automatic answer that no field tells")
    func wordsOfAnAutoReply() throws {
        let text =
            "I am away until May.\n\nNote: This is an automated response to your message \"Grades\" sent on 4 May."
        let message = try parse("From: ann@example.org\nSubject: AUTO: Ann Lee is out of the office\n\n\(text)\n")
        #expect(message.kind == .autoReply)
        #expect(message.autoReply == "Subject: AUTO: Ann Lee is out of the office")
    }

    @Test("a challenge in the form of a delivery report is an automatic answer")
    func challenge() throws {
        let message = try report(
            "Action: failed\n\nFinal-Recipient: rfc822; ann@example.org\nDiagnostic-Code: X-Boxbe-Notice; not on the list\nStatus: 4.7.0"
        )
        #expect(message.kind == .autoReply)
        #expect(message.bounce == nil)
    }

    @Test(
        "read receipts are told by their parts, and by their words where only those are left",
        arguments: [
            "Content-Type: multipart/report; report-type=disposition-notification; boundary=r\n\n--r\n\nread\n--r--\n",
            "Content-Type: multipart/mixed; boundary=r\n\n--r\nContent-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent-manually; displayed\n--r--\n",
            "Subject: Read: Grades\n\nYour message\n\n  To: Ann Lee\n  Subject: Grades\n\nwas read on 19 November 2026.\n",
            "Subject: Return Receipt (displayed) - Grades\n\nThis is a Return Receipt for the mail that you sent to ann@example.org.\n",
        ])
    func receipts(_ text: String) throws {
        let message = try parse("From: ann@example.org\n\(text)")
        #expect(message.kind == .receipt)
    }
}
