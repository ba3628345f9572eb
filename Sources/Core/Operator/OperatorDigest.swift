public import FoundationEssentials

/// What the operator's digest says about a desk: in numbers, without a word of anybody's.
public struct OperatorDigest: Sendable {
    /// How the desk is now.
    public var snapshot: DeskSnapshot
    /// What came and went since the last digest.
    public var turnover: DeskTurnover
    /// The last line of the audit log, and its hash for whoever keeps it elsewhere.
    public var auditHead: (number: Int64, hash: String)?
    /// The version that runs.
    public var version: String

    /// A digest from its parts.
    public init(
        snapshot: DeskSnapshot, turnover: DeskTurnover, auditHead: (number: Int64, hash: String)?, version: String
    ) {
        self.snapshot = snapshot
        self.turnover = turnover
        self.auditHead = auditHead
        self.version = version
    }

    /// Its lines.
    public func sections(at now: Date, clock: NoticeClock) -> [OperatorReport.Section] {
        [
            OperatorReport.Section("Since the last digest", came),
            OperatorReport.Section("Waits now", waits(at: now)),
            OperatorReport.Section("Workers", workers(clock)),
            OperatorReport.Section("Logins with tokens", snapshot.logins.map { .init($0.name, Self.words(of: $0)) }),
            OperatorReport.Section("The desk", desk(at: now)),
        ].filter { !$0.lines.isEmpty }
    }

    private var came: [OperatorReport.Line] {
        let messages = InboundOutcome.allCases.compactMap { outcome in
            turnover.messages[outcome].map { "\($0) \(outcome.rawValue)" }
        }
        let total = turnover.messages.values.reduce(0, +)
        let mails = OutboxState.allCases.compactMap { state in turnover.mails[state].map { "\($0) \(state.rawValue)" } }
        return [
            .init("Messages", Self.list(total, messages)),
            .init("Mails", Self.list(turnover.mails.values.reduce(0, +), mails)),
            .init("Cases", "\(turnover.casesOpened) opened, \(turnover.casesClosed) closed"),
            .init("Surveys", "\(turnover.surveysAnswered) answered"),
        ]
    }

    private func waits(at now: Date) -> [OperatorReport.Line] {
        let figures = snapshot.figures
        let waiting = figures.mails[.queued, default: 0] + figures.mails[.sending, default: 0]
        var lines: [OperatorReport.Line] = [
            .init(
                "Held messages", Self.count(figures.undecidedMessages, figures.held.values.map(\.oldest).min(), at: now)
            ),
            .init("Set aside", "\(figures.quarantinedMessages)"),
            .init("Mails to be sent", Self.count(waiting, figures.oldestWaitingMail, at: now)),
            .init(
                "Mails given up", "\(figures.mails[.failed, default: 0]), \(figures.givenUpToday) of them within a day"),
            .init("Unanswered cases", "\(figures.unansweredCases), \(figures.overdueCases) of them overdue"),
        ]
        if let pause = snapshot.pause {
            lines.append(.init("Sending", "paused until \(pause.until.formatted(.iso8601)): the server refuses us"))
        }
        return lines
    }

    private func workers(_ clock: NoticeClock) -> [OperatorReport.Line] {
        (snapshot.workers ?? []).map { worker in
            let since = worker.lastSuccess.map { "; all was well at \(clock.text(of: $0))" } ?? ""
            let words = worker.complaint ?? worker.failure.map { $0.summary + since } ?? "works"
            return .init(worker.name, worker.failures > 0 ? "\(words) (\(worker.failures) failures)" : words)
        }
    }

    private func desk(at now: Date) -> [OperatorReport.Line] {
        let figures = snapshot.figures
        let open = figures.cases.filter { $0.key != .closed }.values.reduce(0, +)
        let lines: [OperatorReport.Line?] = [
            OperatorReport.Line("Cases", "\(open) open, \(figures.casesOpened) ever opened"),
            OperatorReport.Line("Database", Self.size(figures.databaseSize)),
            figures.freeSpace.map { OperatorReport.Line("Free space", Self.size($0)) },
            figures.latestBackup.map { OperatorReport.Line("Last backup", "\(Self.age(of: $0, at: now)) ago") },
            auditHead.map { OperatorReport.Line("Audit log", "\($0.number) lines, the last one's hash \($0.hash)") },
            OperatorReport.Line("Version", version),
        ]
        return lines.compactMap(\.self)
    }

    private static func words(of login: DeskSnapshot.Login) -> String {
        if login.needsPerson { return "gets no tokens any more" }
        return login.daysLeft.map { "works for \($0) days more" } ?? "works"
    }

    private static func list(_ total: Int, _ parts: [String]) -> String {
        parts.isEmpty ? "\(total)" : "\(total): " + parts.joined(separator: ", ")
    }

    private static func count(_ count: Int, _ oldest: Date?, at now: Date) -> String {
        oldest.map { "\(count), the oldest for \(age(of: $0, at: now))" } ?? "\(count)"
    }

    private static func age(of date: Date, at now: Date) -> String {
        let minutes = max(0, Int(now.timeIntervalSince(date) / 60))
        return switch minutes {
        case ..<120: "\(minutes) minutes"
        case ..<2_880: "\(minutes / 60) hours"
        default: "\(minutes / 1_440) days"
        }
    }

    private static func size(_ octets: Int) -> String {
        octets < 10 << 30 ? "\(octets >> 20) MiB" : "\(octets >> 30) GiB"
    }
}
