internal import Core
internal import FoundationEssentials
internal import Synchronization

/// Where a worker gives signs of life.
final class WorkerSigns: Sendable {
    private let name: String
    /// Rung when it fares better or worse than before.
    private let bell: Doorbell
    private let state = Mutex(WorkerState())

    /// As in `mailbox support`.
    init(_ name: String, bell: Doorbell) { (self.name, self.bell) = (name, bell) }

    /// It is at work.
    func sign() { state.withLock { $0.sign(at: .now) } }

    /// It has come to an end, and begins anew after that pause.
    func end(_ end: WorkerState.End, pause: Duration) {
        let isNews = state.withLock { state in
            let before = state.failure
            state.end(end, pause: pause, at: .now, Date())
            return state.failure?.kind != before?.kind
        }
        if isNews { bell.ring() }
    }

    /// How it is doing.
    var report: WorkerReport {
        let state = state.withLock { $0 }
        return WorkerReport(
            name: name, complaint: state.complaint(at: .now), trouble: state.trouble, failure: state.failure,
            lastSuccess: state.lastSuccess, failures: state.failures)
    }
}
