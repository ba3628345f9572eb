import Core

/// A connection to an IMAP server, logged in, on a thread of its own.
///
/// One operation at a time. An operation that the server refuses (`refused`, `folderMissing`, `serverBusy` with a
/// reply) leaves the session open; any other failure, and cancelling the task, closes it, and what is called
/// afterwards fails with `closed`.
public actor IMAPSession {
    private let executor: ThreadExecutor
    private let wakeup: Wakeup
    private let endpoint: ServerEndpoint
    private let credentials: Credentials
    let patience: IMAPPatience
    private var connection: IMAPConnection?
    private var end = "it was not opened"
    private var isFetching = false
    /// Where the server keeps folders; asked for once.
    var namespace: IMAPNamespace?
    /// Whether the server did not know a MOVE that it had offered.
    var isMoveUnknown = false

    /// The thread on which everything here runs.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Prepares a session; nothing is sent before ``open()``.
    public init(endpoint: ServerEndpoint, credentials: Credentials) throws(TransportFailure) {
        try self.init(endpoint: endpoint, credentials: credentials, patience: IMAPPatience())
    }

    init(endpoint: ServerEndpoint, credentials: Credentials, patience: IMAPPatience) throws(TransportFailure) {
        // The thread comes last: it is all that would have to be stopped if what follows failed.
        wakeup = try Wakeup()
        executor = try ThreadExecutor(name: "imap")
        self.endpoint = endpoint
        self.credentials = credentials
        self.patience = patience
    }

    deinit { executor.stop() }

    // MARK: Beginning and end

    /// Connects, encrypts and logs in.
    public func open() async throws(TransportFailure) {
        precondition(connection == nil, "open() on an open session")
        try await cancellable { () throws(TransportFailure) in
            do throws(TransportFailure) {
                connection = try connect()
            } catch {
                end = error.detail
                throw error
            }
        }
    }

    /// Whether operations may be called.
    public var isOpen: Bool { connection != nil }

    /// What the server can do, in capitals; empty when closed.
    public var capabilities: Set<String> { conversation?.capabilities ?? [] }

    /// How many messages the selected folder holds, as far as the server has told.
    var exists: Int { conversation?.exists ?? 0 }

    /// What is known of the server; `nil` when closed.
    var conversation: IMAPConversation? { connection?.conversation }

    /// Lets the server speak up about new and vanished messages, and keeps the connection alive.
    public func noop() async throws(TransportFailure) {
        try await perform(.noop).requireOK("NOOP")
    }

    /// Says goodbye and closes; takes a second at most, never fails.
    public func logout() async {
        guard let open = connection.take() else { return }
        end = "it was logged out"
        open.logout()
    }

    private func connect() throws(TransportFailure) -> IMAPConnection {
        do {
            return try IMAPConnection.open(endpoint, as: credentials, patience: patience, wakeup: wakeup)
        } catch {
            guard error.kind == .loginUnavailable, case .password(let user, let password) = credentials else {
                throw error
            }
            return try connectWithoutSASL(user, password, otherwise: error)
        }
    }

    /// QUIRK: hMailServer and others offer no SASL mechanism at all, only the command LOGIN, which libcurl does not use
    /// once mechanisms are named.
    private func connectWithoutSASL(
        _ user: String, _ password: Secret, otherwise failure: TransportFailure
    ) throws(TransportFailure) -> IMAPConnection {
        var open = try IMAPConnection.open(endpoint, as: .none, patience: patience, wakeup: wakeup)
        let capabilities = open.conversation.capabilities
        let isOffered = !capabilities.contains("LOGINDISABLED") && !capabilities.contains { $0.hasPrefix("AUTH=") }
        // Anything else would need a literal.
        let isQuotable = (user + password.reveal()).utf8.allSatisfy { (0x20...0x7E).contains($0) }
        guard isOffered, isQuotable else { throw failure }
        let status = try open.perform(.login(user: user, password))
        guard status.condition == .ok else {
            throw TransportFailure(.badCredentials, detail: "LOGIN: the server said: \(status.text.printable)")
        }
        _ = try open.perform(.capability)
        return open
    }

    // MARK: Operations

    /// Performs one command; hands all data to `data`.
    func perform(
        _ command: IMAPCommand, _ data: (IMAPResponse) -> Void = { _ in }
    ) async throws(TransportFailure) -> IMAPStatus {
        precondition(!isFetching, "\(command.name) inside fetch")
        return try await cancellable { () throws(TransportFailure) in
            try use { (connection) throws(TransportFailure) in try connection.perform(command, data) }
        }
    }

    /// Lends the connection to `body`.
    ///
    /// A failure there ends it: nobody knows what the server would say next.
    func use<Result>(
        _ body: (inout IMAPConnection) throws(TransportFailure) -> Result
    ) throws(TransportFailure) -> Result {
        guard var open = connection.take() else {
            throw TransportFailure(.closed, detail: "the session is closed: \(end)")
        }
        do {
            let result = try body(&open)
            connection = consume open
            return result
        } catch {
            end = error.detail
            throw error
        }
    }

    /// Runs `body`, which uses the connection several times; a failure there closes the session.
    func exclusively(_ body: () async throws -> Void) async throws {
        precondition(!isFetching, "fetch inside fetch")
        isFetching = true
        defer { isFetching = false }
        do {
            try await cancellable(body)
        } catch {
            if connection.take() != nil { end = "\(error)" }
            throw error
        }
    }

    /// Runs `body` so that cancelling the task ends its waits.
    func cancellable<Success, Failure: Error>(
        _ body: () async throws(Failure) -> Success
    ) async throws(Failure) -> Success {
        wakeup.clear()
        let result = await withTaskCancellationHandler {
            do throws(Failure) {
                return Result<Success, Failure>.success(try await body())
            } catch {
                return .failure(error)
            }
        } onCancel: {
            wakeup.ring()
        }
        return try result.get()
    }
}
