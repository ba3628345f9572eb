public import FoundationEssentials

extension Desk {
    /// When the operator's digest was due last, at or before that instant; `nil` where there is none.
    public func operatorWindow(of terms: OperatorTerms, at now: Date) -> Date? {
        guard !terms.addresses.isEmpty else { return nil }
        return DigestCalendar(timeZone: preset.calendar.timeZone, clock: rules.clock)?
            .window(of: terms.digest, at: now)
    }

    /// Puts a mail of that template into the outbox for each address.
    public func tell(
        _ report: OperatorReport, as template: TemplateName, to addresses: [EmailAddress],
        in transaction: some DeskTransaction, at now: Date
    ) throws {
        try transaction.enqueue(
            addresses.compactMap { planner.entry(of: report, as: template, to: $0, at: now) }, at: now)
    }
}
