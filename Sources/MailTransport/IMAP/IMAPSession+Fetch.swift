extension IMAPSession {
    /// Fetches messages of the selected folder, pipelined, without marking them as read.
    ///
    /// `receive` gets them in the order of the server, one at a time; while it works, nothing is read, so memory stays
    /// bounded, and its time does not count for the deadlines. A message that was expunged meanwhile does not arrive.
    /// Up to `spoolThreshold` bytes a message comes in memory, beyond as a file in `spoolDirectory`, and beyond `limit`
    /// without its bytes. Throws a ``TransportFailure``, or what `receive` throws; both close the session.
    public func fetch(
        _ items: [(uid: UInt32, size: Int)], spoolThreshold: Int = 262_144, spoolDirectory: String, limit: Int,
        receive: (FetchedMessage) async throws -> Void
    ) async throws {
        try await exclusively {
            try use { $0.setBodyInMemory(spoolThreshold) }
            var transfer = IMAPTransfer(
                IMAPFetchPlan(items), patience: patience, directory: spoolDirectory, limit: limit)
            while let message = try nextMessage(&transfer) {
                let start = ContinuousClock.now
                try await receive(message)
                transfer.deadline.end += ContinuousClock.now - start
            }
        }
    }

    /// Sends and receives until a message is complete; `nil` when all have come.
    private func nextMessage(_ transfer: inout IMAPTransfer) throws(TransportFailure) -> FetchedMessage? {
        while true {
            if let message = try transfer.nextMessage() { return message }
            guard !transfer.plan.isDone else { return nil }
            // A server that is always ahead of us never lets the wait for it be interrupted.
            guard !Task.isCancelled else { throw TransportFailure(.closed, detail: "cancelled") }
            try use { (connection) throws(TransportFailure) in
                while let batch = transfer.plan.next {
                    let tag = try connection.send(.fetchBodies(UIDSet(batch.uids)), by: transfer.deadline)
                    transfer.sent(batch, as: tag)
                }
                transfer.received(try connection.receive(by: transfer.deadline))
            }
        }
    }
}
