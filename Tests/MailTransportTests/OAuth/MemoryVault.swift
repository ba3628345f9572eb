import Core
import Synchronization

@testable import MailTransport

/// The secrets of a login, for one test.
final class MemoryVault: TokenVault {
    struct State {
        var refreshToken: Secret?
        var clientSecret: Secret?
        var record = OAuthRecord()
        /// So many times can nothing be saved.
        var failures = 0
        var isFull = false
        var events: [String] = []
    }

    private final class Lock: TokenLock {
        private let vault: MemoryVault
        init(_ vault: MemoryVault) { self.vault = vault }
        deinit { vault.note("unlocked") }
    }

    let state: Mutex<State>

    init(refreshToken: String? = nil, clientSecret: String? = nil) {
        state = Mutex(
            State(
                refreshToken: refreshToken.map { Secret($0) }, clientSecret: clientSecret.map { Secret($0) }))
    }

    var events: [String] { state.withLock { $0.events } }
    var kept: String? { state.withLock { $0.refreshToken?.reveal() } }

    func put(_ token: String) { state.withLock { $0.refreshToken = Secret(token) } }
    func note(_ event: String) { state.withLock { $0.events.append(event) } }

    func refreshToken() throws(TransportFailure) -> Secret? { state.withLock { $0.refreshToken } }
    func clientSecret() throws(TransportFailure) -> Secret? { state.withLock { $0.clientSecret } }

    func checkRoom() throws(TransportFailure) {
        if state.withLock({ $0.isFull }) { throw TransportFailure(.localFile, detail: "no room") }
    }

    func save(_ refreshToken: Secret) throws(TransportFailure) {
        let isSaved = state.withLock { state in
            guard state.failures == 0 else {
                state.failures -= 1
                return false
            }
            state.refreshToken = refreshToken
            state.events.append("saved")
            return true
        }
        guard isSaved else { throw TransportFailure(.localFile, detail: "the disk is full") }
    }

    func record() -> OAuthRecord { state.withLock { $0.record } }
    func save(_ record: OAuthRecord) throws(TransportFailure) { state.withLock { $0.record = record } }

    func lock() throws(TransportFailure) -> any TokenLock {
        note("locked")
        return Lock(self)
    }
}
