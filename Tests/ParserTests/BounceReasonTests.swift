import Core
import Testing

@testable import Parser

@Suite("Reasons of bounces")
struct BounceReasonTests {
    /// What hosts answer, and what they mean.
    static let replies: [(said: String, reason: BounceReason)] = [
        (
            "550 5.1.1 <ann@example.org>: Recipient address rejected: User unknown in virtual mailbox table",
            .userUnknown
        ),
        ("550 5.4.1 Recipient address rejected: Access denied. [AM1.prod.protection.outlook.com]", .userUnknown),
        (
            "550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking",
            .userUnknown
        ),
        ("550 5.1.1 RESOLVER.ADR.RecipNotFound; not found", .userUnknown),
        ("550 Requested action not taken: mailbox unavailable", .userUnknown),
        ("554 delivery error: dd Requested mail action not taken: mailbox unavailable", .userUnknown),
        ("511 sorry, no mailbox here by that name (#5.1.1 - chkuser)", .userUnknown),
        ("550 No such person at this address", .userUnknown),
        ("550 5.5.0 Adresse d au moins un destinataire invalide. Invalid recipient.", .userUnknown),
        ("550 5.1.1 Odbiorca nie istnieje", .userUnknown),
        ("552 5.2.2 The email account that you tried to reach is over quota.", .mailboxFull),
        ("452-4.2.2 The email account that you tried to reach is over quota and inactive", .mailboxFull),
        ("554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException", .mailboxFull),
        ("552 RCPT TO:<ann@example.org> Mailbox disk quota exceeded", .mailboxFull),
        ("422 4.2.2 Benutzer hat zuviele Mails auf dem Server", .mailboxFull),
        ("550-5.2.1 The email account that you tried to reach is disabled. Learn more at", .suspended),
        ("554 5.7.1 Account has been suspended", .suspended),
        ("550 5.2.1 This mailbox has been blocked due to inactivity: account is inactive", .suspended),
        ("551 User has moved; please try <a.lee@example.net>", .hasMoved),
        ("550 5.1.6 recipient no longer on server: ann@example.org", .hasMoved),
        ("550 5.1.2 <ann@example.org>: Recipient address rejected: Domain not found", .hostUnknown),
        ("Host or domain name not found. Name service error for name=example.org type=A: Host not found", .hostUnknown),
        ("550 5.4.310 DNS domain example.org does not exist [Message=InfoDomainNonexistent]", .hostUnknown),
        ("556 5.1.10 Recipient address has a null MX", .notAccepted),
        ("Domain example.org does not accept mail (nullMX)", .notAccepted),
        ("550 5.7.124 Sender not in allowed-senders list", .filtered),
        ("550 5.1.1 RCP-P2 Refused due to recipient preferences", .filtered),
        ("553 5.1.8 <desk@example.com>... Domain of sender address desk@example.com does not exist", .rejected),
        ("554 5.1.8 <desk@example.com>: Sender address rejected: Domain not found", .rejected),
        ("550 sender verify failed for <desk@example.com>", .rejected),
        ("554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using bl.spamcop.net", .blocked),
        ("550 5.7.606 Access denied, banned sending IP [192.0.2.7]", .blocked),
        (
            "553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.7, because the ip is in Spamhaus's list",
            .blocked
        ),
        ("550 5.7.1 Mail from IP 192.0.2.7 was rejected due to listing in Spamhaus SBL", .blocked),
        (
            "421 4.7.0 [192.0.2.7] Our system has detected that this message is suspicious due to the very low reputation of the sending IP address",
            .badReputation
        ),
        (
            "554 Your access to this mail system has been rejected due to the sending MTA's poor reputation",
            .badReputation
        ),
        ("450 4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.7]", .requirePTR),
        ("550-5.7.25 The IP address sending this message does not have a PTR record", .requirePTR),
        ("550 5.7.26 This mail has been blocked because the sender is unauthenticated.", .authFailure),
        ("550 5.7.1 SPF check failed", .authFailure),
        ("550 5.7.509 Access denied, sending domain example.com does not pass DMARC verification", .authFailure),
        (
            "554 5.7.1 The message from (<desk@example.com>) with the subject of (Grades) matches a profile the Internet community may consider spam.",
            .spamDetected
        ),
        ("550 High probability of spam", .spamDetected),
        ("550-5.7.1 Our system has detected that this message is likely unsolicited mail.", .spamDetected),
        ("571 Message Refused: it looks like spam", .spamDetected),
        ("554 5.6.0 Message contains a virus: Eicar-Test-Signature", .virusDetected),
        ("552-5.7.0 This message was blocked because its content presents a potential security issue", .virusDetected),
        ("554 5.7.9 Message not accepted for policy reasons", .policyViolation),
        ("550 Administrative prohibition", .policyViolation),
        (
            "550-5.7.1 The user or domain that you are sending to has a policy that prohibited the mail that you sent.",
            .policyViolation
        ),
        ("552 5.3.4 Message size exceeds fixed limit", .messageTooLarge),
        ("message size 18876259 exceeds size limit 10485760 of server mx.example.org[192.0.2.25]", .messageTooLarge),
        ("550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient", .quotaExceeded),
        (
            "421 4.7.28 Our system has detected an unusual rate of unsolicited mail originating from your IP address",
            .rateLimited
        ),
        ("452 4.5.3 Too many recipients", .rateLimited),
        ("421 4.4.5 Too many concurrent SMTP connections; please try again later.", .rateLimited),
        ("connect to mx.example.org[192.0.2.25]:25: Connection timed out", .expired),
        ("550 5.4.300 Message expired -> 451 4.4.0 Primary target IP address responded with error", .expired),
        ("554 5.4.6 Too many hops", .networkError),
        ("mail for example.org loops back to myself", .networkError),
        ("lost connection with mx.example.org[192.0.2.25] while receiving the initial server greeting", .networkError),
        ("Command died with status 127: \"/usr/local/bin/filter\"", .mailerError),
        ("451 4.3.0 Internal server error", .systemError),
        ("452 4.3.1 Insufficient system storage", .systemFull),
        ("554 5.7.1 <ann@example.org>: Relay access denied", .noRelaying),
        ("550 5.7.1 Unable to relay", .noRelaying),
        ("553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", .noRelaying),
        ("554 5.6.1 Improper use of 8-bit data in message header", .contentError),
        ("550 5.7.1 Message is not RFC 5322 compliant: multiple From headers", .notCompliantRFC),
        ("530 5.7.0 Must issue a STARTTLS command first", .securityError),
        ("503 5.5.1 Bad sequence of commands", .syntaxError),
        ("451 4.7.1 Greylisted, please come back later", .onHold),
        ("550", .userUnknown), ("552", .mailboxFull), ("", .undetermined),
    ]

    @Test("what hosts answer tells the reason", arguments: replies)
    func reply(_ said: String, _ reason: BounceReason) {
        let statement = Statement(Array(said.utf8)[...])
        let codes = statement.codes
        let finder = ReasonFinder(action: .failed, status: codes.status, smtpCode: codes.smtpCode)
        #expect(finder.reason(said: statement.meaning, around: nil) == reason)
    }

    @Test("every reason of a bounce has an answer that tells it", arguments: BounceReason.allCases)
    func complete(_ reason: BounceReason) {
        let others: Set<BounceReason> = [.delivered, .vacation, .feedback]
        #expect(others.contains(reason) || Self.replies.contains { $0.reason == reason })
    }

    @Test(
        "codes are told from other numbers",
        arguments: [
            ("550 5.1.1 no", 550, "5.1.1"), ("550-5.1.1 no", 550, "5.1.1"), ("smtp;550 no", 550, nil),
            ("no (#5.7.1)", nil, "5.7.1"),
            ("host 5.1.1.7 said: no", nil, nil), ("version 4.94.2-550", nil, nil), ("took 550ms", nil, nil),
            ("ERROR_CODE :550, ERROR_CODE :5.1.1 x", 550, "5.1.1"),
            ("554 4.4.7 expired <421 4.4.2 timed out>", 421, "4.4.2"),
            ("552 5.2.2 full 554 5.0.0 Service unavailable", 552, "5.2.2"), ("mx550.example.org", nil, nil),
            ("", nil, nil),
        ] as [(String, Int?, String?)])
    func codes(_ text: String, _ smtpCode: Int?, _ status: String?) {
        let best = ReplyCodes(Array(text.utf8)).best
        #expect(best.smtpCode == smtpCode)
        #expect(best.status == status)
    }

    @Test(
        "texts are compared without what differs each time",
        arguments: [
            ("550 5.1.1 <ann@example.org>... User unknown", " @... user unknown "),
            ("Client host [192.0.2.7] blocked", " client host # blocked "), ("host[192.0.2.7]", " host# "),
            ("RCPT TO:<ann@example.org>:  no\r\n  such user", " rcpt to:@: no such user "),
            ("550-no 550 such", " 550-no such "),
            ("@@@", " @ "), ("", " "),
        ])
    func folded(_ text: String, _ expected: String) {
        #expect(String(decoding: PhraseText.folded(text.utf8), as: UTF8.self) == expected)
    }

    @Test("phrases with a star hold a few words in their middle")
    func star() {
        let table = PhraseTable([("user * unknown", 1), ("unknown", 2)])
        #expect(table.smallest(in: Array("the user ann is unknown".utf8)) == 1)
        #expect(table.smallest(in: Array("unknown user".utf8)) == 2)
        #expect(table.smallest(in: Array("user".utf8)) == nil)
        #expect(table.smallest(in: Array("user \(String(repeating: "x", count: 500)) unknown".utf8)) == 2)
    }
}
