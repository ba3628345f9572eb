/// What a login uses, asked anew at every connection.
///
/// A password that was changed, or a token that was renewed, thereby counts with the next connection.
public protocol CredentialSource: Sendable {
    /// What to log in with now.
    func credentials() async throws(TransportFailure) -> Credentials
    /// Learns that the server refused those; whether asking again gives others, so that one more attempt makes sense.
    func refused(_ credentials: Credentials) async -> Bool
}

extension CredentialSource {
    /// Calls `connect` with what to log in with now, and once more where the server refused that and there is better.
    func logIn<Connection>(
        _ connect: (Credentials) async throws(TransportFailure) -> Connection
    ) async throws(TransportFailure) -> Connection {
        let first = try await credentials()
        do {
            return try await connect(first)
        } catch {
            guard error.kind == .badCredentials, await refused(first) else { throw error }
        }
        return try await connect(try await credentials())
    }
}

/// Always the same.
extension Credentials: CredentialSource {
    /// These themselves.
    public func credentials() async throws(TransportFailure) -> Credentials { self }
    /// There are no others.
    public func refused(_ credentials: Credentials) async -> Bool { false }
}
