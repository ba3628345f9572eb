public import FoundationEssentials

/// What a folder says about one of its messages.
public struct MessageSummary: Sendable, Equatable {
    /// Its number, valid with the folder's UIDVALIDITY only.
    public var uid: UInt32
    /// RFC822.SIZE; some servers only estimate it.
    public var size: Int
    /// When the server received it; `nil` if it does not say so readably.
    public var internalDate: Date?

    /// What a folder would say.
    public init(uid: UInt32, size: Int, internalDate: Date? = nil) {
        self.uid = uid
        self.size = size
        self.internalDate = internalDate
    }
}

/// One message that was fetched.
public struct FetchedMessage: Sendable, Equatable {
    /// Where its bytes are.
    public enum Content: Sendable, Equatable {
        /// Up to the spool threshold.
        case memory([UInt8])
        /// Beyond it: a new file, not yet synced to disk, that belongs to the receiver.
        case file(path: String, size: Int)
        /// Beyond the limit: the bytes were dropped.
        case oversized(size: Int)
    }

    /// Its number in the selected folder.
    public var uid: UInt32
    /// Where its bytes are.
    public var content: Content
}
