internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

/// Cases, as an operator sees them.
struct CaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "case", abstract: "Everything that can be done to cases.",
        subcommands: [
            List.self, Show.self, Open.self, Post.self, Assign.self, Status.self, Resolve.self, Close.self, Reopen.self,
            Set.self, Apply.self, Schedule.self, Escalate.self, LinkIssue.self, Recipients.self, Permission.self,
            Merge.self,
            Transition.self,
            VoidAddresses.self,
        ])

    /// Shows cases.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show a case, or several, with all that was said on it.")

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Print one JSON object a line.") var json = false
        @Argument(help: "The case numbers.", transform: readCaseNumber) var numbers: [CaseNumber]

        func run() async throws {
            let (settings, database) = try DeskContext.openStore(global)
            let (preset, now) = (settings.preset, global.clock())
            for number in numbers {
                let found = try await database.read { transaction in
                    try transaction.caseDetail(number).map { ($0, try transaction.hold(on: number, at: now)) }
                }
                guard let (detail, hold) = found else {
                    throw CommandFailure(
                        .noInput, "there is no case \(number); casepost case list shows those there are")
                }
                if json {
                    try JSONLine.print(CaseDetailJSON(detail, preset: preset, hold: hold, at: now))
                } else {
                    print(CaseText(detail, preset: preset, hold: hold, at: now).text)
                }
            }
        }
    }
}

/// Reads an address given on the command line.
func readAddress(_ text: String) throws -> EmailAddress {
    guard let address = EmailAddress(text) else { throw ValidationError("\(text): not an e-mail address") }
    return address
}
