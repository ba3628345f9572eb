import Core
import TestSupport
import Testing

@testable import MailTransport

@Suite("An SMTP conversation", .ownThread)
struct SMTPConversationTests {
    /// One conversation: how many mails there are, whether they go in groups, and how it should go.
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let mails: Int
        let keywords: [String]
        let transcript: String

        init(_ name: String, mails: Int = 1, offering keywords: [String] = ["PIPELINING"], _ transcript: String) {
            testDescription = name
            self.mails = mails
            self.keywords = keywords
            self.transcript = transcript
        }
    }

    @Test("goes as written", arguments: grouped + lockStep + closing)
    func transcript(_ row: Row) throws {
        let extensions = SMTPExtensions(serverLines: ["250-mx.example"] + row.keywords.map { "250-\($0)" })
        let mails = try (0..<row.mails).map { try MailObject.sample($0 + 1) }
        _ = try SMTPTranscript(text: row.transcript).play(mails, to: extensions)
    }

    static let grouped = [
        Row(
            "two mails: the second envelope goes behind the first dot", mails: 2,
            """
            C: MAIL FROM:<bounce+1@example.org>
            C: RCPT TO:<r1@client.example>
            C: DATA
            S: 250 2.1.0 Ok
            S: 250 2.1.5 Ok
            S: 354 Go ahead
            C: Subject: 1
            C:
            C: ..hidden
            C: .
            C: MAIL FROM:<bounce+2@example.org>
            C: RCPT TO:<r2@client.example>
            C: DATA
            S: 250 2.0.0 Ok: queued as 1
            > accepted: 250 2.0.0 Ok: queued as 1, delivered
            S: 250 2.1.0 Ok
            S: 250 2.1.5 Ok
            S: 354 Go ahead
            C: Subject: 2
            C:
            C: ..hidden
            C: .
            S: 451-4.3.0 Try
            S: 451 4.3.0 later
            > refused at body: 451 4.3.0 Try 4.3.0 later, retry
            """),
        Row(
            "a refused recipient: the transaction is reset together with the next envelope", mails: 2,
            """
            C: MAIL FROM:<bounce+1@example.org>
            C: RCPT TO:<r1@client.example>
            C: DATA
            S: 250 2.1.0 Ok
            S: 550 5.1.1 No such user
            S: 554 5.5.1 No valid recipients
            > refused at rcpt: 550 5.1.1 No such user, giveUp
            C: RSET
            C: MAIL FROM:<bounce+2@example.org>
            C: RCPT TO:<r2@client.example>
            C: DATA
            S: 250 2.0.0 Ok
            S: 250 2.1.0 Ok
            S: 450 4.2.1 Greylisted
            S: 503 5.5.1 RCPT first
            > refused at rcpt: 450 4.2.1 Greylisted, retry
            C: RSET
            S: 250 Ok
            """),
        Row(
            "a refused recipient and a server that wants the message all the same: it gets an empty one", mails: 2,
            """
            C: MAIL FROM:<bounce+1@example.org>
            C: RCPT TO:<r1@client.example>
            C: DATA
            S: 250 Ok
            S: 550 5.1.1 No such user
            S: 354 Go ahead
            C: .
            S: 554 5.5.1 No valid recipients
            > refused at rcpt: 550 5.1.1 No such user, giveUp
            C: MAIL FROM:<bounce+2@example.org>
            C: RCPT TO:<r2@client.example>
            C: DATA
            S: 250 Ok
            S: 250 Ok
            S: 552 5.3.4 Too much
            > refused at data: 552 5.3.4 Too much, giveUp
            C: RSET
            S: 250 Ok
            """),
        Row(
            "a refused sender is nobody's fault but ours, whatever follows from it",
            """
            C: MAIL FROM:<bounce+1@example.org>
            C: RCPT TO:<r1@client.example>
            C: DATA
            S: 550 5.7.1 You must not send as bounce+1@example.org
            S: 503 5.5.1 MAIL first
            S: 503 5.5.1 RCPT first
            > refused at mail: 550 5.7.1 You must not send as bounce+1@example.org, pauseTransport
            """),
        Row(
            "the envelope behind the dot is refused while the message is accepted", mails: 2,
            """
            C: MAIL FROM:<bounce+1@example.org>
            C: RCPT TO:<r1@client.example>
            C: DATA
            S: 250 Ok
            S: 251 Will forward
            S: 354 Go ahead
            C: Subject: 1
            C:
            C: ..hidden
            C: .
            C: MAIL FROM:<bounce+2@example.org>
            C: RCPT TO:<r2@client.example>
            C: DATA
            S: 550 5.7.1 Spam
            > refused at body: 550 5.7.1 Spam, giveUp
            S: 250 Ok
            S: 550 5.1.1 No such user
            S: 554 5.5.1 No valid recipients
            > refused at rcpt: 550 5.1.1 No such user, giveUp
            C: RSET
            S: 250 Ok
            """),
    ]

    static let lockStep = [
        Row(
            "without PIPELINING one command goes at a time", mails: 2, offering: ["SIZE 1000"],
            """
            C: MAIL FROM:<bounce+1@example.org> SIZE=23
            S: 250 Ok
            C: RCPT TO:<r1@client.example>
            S: 250 Ok
            C: DATA
            S: 354 Go ahead
            C: Subject: 1
            C:
            C: ..hidden
            C: .
            S: 250 2.0.0 Queued
            > accepted: 250 2.0.0 Queued, delivered
            C: MAIL FROM:<bounce+2@example.org> SIZE=23
            S: 452 4.3.1 Full
            > refused at mail: 452 4.3.1 Full, retry
            """),
        Row(
            "without PIPELINING nothing is sent after a refused recipient", mails: 2, offering: [],
            """
            C: MAIL FROM:<bounce+1@example.org>
            S: 250 Ok
            C: RCPT TO:<r1@client.example>
            S: 550 5.1.1 No such user
            > refused at rcpt: 550 5.1.1 No such user, giveUp
            C: RSET
            S: 250 Ok
            C: MAIL FROM:<bounce+2@example.org>
            S: 530 5.7.0 Log in first
            > refused at mail: 530 5.7.0 Log in first, pauseTransport
            """),
        Row(
            "without PIPELINING a refused DATA ends the transaction", mails: 1, offering: [],
            """
            C: MAIL FROM:<bounce+1@example.org>
            S: 250 Ok
            C: RCPT TO:<r1@client.example>
            S: 252 Perhaps
            C: DATA
            S: 451 4.7.1 Later
            > refused at data: 451 4.7.1 Later, retry
            C: RSET
            S: 250 Ok
            """),
    ]

    static let closing = [
        Row(
            "a server that closes at RCPT has refused that mail for now",
            """
            C: MAIL FROM:<bounce+1@example.org>
            C: RCPT TO:<r1@client.example>
            C: DATA
            S: 250 Ok
            S: 421 4.7.0 Too many errors
            > refused at rcpt: 421 4.7.0 Too many errors, retry
            """),
        Row(
            "a server that closes at MAIL has not looked at the mail", mails: 2,
            """
            C: MAIL FROM:<bounce+1@example.org>
            C: RCPT TO:<r1@client.example>
            C: DATA
            S: 250 Ok
            S: 250 Ok
            S: 354 Go ahead
            C: Subject: 1
            C:
            C: ..hidden
            C: .
            C: MAIL FROM:<bounce+2@example.org>
            C: RCPT TO:<r2@client.example>
            C: DATA
            S: 250 Queued
            > accepted: 250 Queued, delivered
            S: 421 4.4.2 Idle for too long
            """),
        Row(
            "a server that closes at the dot has refused that mail for now", mails: 2,
            """
            C: MAIL FROM:<bounce+1@example.org>
            C: RCPT TO:<r1@client.example>
            C: DATA
            S: 250 Ok
            S: 250 Ok
            S: 354 Go ahead
            C: Subject: 1
            C:
            C: ..hidden
            C: .
            C: MAIL FROM:<bounce+2@example.org>
            C: RCPT TO:<r2@client.example>
            C: DATA
            S: 421 4.3.2 Shutting down
            > refused at body: 421 4.3.2 Shutting down, retry
            """),
    ]

    @Test(
        "an answer that the protocol does not allow ends the conversation",
        arguments: [["354 Go ahead"], ["250 Ok", "334 Well"], ["250 Ok", "250 Ok", "250 Ok"]])
    func violation(_ replies: [String]) throws {
        var conversation = try begun()
        let failure = #expect(throws: TransportFailure.self) {
            for reply in replies { _ = try conversation.receive(reply.asReply) }
        }
        #expect(failure?.kind == .protocolViolation)
    }

    @Test("an answer to nothing ends the conversation")
    func unasked() {
        var conversation = SMTPConversation(extensions: SMTPExtensions())
        let failure = #expect(throws: TransportFailure.self) { _ = try conversation.receive("250 Ok".asReply) }
        #expect(failure?.kind == .protocolViolation)
    }

    @Test("only a message that was sent and not judged may have been taken")
    func ambiguity() throws {
        var conversation = try begun()
        #expect(!conversation.awaitsVerdictOnContent)
        for reply in ["250 Ok", "250 Ok", "354 Go"] { _ = try conversation.receive(reply.asReply) }
        #expect(!conversation.awaitsVerdictOnContent)
        _ = conversation.next()
        #expect(conversation.awaitsVerdictOnContent)
        _ = try conversation.receive("250 Ok".asReply)
        #expect(!conversation.awaitsVerdictOnContent)
    }

    @Test("goodbye is said, and its answer ends the conversation")
    func quit() throws {
        var conversation = SMTPConversation(extensions: SMTPExtensions())
        conversation.quit()
        #expect(conversation.next() == .send(Array("QUIT\r\n".utf8)))
        #expect(conversation.next() == .awaitReply(to: .quit))
        #expect(try conversation.receive("221 Bye".asReply) == nil)
        #expect(conversation.isClosing)
    }

    private func begun() throws -> SMTPConversation {
        let extensions = SMTPExtensions.offering("PIPELINING")
        var conversation = SMTPConversation(extensions: extensions)
        guard case .admitted(let mail) = extensions.admit(try .sample()) else {
            throw TransportFailure(.refused, detail: "")
        }
        conversation.begin(mail)
        _ = conversation.next()
        return conversation
    }
}

extension String {
    fileprivate var asReply: SMTPReply {
        SMTPReply(code: Int(prefix(3)) ?? 0, lines: [String(dropFirst(4))])
    }
}
