import TestSupport
import Testing

@testable import MailTransport

@Suite("Verdicts on outcomes", .ownThread)
struct DeliveryOutcomeTests {
    @Test(
        "a refusal is judged by where it came and by its codes",
        arguments: [
            (DeliveryOutcome.Stage.mail, "451 4.3.0 Later", DeliveryOutcome.Verdict.retry),
            (.mail, "421 4.3.2 Bye", .retry), (.rcpt, "421 Bye", .retry), (.body, "421 Bye", .retry),
            (.mail, "550 5.7.1 Sender not allowed", .pauseTransport),
            (.mail, "553 5.1.8 No such domain", .pauseTransport),
            (.mail, "555 5.5.4 Unknown parameter", .pauseTransport), (.mail, "530 5.7.0 Log in", .pauseTransport),
            (.mail, "552 5.3.4 Too big", .giveUp), (.mail, "552 Too big", .giveUp),
            (.mail, "552 5.2.3 Too big", .giveUp),
            (.mail, "552 5.2.2 Quota of the sender", .pauseTransport),
            (.rcpt, "450 4.2.0 Greylisted", .retry), (.rcpt, "452 4.2.2 Full", .retry),
            (.rcpt, "550 5.1.1 No such user", .giveUp), (.rcpt, "553 5.1.3 Bad address", .giveUp),
            (.rcpt, "501 5.1.3 Bad address", .giveUp), (.rcpt, "530 5.7.0 Log in", .pauseTransport),
            (.rcpt, "503 5.5.1 MAIL first", .pauseTransport), (.rcpt, "535 5.7.8 No", .pauseTransport),
            (.data, "451 Later", .retry), (.data, "554 5.7.1 No", .giveUp), (.data, "502 What", .pauseTransport),
            (.body, "451 4.3.0 Later", .retry), (.body, "552 5.3.4 Too big", .giveUp),
            (.body, "550 5.7.1 Spam", .giveUp),
            (.local, "553 5.6.7 SMTPUTF8", .giveUp), (.local, "554 5.6.0 CRLF", .giveUp),
        ])
    func refusal(_ stage: DeliveryOutcome.Stage, _ text: String, _ expected: DeliveryOutcome.Verdict) throws {
        let reply = SMTPReply(code: try #require(Int(text.prefix(3))), lines: [String(text.dropFirst(4))])
        #expect(DeliveryOutcome.refused(reply, at: stage).verdict == expected)
    }

    @Test("a failed connection never burns a mail", arguments: TransportFailure.Kind.allCases)
    func failure(_ kind: TransportFailure.Kind) {
        let failure = TransportFailure(kind, detail: "")
        let expected: DeliveryOutcome.Verdict = failure.persistence == .transient ? .retry : .pauseTransport
        #expect(DeliveryOutcome.failed(failure, isAmbiguous: false).verdict == expected)
        #expect(DeliveryOutcome.failed(failure, isAmbiguous: true).verdict == expected)
    }
}
