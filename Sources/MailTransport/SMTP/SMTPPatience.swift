/// How long a server may take (RFC 5321 section 4.5.3.2).
struct SMTPPatience: Sendable {
    /// MAIL, RCPT and RSET.
    var command: Duration = .seconds(300)
    /// DATA.
    var data: Duration = .seconds(120)
    /// Each part of a message that is sent.
    var block: Duration = .seconds(180)
    /// The final dot; with less, a slow server would get mails twice.
    var endOfData: Duration = .seconds(600)
    /// QUIT, after which nothing depends on the answer.
    var quit: Duration = .seconds(2)

    /// For the reply to a command.
    func deadline(for verb: SMTPCommand.Verb) -> Deadline {
        let patience =
            switch verb {
            case .mail, .rcpt, .reset: command
            case .data: data
            case .content, .noContent: endOfData
            case .quit: quit
            }
        return Deadline(total: patience, idle: patience)
    }

    /// For sending so many bytes, at 1 KiB a second at least.
    func deadline(forSending count: Int) -> Deadline {
        Deadline(total: block + .seconds(count / 1_024), idle: block)
    }
}
