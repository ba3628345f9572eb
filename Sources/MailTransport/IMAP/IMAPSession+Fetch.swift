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
            var transfer = IMAPTransfer(IMAPFetchPlan(items), directory: spoolDirectory, limit: limit)
            var deadline = Self.deadline(for: transfer.plan)
            while !transfer.plan.isDone {
                try sendNext(&transfer, by: deadline)
                for action in try await nextActions(by: deadline) {
                    if let message = try transfer.message(after: action) {
                        let start = ContinuousClock.now
                        try await receive(message)
                        deadline.end += ContinuousClock.now - start
                    }
                    if case .finished = action { deadline = Self.deadline(for: transfer.plan) }
                }
            }
        }
    }

    /// Sends as many commands as the window allows.
    private func sendNext(_ transfer: inout IMAPTransfer, by deadline: Deadline) throws(TransportFailure) {
        while let batch = transfer.plan.next {
            let tag = try use { (connection) throws(TransportFailure) in
                try connection.send(.fetchBodies(UIDSet(batch.uids)), by: deadline)
            }
            transfer.sent(batch, as: tag)
        }
    }

    private func nextActions(by deadline: Deadline) async throws(TransportFailure) -> [IMAPConversation.Action] {
        // A server that is always ahead of us never lets the wait for it be interrupted.
        guard !Task.isCancelled else { throw TransportFailure(.closed, detail: "cancelled") }
        return try await cancellable { () throws(TransportFailure) in
            try use { (connection) throws(TransportFailure) in try connection.receive(by: deadline) }
        }
    }

    /// A minute, and the time for the oldest command at the least rate that is accepted.
    private static func deadline(for plan: IMAPFetchPlan) -> Deadline {
        Deadline(total: .seconds(60 + plan.oldestBytes / leastBytesPerSecond))
    }

    private static let leastBytesPerSecond = 16_384
}
