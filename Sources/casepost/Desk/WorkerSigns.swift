internal import FoundationEssentials
internal import Synchronization
internal import Web

/// Where a worker gives signs of life.
final class WorkerSigns: Sendable {
    private let name: String
    private let state = Mutex(WorkerState())

    /// As in `mailbox support`.
    init(_ name: String) { self.name = name }

    /// It is at work.
    func sign() { state.withLock { $0.sign(at: .now) } }

    /// It has come to an end, and begins anew after that pause.
    func end(_ end: WorkerState.End, pause: Duration) {
        state.withLock { $0.end(end, pause: pause, at: .now, Date()) }
    }

    /// How it is doing.
    var report: WorkerReport {
        let state = state.withLock { $0 }
        return WorkerReport(
            name: name, complaint: state.complaint(at: .now), trouble: state.trouble, lastSuccess: state.lastSuccess,
            failures: state.failures)
    }
}
