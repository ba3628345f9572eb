/// What a notice is about; spelled as stored.
public enum NoticeKind: String, Sendable, CaseIterable {
    /// Something does not work, or not well.
    case incident
    /// Work on a service that is planned, and told ahead.
    case maintenance
}
