extension IMAPSession {
    /// A session that is logged in with what `source` has now.
    public static func opened(
        _ endpoint: ServerEndpoint, as source: any CredentialSource
    ) async throws(TransportFailure) -> IMAPSession {
        try await source.logIn { (credentials) throws(TransportFailure) in
            let session = try IMAPSession(endpoint: endpoint, credentials: credentials)
            try await session.open()
            return session
        }
    }
}
