internal import ServiceLifecycle
internal import Synchronization

/// Tells one worker that there may be something to do; ringing it twice before it looks is ringing it once.
final class Doorbell: Sendable {
    private struct State {
        /// It was rung while nobody waited.
        var isRung = false
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    init() {}

    /// Whether it was rung since the last wait.
    var isRung: Bool { state.withLock { $0.isRung } }

    func ring() { end { $0.isRung = true } }

    /// Waits until it rings, or did since the last wait, and no longer than `patience`; `false` when the process shall end.
    func next(within patience: Duration? = nil) async -> Bool {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                if let patience {
                    group.addTask {
                        do { try await Task.sleep(for: patience) } catch { return }
                        self.ring()
                    }
                }
                await self.wait()
                group.cancelAll()
            }
        }
        return !Task.isShuttingDownGracefully && !Task.isCancelled
    }

    private func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.isRung || Task.isCancelled {
                        state.isRung = false
                        return true
                    }
                    precondition(state.waiting == nil, "a doorbell is for one worker")
                    state.waiting = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            end { _ in }
        }
    }

    /// Ends the wait of whoever waits; else does `otherwise`.
    private func end(_ otherwise: @Sendable (inout State) -> Void) {
        state.withLock { state in
            defer { state.waiting = nil }
            if state.waiting == nil { otherwise(&state) }
            return state.waiting
        }?.resume()
    }
}

/// Waits for that long, or until the process shall end.
func rest(_ duration: Duration) async {
    await cancelWhenGracefulShutdown {
        do { try await Task.sleep(for: duration) } catch { return }
    }
}
