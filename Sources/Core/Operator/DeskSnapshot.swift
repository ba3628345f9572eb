public import FoundationEssentials

/// All that is known of a desk at a moment, as far as its operator may have to do something.
public struct DeskSnapshot: Sendable {
    /// A login with tokens, which may end.
    public struct Login: Sendable, Equatable {
        /// The name by which commands know it.
        public var name: String
        /// Whether nothing goes on before a person signs in or corrects the settings.
        public var needsPerson: Bool
        /// How many whole days it goes on by itself, where that is known.
        public var daysLeft: Int?
        /// What to do, in one sentence.
        public var advice: String

        /// A login from its parts.
        public init(name: String, needsPerson: Bool, daysLeft: Int? = nil, advice: String) {
            self.name = name
            self.needsPerson = needsPerson
            self.daysLeft = daysLeft
            self.advice = advice
        }
    }

    /// How the workers are doing; `nil` where none run, and nothing is known.
    public var workers: [WorkerReport]?
    /// What waits and what failed.
    public var figures: DeskFigures
    /// That the outgoing server takes nothing from us, if so.
    public var pause: TransportPause?
    /// By how many seconds the clock was set, where it was by more than a minute within the last day.
    public var clockJump: TimeInterval?
    /// The logins with tokens.
    public var logins: [Login] = []

    /// A snapshot in which nothing else is known.
    public init(figures: DeskFigures, workers: [WorkerReport]? = nil) {
        self.figures = figures
        self.workers = workers
    }

    /// What is wrong.
    public func alerts(by terms: OperatorTerms, at now: Date) -> [OperatorAlert] {
        (workers ?? []).flatMap { Self.alerts(of: $0, by: terms) } + outgoing(terms, at: now)
            + incoming(terms, at: now) + machine(terms, at: now) + logins.compactMap(Self.alert)
    }

    /// Whether an alert of that name would be among them if it stood: who looks without workers knows nothing of them.
    public func looksAt(_ name: String) -> Bool {
        workers != nil || !(name.hasPrefix("worker ") || name.hasPrefix("clock") || name.hasPrefix("login "))
    }

    private static func alerts(of worker: WorkerReport, by terms: OperatorTerms) -> [OperatorAlert] {
        let failure = worker.failure.map { failure in
            let isAtOnce = failure.kind == .login || failure.kind == .disk
            return OperatorAlert(
                "worker \(worker.name): \(failure.kind.rawValue)", "\(worker.name): \(failure.summary)",
                advice: failure.advice, patience: isAtOnce ? 0 : Double(terms.failingMinutes) * 60)
        }
        let silence = worker.complaint.map { complaint in
            OperatorAlert(
                "worker \(worker.name): silent", "\(worker.name): \(complaint)",
                advice: "Look into the log, and start casepost serve again.", patience: 60)
        }
        return [failure, silence].compactMap(\.self)
    }

    private func outgoing(_ terms: OperatorTerms, at now: Date) -> [OperatorAlert] {
        var alerts: [OperatorAlert] = []
        if let pause {
            alerts.append(
                OperatorAlert(
                    "outbox: refused", "the outgoing server takes nothing from us: \(pause.reason.withoutAddresses)",
                    advice: "Check [smtp] in the settings; mail is kept, and one is tried again by itself."))
        }
        let limit = Double(terms.outboxMinutes) * 60
        if let oldest = figures.oldestWaiting.values.filter({ !$0.isToOperator }).map(\.queued).min(),
            now.timeIntervalSince(oldest) > limit
        {
            alerts.append(
                OperatorAlert(
                    "outbox: waiting", "mail waits in the outbox for more than \(terms.outboxMinutes) minutes",
                    advice: "See why with casepost outbox list."))
        }
        if figures.givenUpToday >= Self.manyGivenUp {
            alerts.append(
                OperatorAlert(
                    "outbox: given up", "\(figures.givenUpToday) mails were given up within a day",
                    advice: "See why with casepost outbox list --state failed.", tellsEnd: false))
        }
        if figures.floodedCases > 0 {
            alerts.append(
                OperatorAlert(
                    "outbox: kept back", "mails about \(figures.floodedCases) cases are kept back: there were too many",
                    advice: "Look for a loop on them with casepost outbox list --state suppressed.", tellsEnd: false))
        }
        return alerts
    }

    private func incoming(_ terms: OperatorTerms, at now: Date) -> [OperatorAlert] {
        var alerts: [OperatorAlert] = []
        if figures.quarantinedMessages > 0 {
            alerts.append(
                OperatorAlert(
                    "quarantine", "\(figures.quarantinedMessages) messages are set aside that could not be taken in",
                    advice:
                        "Look at them in the quarantine folder of the mailbox, and report what they have in common.",
                    level: figures.latestQuarantined, tellsEnd: false))
        }
        if let oldest = figures.held.values.map(\.oldest).min(),
            now.timeIntervalSince(oldest) > Double(terms.heldHours) * 3600
        {
            alerts.append(
                OperatorAlert(
                    "held",
                    "of \(figures.undecidedMessages) held messages, some wait for more than \(terms.heldHours) hours",
                    advice: "Decide about them: casepost held list.", tellsEnd: false))
        }
        let limited = Self.limits.reduce(0) { $0 + (figures.held[$1.rawValue]?.count ?? 0) }
        if limited > 0 {
            alerts.append(
                OperatorAlert(
                    "held: limits", "\(limited) messages are held because somebody wrote too much, or in a circle",
                    advice: "See who with casepost held list; the limits are under [limits].", tellsEnd: false))
        }
        return alerts
    }

    private func machine(_ terms: OperatorTerms, at now: Date) -> [OperatorAlert] {
        var alerts: [OperatorAlert] = []
        if let free = figures.freeSpace, free >> 20 < terms.freeMebibytes {
            alerts.append(
                OperatorAlert(
                    "disk", "only \(free >> 20) MiB are free where the database is",
                    advice: "Make room: when the disk is full, mail is neither taken in nor sent."))
        }
        if let clockJump {
            alerts.append(
                OperatorAlert(
                    "clock", "the machine's clock was set \(clockJump > 0 ? "on" : "back") by \(abs(Int(clockJump))) s",
                    advice: "Look at the service that sets it: timedatectl timesync-status.", tellsEnd: false))
        }
        if let backup = figures.latestBackup, now.timeIntervalSince(backup) > Self.oldBackup {
            alerts.append(
                OperatorAlert(
                    "backup", "the last backup is \(Int(now.timeIntervalSince(backup) / 86_400)) days old",
                    advice: "Make one with casepost backup, and see why nobody did."))
        }
        return alerts
    }

    private static func alert(of login: Login) -> OperatorAlert? {
        if login.needsPerson {
            return OperatorAlert(
                "login \(login.name)", "the login \(login.name) gets no tokens any more", advice: login.advice)
        }
        guard let days = login.daysLeft, days <= Self.fewDays else { return nil }
        return OperatorAlert(
            "login \(login.name): ends", "the login \(login.name) ends in \(days) days", advice: login.advice)
    }

    /// What holds messages of people who would otherwise be let in.
    private static let limits: [InboundDecision.HoldReason] = [.loop, .rate]
    /// Now and then an address is wrong; so many in a day are something else.
    private static let manyGivenUp = 10
    private static let oldBackup: TimeInterval = 8 * 86_400
    private static let fewDays = 14
}
