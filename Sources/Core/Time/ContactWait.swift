public import FoundationEssentials

/// The wait for an answer of a case's contact: reminders, and the closing at its end.
public struct ContactWait: Sendable, Equatable {
    /// When it began.
    public var since: Date
    /// How many reminders of the preset's list are done with: sent, or passed over because they were too late.
    public var reminders = 0
    /// When a reminder was last sent.
    public var lastReminder: Date?
    /// When something is to be done next; `nil` where the calendar has no such day.
    public var next: Date?

    /// A wait that begins then.
    public init(since: Date) { self.since = since }
}

extension Preset.FollowUp {
    /// What a wait comes to at some time.
    public enum Step: Sendable, Equatable {
        /// Nothing yet; again at that time.
        case wait(until: Date?)
        /// The contact is reminded, by the reminder of that place in the list, counted from 1.
        case remind(Int)
        /// The case is closed: nobody answered.
        case close
    }

    /// What is due in a wait: one step at a time, however late it is.
    ///
    /// Of several reminders that are overdue only the last is sent. Who was never reminded is not closed upon: a desk that
    /// was off for two weeks reminds first, and closes at the end of the business day after.
    public func step(in wait: ContactWait, at now: Date, clock: BusinessClock) -> Step {
        let overdue = reminderDays.indices.last { index in
            clock.beginning(ofBusinessDay: reminderDays[index], after: wait.since).map { $0 <= now } ?? false
        }
        if let overdue, overdue >= wait.reminders {
            return .remind(overdue + 1)
        }
        let closing = closing(of: wait, clock: clock)
        if let closing, closing <= now { return .close }
        return .wait(until: [nextReminder(in: wait, clock: clock), closing].compactMap { $0 }.min())
    }

    /// When the case is closed unless somebody answers.
    public func closing(of wait: ContactWait, clock: BusinessClock) -> Date? {
        guard let regular = clock.end(ofBusinessDay: closingDay, after: wait.since) else { return nil }
        guard let reminder = wait.lastReminder,
            let earliest = clock.end(ofBusinessDay: 1, after: reminder)
        else { return regular }
        return max(regular, earliest)
    }

    private func nextReminder(in wait: ContactWait, clock: BusinessClock) -> Date? {
        guard wait.reminders < reminderDays.count else { return nil }
        return clock.beginning(ofBusinessDay: reminderDays[wait.reminders], after: wait.since)
    }
}
