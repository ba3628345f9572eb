internal import ArgumentParser
internal import Notifier

/// `casepost run-due`: does once all that is due.
struct RunDueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run-due", abstract: "Do once all that is due: send the mail that waits in the outbox.")

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let context = try DeskContext(global)
        let lock = try await context.takeOver()
        let expired = try await DueWork(database: context.database, log: context.log).endChallenges(at: context.now())
        if expired > 0 { print("challenges: \(expired) expired") }
        let runner = try context.outboxRunner()
        let report = try await runner.run()
        await runner.close()
        withExtendedLifetime(lock) {}
        print("outbox: \(report.sent) sent, \(report.deferred) deferred, \(report.failed) failed")
        if let pause = report.pause {
            throw CommandFailure(
                .tryAgain,
                "the outgoing server takes nothing from us: \(pause). Check [smtp] in the settings; the mail is kept and sent later"
            )
        }
    }
}
