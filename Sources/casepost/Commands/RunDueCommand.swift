internal import ArgumentParser
internal import Core
internal import Notifier
internal import Store

/// `casepost run-due`: does once all that is due.
struct RunDueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run-due",
        abstract: """
            Do once all that is due: flag contacts of whom nothing is heard, make digests, ask how closed cases went, remove \
            what is kept too long, send the mail that waits.
            """)

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let context = try DeskContext(global)
        let signers = try context.signers()
        let notices = try context.noticeWork()
        let lock = try await context.takeOver()
        async let told: Void = context.tellSigning(by: signers)
        let review = try await InactivityReview(
            database: context.database, limits: context.settings.preset.inactivity
        ).run(now: context.now())
        let due = try await DueWork(database: context.database, desk: context.desk, log: context.log)
            .doAll(at: context.now())
        let retention = try await RetentionWork(
            database: context.database, rules: context.settings.retention
        ).run(at: context.now())
        let operatorMails = try await context.operatorWork.run(workers: nil, at: context.now())
        let runner = try context.outboxRunner(signedBy: signers)
        let report = try await runner.run()
        await runner.close()
        let problem = await notices.problemPublishing(at: context.now())
        await told
        withExtendedLifetime(lock) {}
        if review.flagged + review.deactivated > 0 {
            print("contacts: \(review.flagged) flagged, \(review.deactivated) deactivated")
        }
        for line in due.lines { print(line) }
        if retention.removed > 0 { print("retention: \(retention.words)") }
        if operatorMails > 0 { print("operator: \(operatorMails) mails") }
        print("outbox: \(report.sent) sent, \(report.deferred) deferred, \(report.failed) failed")
        if let line = report.endLine { print(line) }
        if let problem { throw problem }
        if let pause = report.pause { throw CommandFailure(.tryAgain, pause.words) }
    }
}
