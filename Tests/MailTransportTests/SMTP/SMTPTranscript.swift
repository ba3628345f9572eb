import Core
import Testing

@testable import MailTransport

extension MailObject {
    /// Mail number `number`, with its own addresses.
    static func sample(_ number: Int = 1, content: String? = nil) throws -> MailObject {
        let content = content ?? "Subject: \(number)\r\n\r\n.hidden\r\n"
        let sender = try #require(EmailAddress("bounce+\(number)@example.org"))
        let recipient = try #require(EmailAddress("r\(number)@client.example"))
        return MailObject(
            envelope: Envelope(reversePath: sender, recipient: recipient), content: Array(content.utf8))
    }
}

extension SMTPExtensions {
    static func offering(_ keywords: String...) -> SMTPExtensions {
        let lines =
            ["250-mx.example"] + keywords.dropLast().map { "250-\($0)" } + keywords.suffix(1).map { "250 \($0)" }
        return SMTPExtensions(serverLines: lines)
    }
}

/// A conversation as it should go: lines of `C:` that stand together are one write, lines of `S:` are the server's, and
/// `>` gives an outcome where it becomes known.
struct SMTPTranscript {
    let text: String

    /// Plays the server's side to a conversation about `mails` and holds it to the client's.
    func play(_ mails: [MailObject], to extensions: SMTPExtensions) throws -> SMTPConversation {
        var conversation = SMTPConversation(extensions: extensions)
        var parser = SMTPReplyParser()
        var waiting = mails[...]
        var steps = steps[...]
        while true {
            while conversation.wantsMail, let mail = waiting.popFirst() {
                guard case .admitted(let mail) = extensions.admit(mail) else {
                    Issue.record("\(mail.envelope) is not admitted")
                    return conversation
                }
                conversation.begin(mail)
            }
            switch conversation.next() {
            case .rest:
                #expect(steps.isEmpty, "the client is done")
                return conversation
            case .send(let bytes):
                let wire = String(decoding: bytes, as: UTF8.self)
                guard case .client(let expected)? = steps.popFirst(), wire == expected else {
                    Issue.record("the client sent:\n\(wire)")
                    return conversation
                }
            case .awaitReply:
                guard case .server(let line)? = steps.popFirst() else {
                    Issue.record("the client waits")
                    return conversation
                }
                let reply = try #require(try parser.all(in: line).first)
                let outcome = try conversation.receive(reply)
                if case .outcome(let expected)? = steps.first {
                    steps.removeFirst()
                    #expect(outcome?.summary == expected)
                } else {
                    #expect(outcome == nil, "an outcome after \(reply)")
                }
                if conversation.isClosing { return conversation }
            }
        }
    }

    private enum Step {
        case client(String)
        case server(String)
        case outcome(String)
    }

    private var steps: [Step] {
        var steps: [Step] = []
        var open = ""
        for line in text.split(separator: "\n") {
            let rest = String(line.dropFirst(2).drop { $0 == " " })
            switch (line.prefix(2), steps.last) {
            case ("C:", .client(let group)?): steps[steps.count - 1] = .client("\(group)\(rest)\r\n")
            case ("C:", _): steps.append(.client("\(rest)\r\n"))
            case ("S:", _):
                open += "\(rest)\r\n"
                if rest.dropFirst(3).first == "-" { continue }
                steps.append(.server(open))
                open = ""
            default: steps.append(.outcome(rest))
            }
        }
        return steps
    }
}

extension SMTPReplyParser {
    /// All replies in `text`.
    mutating func all(in text: String) throws(TransportFailure) -> [SMTPReply] {
        let bytes = Array(text.utf8)
        var offset = 0
        var replies: [SMTPReply] = []
        while let reply = try next(in: bytes.span, from: &offset) { replies.append(reply) }
        return replies
    }
}

extension DeliveryOutcome {
    /// For tables: what it was, and what is done about it.
    var summary: String {
        switch self {
        case .accepted(let reply): "accepted: \(reply), \(verdict)"
        case .refused(let reply, let stage): "refused at \(stage): \(reply), \(verdict)"
        case .failed(let failure, let isAmbiguous):
            "failed\(isAmbiguous ? " (ambiguous)" : ""): \(failure.kind), \(verdict)"
        }
    }
}
