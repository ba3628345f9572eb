/// Where a notice is.
public enum NoticeState: String, Sendable, CaseIterable {
    /// Its time has not come.
    case announced
    /// It is going on.
    case running
    /// It is over, or was called off.
    case closed

    /// Something that happens to a notice.
    public enum Event: Sendable, CaseIterable {
        /// Its time comes.
        case begins
        /// There is something to say about it, or it ends at another time.
        case updated
        /// It begins at a time that is still to come.
        case putOff
        /// The desk says that it is over.
        case closes
    }

    /// Where it is then; `nil` for what can't happen.
    public func after(_ event: Event) -> NoticeState? {
        switch (self, event) {
        case (.announced, .begins): .running
        case (.announced, .updated), (.announced, .putOff): .announced
        case (.announced, .closes): .closed
        case (.running, .begins): nil
        case (.running, .updated): .running
        case (.running, .putOff): .announced
        case (.running, .closes): .closed
        case (.closed, .begins), (.closed, .updated), (.closed, .putOff), (.closed, .closes): nil
        }
    }
}
