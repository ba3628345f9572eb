/// Where a mail of the outbox is; spelled as stored.
public enum OutboxState: String, Sendable, CaseIterable {
    /// It waits for its turn or its next attempt.
    case queued
    /// It is on its way.
    case sending
    /// The server took it.
    case sent
    /// It was refused for good, or for five days.
    case failed
    /// It was never to be sent.
    case suppressed

    /// Whether a person may have it sent now.
    public var mayBeRetried: Bool {
        switch self {
        case .queued, .failed, .suppressed: true
        case .sending, .sent: false
        }
    }
}
