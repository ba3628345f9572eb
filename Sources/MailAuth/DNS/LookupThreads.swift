internal import CResolver
internal import Glibc

/// A few threads that may wait for the DNS, started when there is work and gone when there is none for a while.
///
/// Swift's own pool has a thread for each processor: waiting there would stop everything else.
final class LookupThreads: @unchecked Sendable {
    /// The one that all resolvers of the process share.
    static let shared = LookupThreads()

    private typealias Job = @Sendable () -> Void

    private static let limit = 16, queueLimit = 4_096, idleSeconds = 20

    // Both live at fixed addresses, as POSIX demands; the rest is touched under the mutex only.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs: [Job] = []
    private var threads = 0
    private var idle = 0

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(changed)
        mutex.deallocate()
        changed.deallocate()
    }

    /// Lets a thread do a job; where too many wait already, or no thread can be had, `ifFull` is done at once instead.
    func add(_ job: @escaping @Sendable () -> Void, ifFull: () -> Void) {
        pthread_mutex_lock(mutex)
        var isTaken = jobs.count < Self.queueLimit
        if isTaken {
            jobs.append(job)
            if idle < jobs.count, threads < Self.limit, !start(), threads == 0 {
                jobs.removeLast()
                isTaken = false
            }
            pthread_cond_signal(changed)
        }
        pthread_mutex_unlock(mutex)
        if !isTaken { ifFull() }
    }

    /// Starts a thread; called under the mutex.
    private func start() -> Bool {
        var thread = pthread_t()
        let owner = Unmanaged.passRetained(self)
        guard pthread_create(&thread, nil, LookupThreads.main, owner.toOpaque()) == 0 else {
            owner.release()
            return false
        }
        pthread_detach(thread)
        threads += 1
        return true
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { owner in
        guard let owner else { return nil }
        cresolver_name_thread("casepost-dns")
        let threads = Unmanaged<LookupThreads>.fromOpaque(owner).takeRetainedValue()
        while let job = threads.next() { job() }
        return nil
    }

    /// Waits for a job; `nil` when none came for a while, and the thread is no longer counted.
    private func next() -> Job? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        var until = timespec()
        clock_gettime(CLOCK_REALTIME, &until)
        until.tv_sec += Self.idleSeconds
        idle += 1
        defer { idle -= 1 }
        while jobs.isEmpty {
            guard pthread_cond_timedwait(changed, mutex, &until) == 0 else { break }
        }
        guard !jobs.isEmpty else {
            threads -= 1
            return nil
        }
        return jobs.removeFirst()
    }
}
