internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import MailIngest
internal import Store

/// `casepost explain`: why something is as it is; changes nothing.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say what would become of a message, or when a case is due, and why.",
        subcommands: [Message.self, Due.self], defaultSubcommand: Message.self)
}

extension ExplainCommand {
    /// What would become of a message and why; the same code as taking it in, and all of it undone.
    struct Message: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "message",
            abstract: "Say what would become of a message, and why; changes nothing.",
            discussion: "Asks the DNS as taking it in would. Files and folders are read as by casepost parse.")

        @OptionGroup var global: GlobalOptions
        @Option(help: "The mailbox that it comes to. (default: the first one)") var mailbox: String?
        @Flag(help: "As if the same message had not been taken in before.") var asNew = false
        @Flag(help: "Print one JSON object a line, for each message.") var json = false
        @Argument(help: ArgumentHelp("Messages; - is standard input.", valueName: "file")) var files: [String]

        func run() async throws {
            let context = try DeskContext(global)
            let mailbox = try mailbox.map(context.mailbox(named:)) ?? context.settings.mailboxes[0]
            let intake = context.intake(for: mailbox)
            for source in MessageSources(files) {
                let message: MessageSource
                switch source {
                case .success(let found): message = found
                case .failure(let failure): throw CommandFailure(.noInput, failure.description)
                }
                let octets = message.withBytes { Array($0) }
                do {
                    let rehearsal = try await intake.rehearse(octets, asNew: asNew)
                    if json {
                        try JSONLine.print(ExplainJSON(rehearsal))
                    } else {
                        print(ExplainText(rehearsal, message.name).text)
                    }
                } catch let failure as RehearsalFailure {
                    if json {
                        try JSONLine.print(ExplainJSON(failure))
                    } else {
                        print(ExplainText(failure, message.name).text)
                    }
                }
            }
        }
    }

    /// When a case is due and why: what counts of the time, what does not, and what follows by itself.
    struct Due: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "due",
            abstract: "Say when a case must be answered, what of the time counts, and what follows by itself.")

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Print one JSON object.") var json = false
        @Argument(help: "The case number.", transform: readCaseNumber) var number: CaseNumber

        func run() async throws {
            let (settings, database) = try DeskContext.openStore(global)
            let rules = try DeskContext.rules(settings)
            let number = number
            guard let supportCase = try await database.read({ try $0.supportCase(number) }) else {
                throw CommandFailure(.noInput, "there is no case \(number); casepost case list shows those there are")
            }
            let report = ResponseReport(supportCase, rules: rules, at: global.clock())
            if json { try JSONLine.print(report) } else { print(report.text) }
        }
    }
}
