public import FoundationEssentials

/// The rule about contacts of whom nothing is heard: first a flag, then, where the desk wants it so, no rights any more.
public enum Inactivity {
    /// After how many days what happens.
    public struct Limits: Sendable, Equatable {
        /// So long without activity brings the flag.
        public var inactiveDays: Int
        /// So long after the flag a contact is deactivated; `nil` leaves that to a person.
        public var deactivateAfterDays: Int?

        /// Limits from their parts.
        public init(inactiveDays: Int = 180, deactivateAfterDays: Int? = nil) {
            self.inactiveDays = inactiveDays
            self.deactivateAfterDays = deactivateAfterDays
        }
    }

    /// What becomes of a contact.
    public enum Verdict: Sendable, Equatable {
        case stays, flag, deactivate
    }

    /// What becomes of a contact of that state at `now`.
    ///
    /// A contact who never did anything counts from when they were registered, and so does one who was reactivated since.
    public static func verdict(
        on state: Person.State, lastActivity: Date?, registered: Date?, flagged: Date?, now: Date, limits: Limits
    ) -> Verdict {
        switch state {
        case .active:
            guard let last = [lastActivity, registered].compactMap({ $0 }).max() else { return .stays }
            return last <= days(limits.inactiveDays, before: now) ? .flag : .stays
        case .flagged:
            guard let flagged, let grace = limits.deactivateAfterDays else { return .stays }
            return flagged <= days(grace, before: now) ? .deactivate : .stays
        case .deactivated: return .stays
        }
    }

    /// The time that lies so many days of 24 hours before `now`.
    public static func days(_ count: Int, before now: Date) -> Date {
        now.addingTimeInterval(-86_400 * Double(count))
    }
}
