internal import Core

/// Whose word about a message is believed; nobody's by default.
public struct TrustPolicy: Sendable {
    /// The receiving servers, by the names that they give themselves in Authentication-Results, in lower case.
    public var authservIDs: [String]
    /// Whether the mailbox is one of Microsoft 365, which names no server in its results.
    public var isMicrosoft: Bool
    /// The domains whose ARC seals are believed, in lower case.
    public var trustedSealers: [String]

    /// A policy; names are compared without regard to case.
    public init(authservIDs: [String] = [], isMicrosoft: Bool = false, trustedSealers: [String] = []) {
        self.authservIDs = authservIDs.map { $0.lowercased() }
        self.isMicrosoft = isMicrosoft
        self.trustedSealers = trustedSealers.map { DomainName.ascii($0) ?? $0.lowercased() }
    }
}
