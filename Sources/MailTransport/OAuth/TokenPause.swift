internal import Core

/// For how long a token server is left alone after a failure; with other secrets it is asked at once.
struct TokenPause {
    /// What was sent.
    struct Inputs: Equatable {
        var refreshToken: Secret?
        var clientSecret: Secret?
    }

    /// What went wrong.
    let failure: TransportFailure
    private let inputs: Inputs
    private let end: ContinuousClock.Instant
    /// How often in a row the server was asked in vain.
    let failures: Int

    /// The pause after a failure; `before` is the one before it.
    ///
    /// - Parameters:
    ///   - retryAfter: what the server asked for.
    ///   - jitter: from 0 to 1, so that many desks don't come back at the same moment.
    init(
        after failure: TransportFailure, _ inputs: Inputs, before: TokenPause?, retryAfter: Duration?, jitter: Double,
        now: ContinuousClock.Instant
    ) {
        self.failure = failure
        self.inputs = inputs
        failures = (before?.failures ?? 0) + 1
        let length = Self.length(failure.persistence, failures: failures)
        end = now + max(length * (0.5 + jitter / 2), retryAfter ?? .zero)
    }

    /// What to say without asking the server; `nil` when it is time to ask.
    func failure(with inputs: Inputs, now: ContinuousClock.Instant) -> TransportFailure? {
        inputs == self.inputs && now < end ? failure : nil
    }

    /// Two seconds, then twice as long each time up to five minutes; an hour where only a person can help.
    static func length(_ persistence: TransportFailure.Persistence, failures: Int) -> Duration {
        switch persistence {
        case .permanent: .seconds(3600)
        case .transient: min(.seconds(1 << min(failures, 9)), .seconds(300))
        }
    }
}
