extension IMAPSession {
    /// Whether the server offers to tell news as they come.
    public var offersIdle: Bool { capabilities.contains("IDLE") }

    /// Whether the server told of messages since they were listed last.
    public var hasNews: Bool { conversation?.hasNews ?? false }

    /// Waits until the selected folder has news that were not listed yet, until `end`, or until the task is cancelled.
    ///
    /// Cancelling leaves the session open, unless the server does not answer at once. A connection that has died without
    /// a word is found out at `end`, or at a renewal before it: the server must answer then. Only for a session that
    /// ``offersIdle``.
    public func waitForNews(until end: ContinuousClock.Instant) async throws(TransportFailure) -> IdleEnd {
        try await cancellable { () throws(TransportFailure) in
            while true {
                let renewal = min(end, .now + patience.idleRenewal)
                let reason = try use { (connection) throws(TransportFailure) in try connection.idle(until: renewal) }
                guard reason == .time, ContinuousClock.now < end else { return reason }
            }
        }
    }
}
