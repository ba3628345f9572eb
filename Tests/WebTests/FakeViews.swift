import Core
import Synchronization

/// One case, for the mail with the number of ``TestDesk``.
final class FakeViews: CaseViewing {
    struct Failure: Error {}

    private let state = Mutex<(view: CaseView?, isBroken: Bool)>((nil, false))

    func put(_ view: CaseView?) { state.withLock { $0.view = view } }

    func breakDown() { state.withLock { $0.isBroken = true } }

    func view(by mail: ID<OutboxEntry>) async throws -> CaseView? {
        try state.withLock { state in
            if state.isBroken { throw Failure() }
            return mail.rawValue == TestDesk.number ? state.view : nil
        }
    }
}
