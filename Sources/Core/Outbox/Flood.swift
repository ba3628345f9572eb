public import FoundationEssentials

/// More mails about one case than are sent: those beyond the limit are kept back and told by one mail to each person.
public enum Flood {
    /// What is counted together, and how long it is waited before people are told.
    public static let length: TimeInterval = 600

    /// Whether those are told now whose first mail was kept back at that time.
    ///
    /// Ten minutes after the first, however many follow: somebody must hear of it while it goes on. A clock that was set
    /// back since then delays nothing.
    public static func isOver(begun: Date, at now: Date) -> Bool {
        let age = now.timeIntervalSince(begun)
        return age >= length || age < 0
    }
}
