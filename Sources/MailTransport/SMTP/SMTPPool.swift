/// Connections to one SMTP server, opened as mail waits and closed when none comes.
///
/// Safe to be used by many tasks at once: all mail waits in one queue, from which every connection takes its next mail
/// while the server still looks at the last one.
public actor SMTPPool: MailSink {
    private let endpoint: ServerEndpoint
    private let credentials: any CredentialSource
    private let limit: Int
    private let idleTime: Duration
    private let queue = MailQueue()
    private var resting: [(session: SMTPSession, since: ContinuousClock.Instant)] = []
    private var working: [ObjectIdentifier: (session: SMTPSession, task: Task<Void, Never>)] = [:]
    private var hasLoggedIn = false
    private var isWatching = false
    private var lastLeaves: [CheckedContinuation<Void, Never>] = []

    /// Prepares a pool; nothing is sent before a mail comes, or ``open()``.
    ///
    /// - Parameters:
    ///   - credentials: asked at every connection.
    ///   - connections: the most connections at a time, each on a thread of its own.
    ///   - idleTime: how long a connection stays open without mail.
    public init(
        endpoint: ServerEndpoint, credentials: any CredentialSource, connections: Int = 4,
        idleTime: Duration = .seconds(30)
    ) {
        precondition(connections > 0, "a pool of \(connections) connections")
        self.endpoint = endpoint
        self.credentials = credentials
        limit = connections
        self.idleTime = idleTime
    }

    /// Connects and logs in once, so that wrong settings show before there is mail; gives what the server can do.
    @discardableResult
    public func open() async throws(TransportFailure) -> SMTPExtensions {
        let session = try SMTPSession(endpoint: endpoint, credentials: credentials)
        try await session.open()
        hasLoggedIn = true
        let extensions = await session.extensions
        rest(session)
        return extensions ?? SMTPExtensions()
    }

    /// Sends `mails`, whatever becomes of the calling task.
    ///
    /// Fails a mail when no connection can be made, and after ``close(grace:)``.
    public nonisolated func deliver(_ mails: [MailObject]) async -> [DeliveryOutcome] {
        let batch = DeliveryBatch(mails)
        queue.append(batch)
        await employ()
        return await batch.outcomes
    }

    /// Says goodbye to the server on all connections.
    public func close() async { await close(grace: .seconds(5)) }

    /// Fails all mail that waits, lets what is under way take `grace`, and closes all connections.
    ///
    /// What is interrupted after the grace may have been taken by the server all the same.
    public func close(grace: Duration) async {
        queue.close(TransportFailure(.closed, detail: "the connections are being closed"))
        if !working.isEmpty {
            let interruption = Task { await interruptWork(after: grace) }
            await withCheckedContinuation { lastLeaves.append($0) }
            interruption.cancel()
        }
        let sessions = resting.map(\.session)
        resting = []
        for session in sessions { await session.close() }
    }

    // MARK: Working

    /// Puts connections to work for the mail that waits, of which `ready` others take their share in a moment.
    private func employ(beside ready: Int = 0) {
        let wanted = max(0, (queue.count + Self.mailsPerConnection - 1) / Self.mailsPerConnection - ready)
        // Before the first login only one: a wrong password is not to be tried by all at once.
        let allowed = max(0, (hasLoggedIn ? limit : 1) - working.count)
        for _ in 0..<min(wanted, allowed) {
            do throws(TransportFailure) {
                let session = try rested()
                working[ObjectIdentifier(session)] = (session, Task { await work(session) })
            } catch {
                if working.isEmpty { queue.failAll(error) }
                return
            }
        }
    }

    private func work(_ session: SMTPSession) async {
        let failure = await sendAll(by: session)
        working[ObjectIdentifier(session)] = nil
        if let failure {
            await session.close()
            // Another connection may still work, where this one was one too many.
            if working.isEmpty { queue.failAll(failure) }
        } else {
            rest(session)
            employ()
        }
        guard working.isEmpty else { return }
        for leave in lastLeaves { leave.resume() }
        lastLeaves = []
    }

    private func sendAll(by session: SMTPSession) async -> TransportFailure? {
        do throws(TransportFailure) {
            try await session.open()
        } catch {
            hasLoggedIn = false
            return error
        }
        hasLoggedIn = true
        employ(beside: 1)
        return await session.deliver(from: queue)
    }

    private func interruptWork(after grace: Duration) async {
        do {
            try await Task.sleep(for: grace)
        } catch {
            return
        }
        for (session, task) in working.values {
            session.interrupt()
            // It may wait for what to log in with.
            task.cancel()
        }
    }

    // MARK: Resting

    private func rested() throws(TransportFailure) -> SMTPSession {
        if let session = resting.popLast()?.session { return session }
        return try SMTPSession(endpoint: endpoint, credentials: credentials)
    }

    private func rest(_ session: SMTPSession) {
        resting.append((session, .now))
        watchIdle()
    }

    /// Has one task, not one for each rest, see to it that no connection stays for too long.
    private func watchIdle() {
        guard !isWatching, let since = resting.map(\.since).min() else { return }
        isWatching = true
        Task {
            try await Task.sleep(until: since + idleTime, clock: .continuous)
            await closeIdle()
        }
    }

    /// Closes the connections that have had nothing to do for too long.
    private func closeIdle() async {
        isWatching = false
        let latest = ContinuousClock.now - idleTime
        let idle = resting.filter { $0.since <= latest }
        resting.removeAll { $0.since <= latest }
        watchIdle()
        for (session, _) in idle { await session.close() }
    }

    /// Opening a connection takes about as many round trips as sending so many mails does.
    private static let mailsPerConnection = 8
}
