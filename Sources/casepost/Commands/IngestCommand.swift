internal import ArgumentParser
internal import Core
internal import MailIngest

/// `casepost ingest`: takes in all that waits now.
struct IngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest", abstract: "Take in all that waits now, and print how many messages became what.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "Only the mailbox of that name.") var mailbox: String?
    @Flag(help: "Print one JSON object for each mailbox.") var json = false
    @Flag(help: "Also print a line for each message on standard error.") var verbose = false

    func run() async throws {
        let context = try DeskContext(global)
        let lock = try await context.takeOver()
        var failures: [CommandFailure] = []
        for mailbox in try chosen(context) {
            let watcher = try context.watcher(of: mailbox, onResult: verbose ? ResultLine.show : ProgressLine.show)
            do {
                let taken = try await watcher.run()
                let report = IngestJSON(mailbox: mailbox.configuration.name, taken)
                ProgressLine.clear()
                if json { try JSONLine.print(report) } else { print(report.text) }
                if let refusal = taken.refusal { throw refusal }
            } catch {
                guard let failure = CommandFailure(explaining: error), context.settings.mailboxes.count > 1 else {
                    throw error
                }
                failures.append(
                    CommandFailure(
                        failure.code, failure.lines.map { "mailbox \"\(mailbox.configuration.name)\": \($0)" }))
            }
            await watcher.close()
        }
        withExtendedLifetime(lock) {}
        // One mailbox that fails does not keep the others waiting.
        guard let first = failures.first else { return }
        let isOneKind = failures.allSatisfy { $0.code == first.code }
        throw CommandFailure(isOneKind ? first.code : .tryAgain, failures.flatMap(\.lines))
    }

    private func chosen(_ context: DeskContext) throws -> [Settings.Mailbox] {
        guard let mailbox else { return context.settings.mailboxes }
        return [try context.mailbox(named: mailbox)]
    }
}

extension DeskContext {
    /// The mailbox of that name; the error says which there are.
    func mailbox(named name: String) throws -> Settings.Mailbox {
        guard let mailbox = settings.mailbox(named: name) else {
            let known = settings.mailboxes.map(\.configuration.name)
            throw CommandFailure(
                .configuration,
                "there is no mailbox \"\(name)\" in the settings, only \(known.joined(separator: ", "))"
                    + NearestName.hint(for: name, among: known))
        }
        return mailbox
    }
}
