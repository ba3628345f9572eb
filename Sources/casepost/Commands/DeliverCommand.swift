internal import ArgumentParser
internal import MailIngest
internal import Store

#if canImport(Glibc)
    internal import Glibc
#endif

/// `casepost deliver`: takes in one message from an MTA's pipe.
struct DeliverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliver", abstract: "Take in one message from standard input, for an MTA's pipe.",
        discussion: "Exits with 0 once the message is stored, and with 75 when the MTA shall try again later.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "The mailbox that the message came to.") var mailbox: String

    func run() async throws {
        do {
            let context = try DeskContext(global)
            let intake = PipeIntake(
                context.intake(for: try context.mailbox(named: mailbox)), spoolFolder: context.database.spoolFolder)
            _ = try await intake.run(descriptor: STDIN_FILENO)
        } catch {
            // Whatever is wrong with us is no reason for the MTA to return the message.
            throw CommandFailure(.tryAgain, CommandFailure(explaining: error)?.lines ?? ["\(error)"])
        }
    }
}
