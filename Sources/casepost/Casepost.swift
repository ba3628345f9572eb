internal import ArgumentParser

/// The command line: reads arguments, runs one command, and turns what went wrong into an exit code.
@main
struct Casepost: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "casepost",
        abstract: "An e-mail support desk: mail becomes cases, and everyone on a case is kept informed by mail.",
        version: "casepost \(Version.current)",
        subcommands: [
            InitCommand.self, ServeCommand.self, IngestCommand.self, DeliverCommand.self, RunDueCommand.self,
            ParseCommand.self, ExplainCommand.self, HeldCommand.self, OutboxCommand.self, ContactCommand.self,
            AdvisorCommand.self,
            CaseCommand.self, IssueCommand.self, KeyCommand.self, DKIMCommand.self, OAuthCommand.self,
            DoctorCommand.self, VerifyCommand.self,
            AuditCommand.self, TemplateCommand.self, BackupCommand.self, RestoreCommand.self, ImportCommand.self,
            QuarantineCommand.self,
            NoticeCommand.self, SurveyCommand.self, ReportCommand.self,
            RetentionCommand.self, RedactCommand.self, HoldCommand.self,
        ])

    static func main() async {
        let arguments = ArgumentOrder.globalOptionsLast(Array(CommandLine.arguments.dropFirst()))
        do {
            var command = try parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            CommandFailure.exit(for: error, isDelivery: arguments.first == DeliverCommand.configuration.commandName)
        }
    }
}
