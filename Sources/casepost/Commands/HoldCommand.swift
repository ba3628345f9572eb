internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

/// `casepost hold`: what must not be removed.
struct HoldCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Keep cases from being removed, whatever the settings say.",
        subcommands: [Set.self, Release.self, List.self])

    /// What a hold is about.
    struct Target: ParsableArguments {
        @Option(name: .customLong("case"), help: "A case.", transform: readCaseNumber) var caseNumber: CaseNumber?
        @Option(help: "A contact: all that they wrote, and the cases that they are on.", transform: readAddress)
        var contact: EmailAddress?
        @Option(help: "An account: all of its cases.") var account: String?

        func validate() throws {
            let count = [caseNumber != nil, contact != nil, account != nil].count { $0 }
            guard count == 1 else { throw ValidationError("name one of --case, --contact and --account") }
        }

        /// What it is, and as people call it; what is not there is refused.
        func subject(_ transaction: StoreTransaction) throws -> (subject: LegalHold.Subject, name: String) {
            if let caseNumber {
                return (.init(try transaction.existingCase(caseNumber).number), caseNumber.description)
            }
            if let account {
                guard let known = try transaction.account(named: account) else { throw DeskRefusal.noAccount(account) }
                return (.init(known.id), known.name)
            }
            guard let contact, let person = try transaction.person(at: contact) else {
                throw CommandFailure(
                    .noInput, "the registry does not have that address; casepost contact list shows those there are")
            }
            return (.init(person.id), person.address.description)
        }
    }

    /// Keeps something.
    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Keep a case, or all of a contact or an account, from being removed or redacted.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var acting: ActingOptions
        @OptionGroup var target: Target
        @Option(help: "Why; it stands in the audit log.") var reason: String

        func run() async throws {
            let database = try DeskContext.openDatabase(global)
            let (target, acting, reason, now) = (target, acting, reason, global.clock())
            let (name, isNew) = try await database.write { transaction in
                let actor = try HoldCommand.actor(acting, transaction)
                let (subject, name) = try target.subject(transaction)
                let isNew = try transaction.set(
                    LegalHold(subject, named: name, because: reason, by: actor, since: now))
                if isNew {
                    try transaction.audit(
                        AuditEvent(
                            .holdSet, of: "\(subject.kind.rawValue) \(name)", by: actor, detail: reason, at: now))
                }
                return ("\(subject.kind.rawValue) \(name)", isNew)
            }
            print(
                isNew ? "\(name) is on hold: nothing of it is removed" : "\(name) is on hold already; nothing was done")
        }
    }

    /// Ends that.
    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "release", abstract: "End a hold: what is too old goes with the next retention run.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var acting: ActingOptions
        @OptionGroup var target: Target
        @Option(help: "Why; it stands in the audit log.") var reason: String

        func run() async throws {
            let database = try DeskContext.openDatabase(global)
            let (target, acting, reason, now) = (target, acting, reason, global.clock())
            let name = try await database.write { transaction in
                let actor = try HoldCommand.actor(acting, transaction)
                let (subject, name) = try target.subject(transaction)
                guard try transaction.release(subject, .person) else {
                    throw PrivacyRefusal.notHeld(subject.kind, name)
                }
                try transaction.audit(
                    AuditEvent(
                        .holdReleased, of: "\(subject.kind.rawValue) \(name)", by: actor, detail: reason, at: now))
                return "\(subject.kind.rawValue) \(name)"
            }
            print("\(name) is not on hold any more")
        }
    }

    /// Lists what is kept.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List what is on hold, the first in front; exports that are being written too.")

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Print one JSON object a line.") var json = false

        func run() async throws {
            let (database, now) = (try DeskContext.openDatabase(global), global.clock())
            let holds = try await database.read { try $0.holds(at: now) }
            if json { return try holds.forEach { try JSONLine.print(HoldJSON($0)) } }
            var table = TextTable("What", "Of", "Since", "By", "Why")
            for hold in holds {
                table.add(
                    hold.subject.kind.rawValue, hold.name, hold.since.formatted(.iso8601), hold.by,
                    hold.reason.onOneLine)
            }
            print(table.text)
            print("\(holds.count) on hold")
        }
    }

    /// The name of who does it; only the desk may.
    private static func actor(_ acting: ActingOptions, _ transaction: StoreTransaction) throws -> String {
        let actor = try acting.actor(transaction)
        guard actor.isDesk else { throw DeskRefusal.advisorsOnly }
        return actor.name
    }
}

/// What is on hold as `hold list --json` prints it.
private struct HoldJSON: Encodable {
    var kind: String
    var of: String
    var origin: String
    var reason: String
    var by: String
    var since: Date

    init(_ hold: LegalHold) {
        (kind, of, origin) = (hold.subject.kind.rawValue, hold.name, hold.origin.rawValue)
        (reason, by, since) = (hold.reason, hold.by, hold.since)
    }
}
