import Synchronization

/// Mails that wait for a connection; several connections take from it.
final class MailQueue: Sendable {
    /// One mail of a batch.
    struct Job: Sendable {
        fileprivate let batch: DeliveryBatch
        fileprivate let index: Int

        var mail: MailObject { batch.mails[index] }

        /// Settles the mail; once only.
        func report(_ outcome: DeliveryOutcome) { batch.settle(index, outcome) }
    }

    private struct State {
        var jobs: ArraySlice<Job> = []
        /// Why nothing is taken in any more.
        var end: TransportFailure?
    }

    private let state = Mutex(State())

    /// How many mails wait.
    var count: Int { state.withLock { $0.jobs.count } }

    /// Why nothing is taken in any more; `nil` while the queue is open.
    var end: TransportFailure? { state.withLock { $0.end } }

    /// Lets the mails of a batch wait behind the others.
    func append(_ batch: DeliveryBatch) {
        insert(batch.mails.indices.map { Job(batch: batch, index: $0) }) { $0.append(contentsOf: $1) }
    }

    /// Lets mails wait again, in front.
    func putBack(_ jobs: some Collection<Job>) {
        insert(Array(jobs)) { $0.insert(contentsOf: $1, at: $0.startIndex) }
    }

    /// Takes the first mail.
    func take() -> Job? {
        state.withLock { state in
            let job = state.jobs.popFirst()
            // A slice keeps what was taken from it, until it is replaced.
            if state.jobs.isEmpty { state.jobs = [] }
            return job
        }
    }

    /// Settles all mails that wait.
    func failAll(_ failure: TransportFailure) {
        let jobs = state.withLock { state in
            defer { state.jobs = [] }
            return state.jobs
        }
        for job in jobs { job.report(.failed(failure, isAmbiguous: false)) }
    }

    /// Takes in nothing any more; what waits, and what comes, fails.
    func close(_ failure: TransportFailure) {
        state.withLock { $0.end = failure }
        failAll(failure)
    }

    private func insert(_ jobs: [Job], _ body: (inout ArraySlice<Job>, [Job]) -> Void) {
        let end = state.withLock { state in
            if state.end == nil { body(&state.jobs, jobs) }
            return state.end
        }
        guard let end else { return }
        for job in jobs { job.report(.failed(end, isAmbiguous: false)) }
    }
}

/// Mails that were handed over together, and their outcomes.
final class DeliveryBatch: Sendable {
    let mails: [MailObject]
    private let state: Mutex<State>

    private struct State {
        var outcomes: [DeliveryOutcome?]
        var unsettled: Int
        var waiter: CheckedContinuation<Void, Never>?
    }

    init(_ mails: [MailObject]) {
        self.mails = mails
        state = Mutex(State(outcomes: Array(repeating: nil, count: mails.count), unsettled: mails.count))
    }

    /// Waits until every mail is settled.
    var outcomes: [DeliveryOutcome] {
        get async {
            await withCheckedContinuation { continuation in
                let isSettled = state.withLock { state in
                    if state.unsettled > 0 { state.waiter = continuation }
                    return state.unsettled == 0
                }
                if isSettled { continuation.resume() }
            }
            return state.withLock { $0.outcomes.compactMap(\.self) }
        }
    }

    fileprivate func settle(_ index: Int, _ outcome: DeliveryOutcome) {
        let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
            precondition(state.outcomes[index] == nil, "mail \(index) settled twice")
            state.outcomes[index] = outcome
            state.unsettled -= 1
            return state.unsettled == 0 ? state.waiter.take() : nil
        }
        waiter?.resume()
    }
}
