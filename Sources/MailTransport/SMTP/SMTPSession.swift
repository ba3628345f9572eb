/// A connection to an SMTP server that is opened again when it ends, on a thread of its own.
actor SMTPSession {
    private let executor: ThreadExecutor
    private let wakeup: Wakeup
    private let endpoint: ServerEndpoint
    private let credentials: any CredentialSource
    private let patience: SMTPPatience
    private var connection: SMTPConnection?

    /// The thread on which everything here runs.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Prepares a session; nothing is sent before a mail comes, or ``open()``.
    init(
        endpoint: ServerEndpoint, credentials: any CredentialSource, patience: SMTPPatience = SMTPPatience()
    ) throws(TransportFailure) {
        // The thread comes last: it is all that would have to be stopped if what follows failed.
        wakeup = try Wakeup()
        executor = try ThreadExecutor(name: "smtp")
        self.endpoint = endpoint
        self.credentials = credentials
        self.patience = patience
    }

    deinit { executor.stop() }

    /// Connects and logs in, unless that was done before.
    func open() async throws(TransportFailure) {
        guard connection == nil else { return }
        try await credentials.logIn { (login) throws(TransportFailure) in
            connection = try SMTPConnection.open(endpoint, as: login, patience: patience, wakeup: wakeup)
        }
    }

    /// What the server can do, while there is a connection.
    var extensions: SMTPExtensions? { connection?.extensions }

    /// Sends what waits in `queue`; returns when nothing does, or with the failure that this session cannot overcome.
    ///
    /// Mails that were not judged when a connection ended wait again, in front. One that a server heard of and never
    /// judged is settled as failed: it may be the reason.
    func deliver(from queue: MailQueue) async -> TransportFailure? {
        var fruitless = 0
        while queue.end == nil {
            do throws(TransportFailure) {
                try await open()
            } catch {
                return error
            }
            guard let loss = exhaust(queue) else { return nil }
            settle(loss, queue)
            if queue.count == 0 { return nil }
            // Who stays silent for minutes, or speaks another language, will not do better at once.
            if !loss.hadJudged, ![.closed, .serverBusy].contains(loss.failure.kind) { return loss.failure }
            fruitless = loss.hadJudged ? 0 : fruitless + 1
            if fruitless == Self.mostFruitless { return loss.failure }
        }
        return queue.end
    }

    /// Ends every wait with a failure, from any thread.
    nonisolated func interrupt() { wakeup.ring() }

    /// Says goodbye and closes; takes a few seconds at most, never fails.
    func close() {
        guard let open = connection.take() else { return }
        open.quit()
    }

    // MARK: Lost connections

    /// How a connection ended, and with what in its hands.
    private struct Loss {
        var failure: TransportFailure
        var jobs: [MailQueue.Job]
        var isAmbiguous: Bool
        /// Whether the connection had been good for something before.
        var hadJudged: Bool
    }

    /// Sends until nothing waits or the connection is lost.
    private func exhaust(_ queue: MailQueue) -> Loss? {
        guard var open = connection.take() else { return nil }
        do throws(TransportFailure) {
            try open.deliver(from: queue)
            connection = consume open
            return nil
        } catch {
            let hadJudged = open.judged > 0
            let (jobs, isAmbiguous) = open.abandon()
            return Loss(failure: error, jobs: jobs, isAmbiguous: isAmbiguous, hadJudged: hadJudged)
        }
    }

    private func settle(_ loss: Loss, _ queue: MailQueue) {
        var jobs = loss.jobs[...]
        // On a connection that had worked before, the next envelope is not to blame for its end.
        let isSuspect = loss.isAmbiguous || !loss.hadJudged
        if isSuspect { jobs.popFirst()?.report(.failed(loss.failure, isAmbiguous: loss.isAmbiguous)) }
        queue.putBack(jobs)
    }

    private static let mostFruitless = 3
}
