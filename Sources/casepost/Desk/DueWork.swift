internal import Core
internal import FoundationEssentials
internal import Logging
internal import Store

/// What falls due by itself, whoever does it: `run-due` once, `serve` every minute.
struct DueWork: Sendable {
    private static let batch = 200

    let database: DeskDatabase
    let desk: Desk
    let log: Logger

    /// Does all that is due; digests come last, so that they tell the rest.
    func doAll(at now: Date) async throws -> DueReport {
        var report = try await doCases(at: now)
        report.surveys = try await doSurveys(at: now)
        report.toldLater = try await endFloods(at: now)
        report.expiredChallenges = try await endChallenges(at: now)
        report.digests = try await DigestWork(database: database, desk: desk).run(at: now)
        try await database.indexNewWords()
        return report
    }

    /// Does what is due about cases: reminders, closings, warnings, scheduled ones; how many acts of which kind.
    ///
    /// Each case has a transaction of its own, so that mail is taken in meanwhile and nothing is done twice.
    private func doCases(at now: Date) async throws -> DueReport {
        var report = DueReport()
        let desk = desk
        var seen: Set<CaseNumber> = []
        while true {
            let due = try await database.read { try $0.dueCases(at: now, limit: Self.batch) }
            let next = due.filter { seen.insert($0).inserted }
            guard !next.isEmpty else { return report }
            for number in next {
                do {
                    let acts = try await database.write { try desk.doDue(about: number, in: $0, at: now) }
                    acts.forEach { report.count($0) }
                } catch let refusal as DeskRefusal {
                    log.error(
                        "due work on a case not done",
                        metadata: ["case": "\(number)", "error": "\(refusal.explanation)"])
                }
            }
        }
    }

    /// Tells people by one mail each what was kept back about cases of which there was too much mail; how many mails that makes.
    private func endFloods(at now: Date) async throws -> Int {
        var count = 0
        for flood in try await database.read({ try $0.floods() }) where Flood.isOver(begun: flood.begun, at: now) {
            let mails = try await database.write { try $0.tellKeptBack(about: flood.caseNumber, at: now) }
            log.notice(
                "what was kept back is told", metadata: ["case": "\(flood.caseNumber)", "mails": "\(mails)"])
            count += mails
        }
        return count
    }

    /// Decides about the surveys whose time has come, and ends those that nobody answered in time.
    ///
    /// Each has a transaction of its own, so that mail is taken in meanwhile; whoever else does the same asks nobody twice.
    private func doSurveys(at now: Date) async throws -> SurveyReport {
        var report = SurveyReport()
        let desk = desk
        while true {
            let due = try await database.read { try $0.dueSurveys(at: now, limit: Self.batch) }
            for id in due {
                if let verdict = try await database.write({ try desk.decide(on: id, in: $0, at: now) }) {
                    report.count(verdict)
                }
            }
            guard due.count == Self.batch else { break }
        }
        let rules = desk.preset.surveys
        let limit = now.addingTimeInterval(-rules.lifetime)
        guard try await database.read({ try $0.hasOpenSurveys(sentBefore: limit) }) else { return report }
        report.expired = try await database.write { try $0.expireSurveys(sentBefore: limit, at: now) }
        return report
    }

    /// Ends the challenges that nobody answered in time; how many that were.
    private func endChallenges(at now: Date) async throws -> Int {
        // Nearly every time there is none, and a transaction that writes would have others wait for the disk.
        guard try await !database.read({ try $0.overdueChallenges(at: now).isEmpty }) else { return 0 }
        return try await database.write { transaction in
            let overdue = try transaction.overdueChallenges(at: now)
            for id in overdue {
                try transaction.end(id, as: .expired, at: now)
                try transaction.audit(
                    AuditEvent(
                        .challengeExpired, of: "challenge \(id.rawValue)", by: AuditEvent.systemName, at: now))
            }
            return overdue.count
        }
    }
}
