internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

extension CaseCommand {
    /// Gives the case of a guest to an authorized contact.
    struct Transition: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "transition",
            abstract: "Give a case that was opened on an exception to an authorized contact of its account.")

        @OptionGroup var global: GlobalOptions
        @Option(
            name: .customLong("as"), help: "The advisor who does it. (default: the operator)", transform: readAddress)
        var actor: EmailAddress?
        @Argument(help: "The case number.", transform: readCaseNumber) var number: CaseNumber
        @Argument(help: "An address of the contact.", transform: readAddress) var contact: EmailAddress

        func run() async throws {
            let context = try DeskContext(global)
            let (number, address, now, desk) = (number, contact, context.now(), context.desk)
            let who = try await context.actor(actor)
            try await context.database.write { transaction in
                guard let person = try transaction.person(at: address) else {
                    throw DeskRefusal.notAuthorized(address)
                }
                try desk.transition(number, to: person, by: who, in: transaction, at: now)
            }
            print("case \(number) belongs to \(address) now")
        }
    }

    /// Makes the reply addresses of a case worthless.
    struct VoidAddresses: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "void-addresses",
            abstract: "Make all reply addresses of a case worthless, as when one has got into the wrong hands.",
            discussion: "Mail to them then counts as mail without one. The next mail about the case brings new ones.")

        @OptionGroup var global: GlobalOptions
        @Argument(help: "The case number.", transform: readCaseNumber) var number: CaseNumber

        func run() async throws {
            let context = try DeskContext(global)
            let (number, now) = (number, context.now())
            let done = try await context.database.write { transaction in
                guard var supportCase = try transaction.supportCase(number) else { return false }
                supportCase.tokenEpoch = (supportCase.tokenEpoch + 1) & 15
                try transaction.update(supportCase)
                try transaction.audit(
                    AuditEvent(.caseTokensVoided, of: "case \(number)", by: AuditEvent.operatorName, at: now))
                return true
            }
            guard done else { throw DeskRefusal.noSuchCase(number) }
            print("the reply addresses of case \(number) are worthless now")
        }
    }
}
