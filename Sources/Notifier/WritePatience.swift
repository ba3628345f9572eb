internal import Core

/// How long a write is tried again that the store has no room for, or no time: what it would note is known nowhere else.
struct WritePatience: Sendable {
    /// After so long the last failure is final.
    let limit: Duration
    /// Between two attempts.
    var pause = Duration.seconds(2)

    /// Does `write`, again and again while its failure may pass and `stop` does not say so; `tell` hears of the first one.
    func write<Value>(
        until stop: () -> Bool, telling tell: (StoreFailure) -> Void, _ write: () async throws -> Value
    ) async throws -> Value {
        let end = ContinuousClock.now + limit
        var isTold = false
        while true {
            do {
                return try await write()
            } catch let failure as StoreFailure where failure.isTransient && ContinuousClock.now < end && !stop() {
                if !isTold { tell(failure) }
                isTold = true
            }
            try await Task.sleep(for: pause)
        }
    }
}
