internal import Core
internal import FoundationEssentials
internal import Logging
internal import MailTransport
internal import Store

/// Tells the operator how the desk itself is doing, whoever does it: `run-due` once, `serve` again and again.
struct OperatorWork: Sendable {
    private static let hour: TimeInterval = 3_600

    let database: DeskDatabase
    let desk: Desk
    let terms: OperatorTerms
    /// Where free space counts.
    let folder: String
    /// How the logins with tokens stand.
    let logins: @Sendable () -> [OAuthReport]
    let log: Logger

    /// Decides what is to be told, and puts it into the outbox; how many mails those are.
    ///
    /// `workers` is `nil` where none run. What began is noted in the same transaction that puts its mail into the outbox:
    /// told twice, or never, it can't be.
    func run(workers: [WorkerReport]?, clockJump: TimeInterval? = nil, at now: Date) async throws -> Int {
        let terms = terms
        let (figures, pause, before, mark, lately) = try await database.read { transaction in
            let lately = try terms.addresses.first.map {
                try transaction.alertMails(to: $0, since: now.addingTimeInterval(-Self.hour))
            }
            return (
                try transaction.figures(at: now), try transaction.transportPause(), try transaction.standingAlerts(),
                try transaction.operatorMark(), lately ?? 0
            )
        }
        let snapshot = snapshot(of: figures, workers, pause, clockJump)
        let found = snapshot.alerts(by: terms, at: now)
        let round = AlertRound(
            found: found, before: before, hasRoom: terms.addresses.isEmpty || lately < terms.alertsPerHour, at: now,
            isLookedAt: snapshot.looksAt)
        let mails = try await keep(round, if: round.standing.sorted(by: Self.order) != before, at: now)
        for news in round.log { tell(news) }
        guard let window = desk.operatorWindow(of: terms, at: now), mark.map({ $0.window < window }) ?? true else {
            return mails
        }
        return mails + (try await sendDigest(of: snapshot, since: mark, window, at: now))
    }

    /// All that is known now.
    private func snapshot(
        of figures: DeskFigures, _ workers: [WorkerReport]?, _ pause: TransportPause?, _ clockJump: TimeInterval?
    ) -> DeskSnapshot {
        var figures = figures
        figures.freeSpace = FreeSpace.around(folder)
        var snapshot = DeskSnapshot(figures: figures, workers: workers)
        (snapshot.pause, snapshot.clockJump) = (pause, clockJump)
        snapshot.logins = logins().map { report in
            DeskSnapshot.Login(
                name: report.login, needsPerson: report.needsPerson && report.state != .expiring,
                daysLeft: report.daysLeft, advice: report.advice ?? "casepost oauth status says more.")
        }
        return snapshot
    }

    private func keep(_ round: AlertRound, if isChanged: Bool, at now: Date) async throws -> Int {
        let addresses = round.news.isEmpty ? [] : terms.addresses
        guard isChanged || !addresses.isEmpty else { return 0 }
        let desk = desk
        let report = OperatorReport(round.news, clock: NoticeClock(desk.rules))
        try await database.write { transaction in
            try transaction.setStandingAlerts(round.standing)
            try desk.tell(report, as: .operatorAlert, to: addresses, in: transaction, at: now)
        }
        return addresses.count
    }

    private func sendDigest(
        of snapshot: DeskSnapshot, since mark: OperatorMark?, _ window: Date, at now: Date
    ) async throws -> Int {
        let (desk, terms) = (desk, terms)
        let (turnover, head, standing) = try await database.read { transaction in
            (
                try transaction.turnover(since: mark, at: now), try transaction.auditHead(),
                try transaction.standingAlerts()
            )
        }
        let clock = NoticeClock(desk.rules)
        let digest = OperatorDigest(
            snapshot: snapshot, turnover: turnover, auditHead: head, version: Version.current)
        let report = OperatorReport(
            standing.filter { $0.noted != nil && $0.gone == nil }.map {
                AlertNews(.still, $0.alert, since: $0.since)
            }, sections: digest.sections(at: now, clock: clock), clock: clock)
        try await database.write { transaction in
            try desk.tell(report, as: .operatorDigest, to: terms.addresses, in: transaction, at: now)
            try transaction.setOperatorMark(window: window, at: now)
        }
        return terms.addresses.count
    }

    private func tell(_ news: AlertNews) {
        switch news.kind {
        case .began, .still:
            log.error(
                "alert",
                metadata: [
                    "alert": "\(news.alert.name)", "what": "\(news.alert.text)", "advice": "\(news.alert.advice)",
                ])
        case .over, .passed:
            log.notice("alert is over", metadata: ["alert": "\(news.alert.name)", "what": "\(news.alert.text)"])
        }
    }

    /// As they are kept.
    private static func order(_ one: StandingAlert, _ other: StandingAlert) -> Bool {
        (one.since, one.alert.name) < (other.since, other.alert.name)
    }
}
