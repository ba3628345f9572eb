import Foundation

/// One connection to an ``SMTPSink``: reads commands, answers, and records.
struct SMTPSinkSession {
    private let connection: SMTPSinkConnection
    private let number: Int
    private let extensions: [String]
    private let sink: SMTPSink

    init(_ descriptor: Int32, number: Int, extensions: [String], sink: SMTPSink) {
        connection = SMTPSinkConnection(descriptor)
        self.number = number
        self.extensions = extensions
        self.sink = sink
    }

    /// The transaction under way.
    private struct Envelope {
        var reversePath: String?
        var recipients: [String] = []
    }

    func run() {
        var envelope = Envelope()
        guard answer(.connect, "", otherwise: "220 sink.example.org ESMTP") != nil else { return }
        while let line = connection.line() {
            sink.record(line, connection: number)
            guard obey(line, &envelope) else { return }
        }
    }

    /// Answers one command; false when the conversation is over.
    private func obey(_ line: String, _ envelope: inout Envelope) -> Bool {
        switch line.prefix(4).uppercased() {
        case "EHLO", "HELO":
            envelope = Envelope()
            return answer(.ehlo, line, otherwise: greeting) != nil
        case "STAR":
            return answer(.startTLS, line, otherwise: "454 4.7.0 TLS not available") != nil
        case "AUTH":
            return answer(.auth, line, otherwise: "235 2.7.0 Welcome") != nil
        case "MAIL":
            guard let code = answer(.mail, line, otherwise: "250 2.1.0 Ok") else { return false }
            envelope = Envelope(reversePath: code == 250 ? path(line) : nil)
            return true
        case "RCPT":
            guard envelope.reversePath != nil else { return connection.send("503 5.5.1 MAIL first") }
            guard let code = answer(.rcpt, line, otherwise: "250 2.1.5 Ok") else { return false }
            if code == 250 { envelope.recipients.append(path(line)) }
            return true
        case "DATA":
            defer { envelope = Envelope() }
            return data(line, envelope)
        case "RSET":
            envelope = Envelope()
            return connection.send("250 2.0.0 Ok")
        case "NOOP":
            return connection.send("250 2.0.0 Ok")
        case "QUIT":
            _ = connection.send("221 2.0.0 Bye")
            return false
        default:
            return connection.send("502 5.5.2 No such command")
        }
    }

    private func data(_ line: String, _ envelope: Envelope) -> Bool {
        guard let reversePath = envelope.reversePath, !envelope.recipients.isEmpty else {
            return connection.send("503 5.5.1 No valid recipients")
        }
        guard let code = answer(.data, line, otherwise: "354 Go ahead") else { return false }
        guard code == 354 else { return true }
        guard let wireData = connection.data() else { return false }
        let envelopeText = ([reversePath] + envelope.recipients).joined(separator: " ")
        let reaction = reaction(.endOfData, envelopeText, otherwise: "250 2.0.0 Ok: kept")
        // Recorded before it is answered: a client that has its answer may ask at once what arrived.
        sink.record(
            SMTPSink.Transaction(
                connection: number, reversePath: reversePath, recipients: envelope.recipients,
                data: connection.withoutTransparency(wireData), wireData: wireData,
                answer: reaction.flatMap { Int($0.prefix(3)) }))
        return reaction.map { connection.send($0) } ?? false
    }

    private var greeting: String {
        let lines = ["sink.example.org"] + extensions
        return lines.enumerated().map { index, line in "250\(index == lines.count - 1 ? " " : "-")\(line)" }
            .joined(separator: "\r\n")
    }

    /// Sends the answer and returns its code, or `nil` when the connection is to be dropped.
    private func answer(_ moment: SMTPSink.Moment, _ line: String, otherwise: String) -> Int? {
        guard let reply = reaction(moment, line, otherwise: otherwise), connection.send(reply) else { return nil }
        return Int(reply.prefix(3)) ?? 0
    }

    private func reaction(_ moment: SMTPSink.Moment, _ line: String, otherwise: String) -> String? {
        switch sink.reaction(at: moment, to: line) {
        case .reply(let reply): reply
        case .drop: nil
        case .hang: silence()
        case nil: otherwise
        }
    }

    /// Waits for the client to lose patience.
    private func silence() -> String? {
        while connection.line() != nil {}
        return nil
    }

    /// The address between the angle brackets of MAIL FROM or RCPT TO.
    private func path(_ line: String) -> String {
        guard let start = line.firstIndex(of: "<"), let end = line[start...].firstIndex(of: ">") else { return "" }
        return String(line[line.index(after: start)..<end])
    }
}
