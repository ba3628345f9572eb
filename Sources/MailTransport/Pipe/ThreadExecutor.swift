import CCurl
import Glibc

/// A serial executor that owns one thread, so that its actor may block in a read without taking a thread of Swift's
/// pool.
///
/// The thread keeps the executor alive until ``stop()``, which the actor calls when it is released.
final class ThreadExecutor: SerialExecutor, @unchecked Sendable {
    // Both live at fixed addresses, as POSIX demands; `jobs` and `isStopping` are touched under the mutex only.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs: [UnownedJob] = []
    private var isStopping = false
    private let name: String

    /// Starts the thread under `name`, of which the kernel shows 15 bytes.
    init(name: String) throws(TransportFailure) {
        self.name = String(decoding: name.utf8.prefix(15), as: UTF8.self)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
        var thread = pthread_t()
        let owner = Unmanaged.passRetained(self)
        let status = pthread_create(&thread, nil, ThreadExecutor.main, owner.toOpaque())
        guard status == 0 else {
            owner.release()
            throw TransportFailure(.unreachable, detail: "no thread for a connection: errno \(status)")
        }
        pthread_detach(thread)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(changed)
        mutex.deallocate()
        changed.deallocate()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pthread_mutex_lock(mutex)
        jobs.append(job)
        pthread_cond_signal(changed)
        pthread_mutex_unlock(mutex)
    }

    /// Lets the thread end when it has run the jobs that it has.
    func stop() {
        pthread_mutex_lock(mutex)
        isStopping = true
        pthread_cond_signal(changed)
        pthread_mutex_unlock(mutex)
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { owner in
        guard let owner else { return nil }
        Unmanaged<ThreadExecutor>.fromOpaque(owner).takeRetainedValue().run()
        return nil
    }

    private func run() {
        ccurl_name_thread(name)
        while let batch = nextJobs() {
            for job in batch { job.runSynchronously(on: asUnownedSerialExecutor()) }
        }
    }

    /// Waits for jobs; `nil` when stopped and all are done.
    private func nextJobs() -> [UnownedJob]? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while jobs.isEmpty && !isStopping { pthread_cond_wait(changed, mutex) }
        guard !jobs.isEmpty else { return nil }
        defer { jobs.removeAll(keepingCapacity: true) }
        return jobs
    }
}
