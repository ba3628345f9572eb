internal import ArgumentParser
internal import Core
internal import Store

/// Development issues, as far as cases wait for them.
struct IssueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issue", abstract: "Say that a development issue is fixed.", subcommands: [Release.self])

    /// Moves all cases of an issue.
    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "release",
            abstract:
                "The fix of an issue is in a release: all cases that wait for it move, and their recipients are told.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var acting: ActingOptions
        @Argument(help: "The development issue.") var issue: String
        @Option(name: .customLong("in"), help: "The release that has the fix.") var release: String

        func run() async throws {
            let context = try DeskContext(global)
            let (issue, release, acting, desk, now) = (issue, release, acting, context.desk, context.now())
            let numbers = try await context.database.write { transaction in
                let actor = try acting.actor(transaction)
                let numbers = try transaction.cases(waitingFor: issue)
                for number in numbers {
                    try desk.perform(
                        [.release(release)], on: number, by: actor, via: .cli, in: transaction, at: now)
                }
                return numbers
            }
            guard !numbers.isEmpty else {
                throw CommandFailure(
                    .noInput,
                    "no case waits for \(issue); casepost case list --issue \(issue) shows those that ever did")
            }
            print("\(numbers.count) cases moved: \(numbers.map(\.description).joined(separator: ", "))")
        }
    }
}
