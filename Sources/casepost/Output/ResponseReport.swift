internal import Core
internal import FoundationEssentials

/// When a case must be answered first, what of the time counts, and what follows by itself.
struct ResponseReport: Encodable {
    struct Span: Encodable {
        var start: Date
        @Nullable var end: Date?

        init(_ start: Date, _ end: Date?) {
            self.start = start
            self.end = end
        }
    }

    var number: String
    var priority: String
    @Nullable var target: String?
    var timeZone: String
    var submitted: Date
    /// What counts, up to the answer, the due time or now, whichever is first.
    var counted: [Span]
    var secondsCounted: Int
    /// What does not count because the case waited for somebody else.
    var paused: [Span]
    @Nullable var due: Date?
    @Nullable var answered: Date?
    var breached: Bool
    @Nullable var nextWarning: Date?
    @Nullable var scheduledFor: String?
    @Nullable var waitsSince: Date?
    /// Reminders that are still to come, and the closing.
    var reminders: [Date]
    @Nullable var closing: Date?

    init(_ supportCase: SupportCase, rules: CaseRules, at now: Date) {
        let response = supportCase.response
        (number, priority) = (supportCase.number.description, supportCase.priority)
        timeZone = rules.preset.calendar.timeZone
        submitted = supportCase.created
        let end = [response.answered, response.due, now].compactMap { $0 }.min() ?? now
        let periods = rules.timer(of: supportCase)?.periods(
            since: supportCase.created, pauses: response.pauses, until: end)
        counted = (periods ?? []).map { Span($0.start, $0.end) }
        secondsCounted = Int((periods ?? []).reduce(0) { $0 + $1.duration })
        paused = response.pauses.map { Span($0.start, $0.end) }
        breached = response.isBreached(at: now)
        let followUp = rules.preset.followUp
        let wait = supportCase.wait
        reminders =
            wait.map { wait in
                followUp.reminderDays.dropFirst(wait.reminders).compactMap {
                    rules.clock.beginning(ofBusinessDay: $0, after: wait.since)
                }
            } ?? []
        target = rules.preset.priority(named: supportCase.priority)?.firstResponse?.description
        (due, answered, nextWarning) = (response.due, response.answered, response.nextWarning)
        scheduledFor = supportCase.scheduledFor?.description
        waitsSince = wait?.since
        closing = wait.flatMap { followUp.closing(of: $0, clock: rules.clock) }
    }

    /// The same for people.
    var text: String {
        var lines = [
            "Case \(number), priority \(priority): "
                + (target.map { "the first answer within \($0), in the desk's hours (\(timeZone))." }
                    ?? "no time is promised for the first answer."),
            "", "submitted     \(Self.time(submitted))",
        ]
        lines += counted.map { "counts        \(Self.time($0.start)) – \($0.end.map(Self.time) ?? "")" }
        lines += paused.map { "stands still  \(Self.time($0.start)) – \($0.end.map(Self.time) ?? "now")" }
        if target != nil { lines.append("so far        \(secondsCounted / 3600) h \(secondsCounted / 60 % 60) min") }
        let moments: [(String, String?)] = [
            ("due", due.map { Self.time($0) + (breached ? ", missed" : "") }), ("answered", answered.map(Self.time)),
            ("next warning", nextWarning.map(Self.time)), ("scheduled", scheduledFor.map { "until \($0)" }),
            ("waits since", waitsSince.map(Self.time)),
        ]
        lines += moments.compactMap { name, value in
            value.map { name + String(repeating: " ", count: 14 - name.count) + $0 }
        }
        lines += reminders.map { "reminder      \(Self.time($0))" }
        if let closing { lines.append("closing       \(Self.time(closing))") }
        return lines.joined(separator: "\n")
    }

    private static func time(_ date: Date) -> String { date.formatted(.iso8601) }
}
