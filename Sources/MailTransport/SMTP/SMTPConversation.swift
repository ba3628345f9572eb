/// One side of an SMTP connection, without the connection: mails and replies in, bytes and outcomes out.
///
/// It begins where the login ended. Commands go out in groups where the server offers PIPELINING (RFC 2920), the
/// envelope of the next mail right behind the final dot of the one before; else one at a time, by the same rules. The
/// server answers commands in their order, and so are outcomes given.
struct SMTPConversation {
    /// What the owner of the connection has to do.
    enum Action: Equatable {
        case send([UInt8])
        case awaitReply(to: SMTPCommand.Verb)
        /// Nothing, until there is another mail.
        case rest
    }

    /// What the server offers.
    let extensions: SMTPExtensions
    /// Whether the server has said that it closes the connection (RFC 5321 section 3.8).
    private(set) var isClosing = false
    /// Commands to be sent.
    private var planned: [SMTPCommand] = []
    /// Commands that were sent and not yet answered.
    private var awaited: [SMTPCommand.Verb] = []
    /// The mail whose message has not yet been asked for.
    private var opening: Opening?

    private struct Opening {
        let mail: AdmittedMail
        /// The first refusal of one of its commands.
        var refusal: (reply: SMTPReply, stage: DeliveryOutcome.Stage)?
        /// Whether the server has begun a transaction for it.
        var isTransaction = false
    }

    init(extensions: SMTPExtensions) {
        self.extensions = extensions
    }

    /// Whether the message of the oldest mail has been sent, at least in part, and not been answered.
    var awaitsVerdictOnContent: Bool { awaited.first == .content }

    // MARK: Mails in

    /// Whether ``begin(_:)`` may be called.
    var wantsMail: Bool {
        guard opening == nil, !isClosing else { return false }
        return extensions.pipelining || (awaited.isEmpty && !planned.contains { $0.verb == .content })
    }

    /// Begins the transaction of a mail.
    mutating func begin(_ mail: AdmittedMail) {
        precondition(wantsMail, "begin() while a transaction is opening or the connection closing")
        opening = Opening(mail: mail)
        planned += [.mail(mail), .rcpt(mail), .data]
    }

    /// Says goodbye behind what was begun.
    mutating func quit() { planned.append(.quit) }

    // MARK: Bytes out

    /// What to do now.
    mutating func next() -> Action {
        let isReady = awaited.isEmpty || extensions.pipelining
        let group = isReady ? planned.prefix(extensions.pipelining ? planned.count : 1) : []
        if group.isEmpty { return awaited.first.map { .awaitReply(to: $0) } ?? .rest }
        planned.removeFirst(group.count)
        awaited += group.map(\.verb)
        var wire: [UInt8] = []
        for command in group { command.append(to: &wire) }
        return .send(wire)
    }

    // MARK: Replies in

    /// Takes the answer to the oldest command; returns the outcome of the oldest mail if that settles it.
    mutating func receive(_ reply: SMTPReply) throws(TransportFailure) -> DeliveryOutcome? {
        guard !awaited.isEmpty else { throw .unexpected(reply, to: "nothing") }
        let verb = awaited.removeFirst()
        if reply.code == 421 { isClosing = true }
        switch verb {
        case .mail: return try receive(reply, to: verb, at: .mail)
        case .rcpt: return try receive(reply, to: verb, at: .rcpt)
        case .data: return try receiveForData(reply)
        case .content: return try reply.isAgreement(to: verb) ? .accepted(reply) : .refused(reply, at: .body)
        case .noContent:
            // The end of a message, even of none, ends the transaction.
            opening?.isTransaction = false
            return conclude()
        case .reset:
            guard try reply.isAgreement(to: verb) || isClosing else { throw .unexpected(reply, to: verb.rawValue) }
            return nil
        case .quit:
            isClosing = true
            return nil
        }
    }

    private mutating func receive(
        _ reply: SMTPReply, to verb: SMTPCommand.Verb, at stage: DeliveryOutcome.Stage
    ) throws(TransportFailure) -> DeliveryOutcome? {
        if try reply.isAgreement(to: verb) {
            if stage == .mail { opening?.isTransaction = true }
            return nil
        }
        // A server that closes instead of beginning a transaction has not looked at this mail.
        if isClosing, stage == .mail { return nil }
        refuse(reply, at: stage)
        // One at a time, the rest of the envelope need not be sent; in a group it is on its way.
        planned.removeAll()
        return awaited.isEmpty || isClosing ? conclude() : nil
    }

    private mutating func receiveForData(_ reply: SMTPReply) throws(TransportFailure) -> DeliveryOutcome? {
        switch (reply.severity, opening?.refusal) {
        case (.intermediate, nil):
            if let mail = opening.take()?.mail { planned.append(.content(mail.content)) }
            return nil
        case (.intermediate, _):
            // RFC 2920 section 3.1: a server may go on though it has no recipient. An empty message ends that.
            planned.append(.noContent)
            return nil
        case (.transient, _), (.permanent, _):
            refuse(reply, at: .data)
            return conclude()
        case (.positive, _), (nil, _):
            throw .unexpected(reply, to: SMTPCommand.Verb.data.rawValue)
        }
    }

    private mutating func refuse(_ reply: SMTPReply, at stage: DeliveryOutcome.Stage) {
        if opening?.refusal == nil { opening?.refusal = (reply, stage) }
    }

    /// Ends the transaction that was refused before its message.
    private mutating func conclude() -> DeliveryOutcome? {
        guard let ended = opening.take(), let refusal = ended.refusal else { return nil }
        if ended.isTransaction, !isClosing { planned.append(.reset) }
        return .refused(refusal.reply, at: refusal.stage)
    }
}

extension SMTPReply {
    /// Whether it says yes to a command to which it may only say yes or no.
    fileprivate func isAgreement(to verb: SMTPCommand.Verb) throws(TransportFailure) -> Bool {
        switch severity {
        case .positive: return true
        case .transient, .permanent: return false
        case .intermediate, nil: throw .unexpected(self, to: verb.rawValue)
        }
    }
}

extension TransportFailure {
    fileprivate static func unexpected(_ reply: SMTPReply, to command: String) -> Self {
        TransportFailure(.protocolViolation, detail: "the server answered \(command) with: \(reply)")
    }
}
