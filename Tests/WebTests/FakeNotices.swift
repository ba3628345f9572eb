import Core
import FoundationEssentials
import Synchronization

/// The notices of a desk, which can be made unreadable.
final class FakeNotices: NoticeViewing {
    struct Failure: Error {}

    private let state = Mutex<(open: [Notice], closed: [Notice], isBroken: Bool)>(([], [], false))

    func put(open: [Notice] = [], closed: [Notice] = []) {
        state.withLock { ($0.open, $0.closed) = (open, closed) }
    }

    func breakDown() { state.withLock { $0.isBroken = true } }

    func notices(before id: ID<Notice>?, at now: Date) async throws -> NoticeList {
        try state.withLock { state in
            if state.isBroken { throw Failure() }
            let behind = id.map { id in Array(state.closed.drop { $0.id != id }.dropFirst()) } ?? state.closed
            return NoticeList(
                open: state.open, closed: Array(behind.prefix(NoticeList.closedOnPage)),
                hasOlder: behind.count > NoticeList.closedOnPage, asOf: now)
        }
    }
}
