/// The client's side of an IMAP connection as a machine: commands and parser events in, actions out, no I/O.
///
/// Begins right after the login. Any number of commands may be under way; the first must be a NOOP, and everything
/// that comes before its answer is thrown away: libcurl may have swallowed the beginning of it.
struct IMAPConversation: Sendable {
    /// What the shell has to do.
    enum Action: Sendable, Equatable {
        /// Give it to whoever waits for data.
        case data(IMAPResponse)
        /// Tell whoever waits for this command.
        case finished(IMAPTag, IMAPStatus)
        /// Send the rest of a command.
        case send([UInt8])
        /// From now on the server tells news as they come, and DONE may be said.
        case idling
        /// Begin, continue and end keeping a long body.
        case bodyBegan(size: Int), bodyBytes([UInt8]), bodyEnded
    }

    /// What the server can do, in capitals; from the last time it said so.
    private(set) var capabilities: Set<String> = []
    /// How many messages the selected folder holds.
    private(set) var exists = 0
    /// Whether messages came since they were listed last, at whatever moment the server told it.
    private(set) var hasNews = false

    private enum State { case flushing, open, leaving }
    private var state = State.flushing
    private var lastTag = IMAPTag(number: 0)
    private var underWay: Set<IMAPTag> = []
    /// The message of an APPEND for which the server has not asked yet.
    private var unsentLiteral: [UInt8]?
    /// An IDLE that is under way, and whether the server has agreed to it.
    private var idle: (tag: IMAPTag, isAgreed: Bool)?

    // MARK: Commands

    /// Begins a command: its tag, and the line to send.
    mutating func begin(_ command: IMAPCommand) -> (tag: IMAPTag, line: [UInt8]) {
        precondition(state != .leaving, "\(command.name) after LOGOUT")
        precondition(unsentLiteral == nil, "\(command.name) inside APPEND")
        precondition(idle == nil, "\(command.name) inside IDLE")
        lastTag = IMAPTag(number: lastTag.number + 1)
        underWay.insert(lastTag)
        switch command {
        case .logout: state = .leaving
        case .append(_, _, let message): unsentLiteral = message
        case .select: (exists, hasNews) = (0, false)
        case .fetchSummaries: hasNews = false
        case .idle: idle = (lastTag, isAgreed: false)
        default: break
        }
        return (lastTag, Array("\(lastTag) \(command.line)\r\n".utf8))
    }

    /// What ends IDLE, once the server has agreed to it; its tagged answer comes as that of any command.
    func endIdle() -> [UInt8] {
        precondition(idle?.isAgreed == true, "DONE outside of IDLE")
        return Array("DONE\r\n".utf8)
    }

    // MARK: Responses

    /// What follows from an event; `nil` for nothing.
    ///
    /// Fails when the server breaks the protocol, and with `closed` when it says BYE unasked.
    mutating func received(_ event: IMAPResponseParser.Event) throws(TransportFailure) -> Action? {
        guard case .response(let response) = event else { return state == .open ? Action(event) : nil }
        guard state != .flushing else { return flushed(by: response) }
        switch response {
        case .tagged(let tag, let status): return try finished(tag, status)
        case .continuation: return try goOn()
        case .malformed(let line): throw .violation("no response: " + String(decoding: line, as: UTF8.self))
        case .status(let status): return try remarked(status, response)
        default:
            note(response)
            return .data(response)
        }
    }

    private mutating func flushed(by response: IMAPResponse) -> Action? {
        guard case .tagged(let tag, let status) = response, underWay.remove(tag) != nil else { return nil }
        state = .open
        return .finished(tag, status)
    }

    private mutating func finished(_ tag: IMAPTag, _ status: IMAPStatus) throws(TransportFailure) -> Action {
        guard underWay.remove(tag) != nil else { throw .violation("an answer to \(tag), which was not asked") }
        unsentLiteral = nil
        if idle?.tag == tag { idle = nil }
        note(status.code)
        return .finished(tag, status)
    }

    private mutating func goOn() throws(TransportFailure) -> Action {
        if let idle, !idle.isAgreed {
            self.idle = (idle.tag, isAgreed: true)
            return .idling
        }
        guard let literal = unsentLiteral.take() else { throw .violation("asks for a literal that was not announced") }
        return .send(literal + [0x0D, 0x0A])
    }

    private mutating func remarked(_ status: IMAPStatus, _ response: IMAPResponse) throws(TransportFailure) -> Action {
        guard status.condition != .bye || state == .leaving else {
            throw TransportFailure(.closed, detail: "the server said: BYE \(status.text.printable)")
        }
        note(status.code)
        return .data(response)
    }

    // MARK: What is known of the server

    private mutating func note(_ response: IMAPResponse) {
        switch response {
        case .capability(let capabilities): self.capabilities = capabilities
        case .exists(let count):
            hasNews = hasNews || count > exists
            exists = count
        case .expunge:
            exists = max(0, exists - 1)
            // What came was taken away before anybody looked.
            hasNews = hasNews && exists > 0
        default: break
        }
    }

    private mutating func note(_ code: IMAPResponseCode?) {
        if case .capability(let capabilities) = code { self.capabilities = capabilities }
    }
}

extension IMAPConversation.Action {
    fileprivate init?(_ event: IMAPResponseParser.Event) {
        switch event {
        case .response: return nil
        case .bodyBegan(let size): self = .bodyBegan(size: size)
        case .bodyBytes(let bytes): self = .bodyBytes(bytes)
        case .bodyEnded: self = .bodyEnded
        }
    }
}

extension TransportFailure {
    fileprivate static func violation(_ text: String) -> Self {
        TransportFailure(.protocolViolation, detail: text.printable)
    }
}

extension IMAPStatus {
    /// Fails unless the command went well; the connection is good all the same.
    func requireOK(_ command: String) throws(TransportFailure) {
        guard condition != .ok else { return }
        let name = if case .other(let name) = code { " [\(name)]" } else { "" }
        let detail = "\(command): the server said: \(condition.rawValue)\(name) \(text.printable)"
        throw TransportFailure(kindOfRefusal, detail: detail)
    }

    /// RFC 5530.
    private var kindOfRefusal: TransportFailure.Kind {
        switch code {
        case .other("UNAVAILABLE"), .other("INUSE"), .other("LIMIT"), .other("SERVERBUG"): .serverBusy
        case .other("NONEXISTENT"), .other("TRYCREATE"): .folderMissing
        case .other("AUTHENTICATIONFAILED"), .other("EXPIRED"): .badCredentials
        default: .refused
        }
    }
}
