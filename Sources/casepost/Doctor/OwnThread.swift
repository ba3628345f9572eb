#if canImport(Glibc)
    internal import Glibc
#endif

/// Runs what may block for long: a disk that hangs would otherwise take one of the few threads that all else shares.
enum OwnThread {
    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// What `body` gives, run on a thread of its own.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let work = Unmanaged.passRetained(Work { continuation.resume(with: Result { try body() }) })
            var thread = pthread_t()
            let status = pthread_create(
                &thread, nil,
                { context in
                    guard let context else { return nil }
                    Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
                    return nil
                }, work.toOpaque())
            guard status != 0 else {
                pthread_detach(thread)
                return
            }
            work.release()
            continuation.resume(
                throwing: CommandFailure(.tryAgain, "the machine gave no thread: \(String(cString: strerror(status)))"))
        }
    }
}
