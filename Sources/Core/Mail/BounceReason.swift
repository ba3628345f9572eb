/// Why a message was not delivered, in a fixed word that scripts may rely on.
public enum BounceReason: String, Sendable, CaseIterable {
    /// The mailbox does not exist.
    case userUnknown
    /// Nothing tells why.
    case undetermined
}
