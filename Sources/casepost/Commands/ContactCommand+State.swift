internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

/// Who is changed, and by whom.
struct ContactChange: ParsableArguments {
    @OptionGroup var global: GlobalOptions
    @Option(
        name: .customLong("as"), help: "The active advisor who does it. (default: operator)", transform: readAddress)
    var advisor: EmailAddress?
    @Argument(help: "An address of the contact.", transform: readAddress) var address: EmailAddress

    /// Makes the change in one transaction with its line in the audit log, and says what came of it.
    func make(
        _ done: String, unchanged: String,
        _ change: @escaping @Sendable (StoreTransaction, Person, String, Date) throws -> Bool
    ) async throws {
        let database = try DeskContext.openDatabase(global)
        let (address, advisor, now) = (address, advisor, global.clock())
        let changed = try await database.write { transaction in
            let actor = try ContactCommand.actor(advisor, transaction)
            guard let person = try transaction.person(at: address), person.kind == .contact else {
                throw CommandFailure(.noInput, "\(address) is no contact; casepost contact list shows those there are")
            }
            return try change(transaction, person, actor, now)
        }
        print("\(address) \(changed ? done : unchanged)")
    }
}

extension ContactCommand {
    /// The name under which somebody acts: the address of an active advisor, or that of the operator.
    static func actor(_ advisor: EmailAddress?, _ transaction: StoreTransaction) throws -> String {
        guard let advisor else { return AuditEvent.operatorName }
        guard let known = try transaction.person(at: advisor), known.kind == .advisor, known.state == .active else {
            throw CommandFailure(
                .noInput, "--as \(advisor): no active advisor; casepost advisor list shows those there are")
        }
        return known.address.description
    }

    /// Takes a contact's rights.
    struct Deactivate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "deactivate",
            abstract: "Treat a contact as a stranger from now on; the history stays.")

        @OptionGroup var change: ContactChange

        func run() async throws {
            try await change.make("is deactivated", unchanged: "was deactivated already") {
                try $0.deactivate($1, by: $2, at: $3)
            }
        }
    }

    /// Gives a contact their rights again.
    struct Reactivate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reactivate",
            abstract: "Give a deactivated contact their rights again, or clear a flag.")

        @OptionGroup var change: ContactChange

        func run() async throws {
            try await change.make("is active", unchanged: "was active already") {
                try $0.reactivate($1, by: $2, at: $3)
            }
        }
    }

    /// Lifts a suspension.
    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "resume",
            abstract: "Try mail again to an address that was suspended because it bounced.")

        @OptionGroup var change: ContactChange

        func run() async throws {
            try await change.make("gets mail again", unchanged: "was not suspended") {
                try $0.resume($1, by: $2, at: $3)
            }
        }
    }

    /// Chooses when a contact is told.
    struct Digest: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "digest",
            abstract: "Choose whether a contact is told at once what happens on their cases, or in digests.",
            discussion: "Contacts choose it themselves by mail as well: #digest daily 08:00.")

        @OptionGroup var change: ContactChange
        @Argument(help: "immediate, hourly, or \"daily HH:MM\".", transform: Digest.schedule)
        var schedule: DigestSchedule

        func run() async throws {
            let schedule = schedule
            try await change.make("is told \(schedule) from now on", unchanged: "is told \(schedule) already") {
                try $0.choose(schedule, for: $1, by: $2, at: $3)
            }
        }

        private static func schedule(_ text: String) throws -> DigestSchedule {
            guard let schedule = DigestSchedule(text), schedule != .off else {
                throw ValidationError("\(text): write immediate, hourly or \"daily HH:MM\"")
            }
            return schedule
        }
    }
}

extension ContactCommand {
    /// Stops surveys for a contact who asks for that by telephone, or lets them begin again.
    struct SurveyOptOut: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "survey-opt-out",
            abstract: "Send a contact no more surveys, as the link in each of them does.")

        @OptionGroup var change: ContactChange
        @Flag(help: "Send them surveys again.") var undo = false

        func run() async throws {
            let isOptedOut = !undo
            try await change.make(
                undo ? "gets surveys again" : "gets no more surveys",
                unchanged: undo ? "gets surveys already" : "gets no surveys already"
            ) {
                try $0.setOptOut(isOptedOut, of: $1, by: $2, at: $3)
            }
        }
    }
}
