public import Core

/// Where the secrets of one login are kept, and what is known of it beyond the life of a process.
///
/// Everything is read anew at every call: another process, or a person, may have changed it.
public protocol TokenVault: Sendable {
    /// The refresh token; `nil` before anybody signed in.
    func refreshToken() throws(TransportFailure) -> Secret?
    /// The client's secret; `nil` for a client without one.
    func clientSecret() throws(TransportFailure) -> Secret?
    /// Fails where ``save(_:)-(Secret)`` would: asked before a server may replace a token by one that can't be kept.
    func checkRoom() throws(TransportFailure)
    /// Keeps a refresh token; it is durable on return, and the old one is there until then.
    func save(_ refreshToken: Secret) throws(TransportFailure)
    /// What is known of the login; nothing where there is none.
    func record() -> OAuthRecord
    /// Keeps what is known of the login.
    func save(_ record: OAuthRecord) throws(TransportFailure)
    /// Keeps every other process from using the refresh token, until the lock is let go.
    func lock() throws(TransportFailure) -> any TokenLock
}

/// Held while a refresh token is exchanged; ends when the last reference goes.
public protocol TokenLock: AnyObject {}
