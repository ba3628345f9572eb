internal import ArgumentParser
internal import Core
internal import Notifier
internal import Store

/// `casepost run-due`: does once all that is due.
struct RunDueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run-due",
        abstract: """
            Do once all that is due: flag contacts of whom nothing is heard, make digests, ask how closed cases went, send \
            the mail that waits.
            """)

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let context = try DeskContext(global)
        let signers = try context.signers()
        let lock = try await context.takeOver()
        async let told: Void = context.tellSigning(by: signers)
        let work = DueWork(database: context.database, log: context.log)
        let cases = try await work.doCases(of: context.desk, at: context.now())
        let news = try await work.endFloods(at: context.now())
        if news > 0 { print("kept back: told by \(news) mails") }
        let expired = try await work.endChallenges(at: context.now())
        if expired > 0 { print("challenges: \(expired) expired") }
        let surveys = try await work.doSurveys(of: context.desk, at: context.now())
        let review = try await InactivityReview(
            database: context.database, limits: context.settings.preset.inactivity
        ).run(now: context.now())
        let digests = try await DigestWork(database: context.database, desk: context.desk).run(at: context.now())
        let runner = try context.outboxRunner(signedBy: signers)
        let report = try await runner.run()
        await runner.close()
        try await context.database.indexNewWords()
        await told
        withExtendedLifetime(lock) {}
        if review.flagged + review.deactivated > 0 {
            print("contacts: \(review.flagged) flagged, \(review.deactivated) deactivated")
        }
        if let line = cases.line { print(line) }
        if let line = surveys.line { print(line) }
        if digests.queued > 0 { print("digests: \(digests.queued) made") }
        print("outbox: \(report.sent) sent, \(report.deferred) deferred, \(report.failed) failed")
        if let line = report.endLine { print(line) }
        if let pause = report.pause { throw CommandFailure(.tryAgain, pause.words) }
    }
}
