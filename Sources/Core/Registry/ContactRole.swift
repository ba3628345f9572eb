/// What a contact may do for an account.
public enum ContactRole: String, Sendable, CaseIterable {
    case authorizedSupport, authorizedTechnical, implementation, readOnly

    /// Whether the role may open cases, post, attach, close and reopen.
    public var mayWrite: Bool {
        switch self {
        case .authorizedSupport, .authorizedTechnical, .implementation: true
        case .readOnly: false
        }
    }
}
