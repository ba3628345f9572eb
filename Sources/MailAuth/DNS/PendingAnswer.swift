internal import Synchronization

/// An answer that a thread will give, and that somebody awaits for a while only.
final class PendingAnswer: Sendable {
    private enum State {
        case nothing
        case awaited(CheckedContinuation<TXTAnswer, Never>)
        case given(TXTAnswer)
    }

    private let state = Mutex(State.nothing)

    /// Gives the answer; only the first one counts.
    func give(_ answer: TXTAnswer) {
        let waiting: CheckedContinuation<TXTAnswer, Never>? = state.withLock { state in
            switch state {
            case .nothing:
                state = .given(answer)
                return nil
            case .awaited(let continuation):
                state = .given(answer)
                return continuation
            case .given: return nil
            }
        }
        waiting?.resume(returning: answer)
    }

    /// The answer, or a failure at the deadline or when the task is cancelled; one caller only.
    func value(before deadline: ContinuousClock.Instant) async -> TXTAnswer {
        let alarm = Task {
            try? await Task.sleep(until: deadline, clock: .continuous)
            guard !Task.isCancelled else { return }
            give(.failure("the DNS did not answer in time"))
        }
        defer { alarm.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready: TXTAnswer? = state.withLock { state in
                    if case .given(let answer) = state { return answer }
                    state = .awaited(continuation)
                    return nil
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            give(.failure("it was called off"))
        }
    }
}
