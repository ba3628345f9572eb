import Logging

/// The shell around parser and conversation, which moves their bytes through a pipe.
///
/// Its calls block; its owner has a thread for that.
struct IMAPConnection: ~Copyable {
    /// What is known of the server.
    private(set) var conversation = IMAPConversation()
    private var parser = IMAPResponseParser()
    private var pipe: CurlPipe
    let wakeup: Wakeup
    let patience: IMAPPatience

    /// Takes over a pipe that has just been logged in.
    private init(_ pipe: consuming CurlPipe, _ wakeup: Wakeup, _ patience: IMAPPatience) {
        self.pipe = pipe
        self.wakeup = wakeup
        self.patience = patience
    }

    /// Connects, logs in, throws away what libcurl left of the server's first words, and asks for the capabilities.
    ///
    /// Ringing `wakeup` ends this and every later wait with a failure.
    static func open(
        _ endpoint: ServerEndpoint, as credentials: Credentials, patience: IMAPPatience, wakeup: Wakeup
    ) throws(TransportFailure) -> IMAPConnection {
        let pipe = try CurlPipe.connect(to: endpoint, as: credentials, patience: patience.connecting, wakeup: wakeup)
        var connection = IMAPConnection(pipe, wakeup, patience)
        _ = try connection.send(.noop, by: patience.forCommand())
        try connection.perform(.capability).requireOK("CAPABILITY")
        // Servers may answer in another order (RFC 9051 section 5.5); what came before the answer to NOOP was thrown away.
        if connection.conversation.capabilities.isEmpty {
            try connection.perform(.capability).requireOK("CAPABILITY")
        }
        return connection
    }

    /// Where bodies stop being kept in memory.
    mutating func setBodyInMemory(_ limit: Int) { parser.limits.bodyInMemory = limit }

    /// Performs one command, while no other is under way; hands all data to `data`.
    mutating func perform(
        _ command: IMAPCommand, _ data: (IMAPResponse) -> Void = { _ in }
    ) throws(TransportFailure) -> IMAPStatus {
        let deadline = patience.forCommand()
        let tag = try send(command, by: deadline)
        return try wait(for: tag, by: deadline, data)
    }

    /// Sends a command; its answer comes by ``receive(by:)``.
    mutating func send(_ command: IMAPCommand, by deadline: Deadline) throws(TransportFailure) -> IMAPTag {
        let (tag, line) = conversation.begin(command)
        try pipe.send(line, by: deadline)
        return tag
    }

    /// What the next bytes of the server amount to; often nothing yet.
    mutating func receive(by deadline: Deadline) throws(TransportFailure) -> [IMAPConversation.Action] {
        guard let actions = try receive(by: deadline, orUntil: wakeup) else {
            throw TransportFailure(.closed, detail: "cancelled")
        }
        return actions
    }

    /// The same; `nil` when `wakeup` rings before anything comes.
    mutating func receive(
        by deadline: Deadline, orUntil wakeup: Wakeup?
    ) throws(TransportFailure) -> [IMAPConversation.Action]? {
        var actions: [IMAPConversation.Action] = []
        let event = try pipe.receive(by: deadline, wakeup: wakeup) { (bytes) throws(TransportFailure) in
            var offset = 0
            while let event = try parser.next(in: bytes, from: &offset) {
                if let action = try conversation.received(event) { actions.append(action) }
            }
        }
        guard event == .bytes else { return nil }
        for case .send(let bytes) in actions { try pipe.send(bytes, by: deadline) }
        for case .data(.status(let status)) in actions { report(status) }
        return actions
    }

    /// Says DONE; the tagged answer of the IDLE comes by ``receive(by:)``.
    mutating func endIdle(by deadline: Deadline) throws(TransportFailure) {
        try pipe.send(conversation.endIdle(), by: deadline)
    }

    /// Says goodbye and waits a second for the answer.
    consuming func logout() {
        wakeup.clear()
        do {
            let deadline = Deadline(total: .seconds(1))
            let tag = try send(.logout, by: deadline)
            _ = try wait(for: tag, by: deadline) { _ in }
        } catch {
            // A server that does not answer, or closes at once: the connection ends now, either way.
        }
    }

    private mutating func wait(
        for tag: IMAPTag, by deadline: Deadline, _ data: (IMAPResponse) -> Void
    ) throws(TransportFailure) -> IMAPStatus {
        while true {
            for action in try receive(by: deadline) {
                if case .data(let response) = action { data(response) }
                if case .finished(tag, let status) = action { return status }
            }
        }
    }

    /// Alerts must reach people (RFC 9051 section 7.1).
    private func report(_ status: IMAPStatus) {
        guard status.code == .other("ALERT") else { return }
        Self.logger.warning("the mail server wants to be heard", metadata: ["text": "\(status.text.printable)"])
    }

    private static let logger = Logger(label: "casepost.imap")
}
