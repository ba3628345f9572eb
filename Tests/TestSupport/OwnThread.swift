import Dispatch
public import Testing

/// Runs each test of a suite on a thread of its own, so that it may wait for programs and servers without being in others' way.
///
/// Swift's own pool has one thread for each core. Two tests that wait would stop all others in the middle, for as long as
/// what they wait for takes; whoever is to act before a server's patience ends would come too late.
public struct OwnThread: SuiteTrait, TestTrait, TestScoping {
    /// Each test has a thread, and not the suite one.
    public var isRecursive: Bool { true }

    /// Runs one test.
    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(Executor(), operation: function)
    }

    /// What the test awaits runs there as well, and so do its child tasks.
    private final class Executor: TaskExecutor {
        private let queue = DispatchQueue(label: "test")

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }
}

extension Trait where Self == OwnThread {
    /// On a thread of its own, which may wait.
    public static var ownThread: Self { Self() }
}
