internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import MailIngest
internal import Store

/// `casepost held`: messages that wait for a person.
struct HeldCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "held", abstract: "List, show, release and reject messages that wait for a person.",
        subcommands: [List.self, Show.self, Release.self, Reject.self])

    /// Lists held messages.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List held messages, the latest first: those that wait or whose author did not answer.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var list: ListOptions
        @Flag(help: "Also those that were let in or rejected.") var all = false

        func run() async throws {
            let database = try DeskContext.openDatabase(global)
            let (count, offset) = (list.count, list.offset)
            let states: [HeldState] = all ? HeldState.allCases : [.waiting, .expired]
            let page = try await database.read { try $0.held(states, limit: count, offset: offset) }
            if list.json { return try page.items.forEach { try JSONLine.print(HeldJSON($0)) } }
            var table = TextTable("ID", "Received", "State", "Reason", "From", "Subject")
            for item in page.items {
                table.add(
                    String(item.id.rawValue), item.received.formatted(.iso8601), item.state.rawValue, item.reason,
                    item.from, item.subject)
            }
            print(table.text)
            print(list.footer(shown: page.items.count, total: page.total, "held messages"))
        }
    }

    /// Shows one held message.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show a held message: why it is held, and what it says.")

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Print one JSON object.") var json = false
        @Argument(help: "Its number in casepost held list.", transform: HeldCommand.number) var id: Int64

        func run() async throws {
            let database = try DeskContext.openDatabase(global)
            let wanted = ID<LedgerEntry>(id)
            let listing = try await HeldCommand.listing(wanted, database)
            if json { return try JSONLine.print(HeldJSON(listing)) }
            let raw = listing.removed == nil ? try await database.read { try $0.raw(of: wanted) } : nil
            print(try HeldText(listing, raw).text)
        }
    }

    /// Lets a held message in.
    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "release",
            abstract: "Let a held message in; rights are asked again.",
            discussion: """
                Who wrote it is taken from From, or from --author. A stranger is let in with --exception and --account: a \
                guest then has a case, which has to be given to an authorized contact (casepost case transition).
                """)

        @OptionGroup var global: GlobalOptions
        @Option(help: "Who wrote it, if From does not say it.", transform: readAddress) var author: EmailAddress?
        @Option(name: .customLong("case"), help: "The case that it is for.", transform: readCaseNumber)
        var caseNumber: CaseNumber?
        @Flag(help: "Let a stranger in as a guest.") var exception = false
        @Option(help: "With --exception: the account that the guest writes for.") var account: String?
        @Option(
            name: .customLong("as"), help: "The advisor who lets it in. (default: the operator)", transform: readAddress
        )
        var actor: EmailAddress?
        @Argument(help: "Its number in casepost held list.", transform: HeldCommand.number) var id: Int64

        func validate() throws {
            if exception != (account != nil) { throw ValidationError("--exception and --account belong together") }
        }

        func run() async throws {
            let context = try DeskContext(global)
            let wanted = ID<LedgerEntry>(id)
            let listing = try await HeldCommand.listing(wanted, context.database)
            if let removed = listing.removed {
                throw CommandFailure(
                    .dataError,
                    "message \(id) was removed on \(removed.formatted(.iso8601)), so it can't be let in any more; "
                        + "[retention] says how long messages are kept")
            }
            let release = Core.Release(
                .desk(try await context.actor(actor)), author: author, caseNumber: caseNumber,
                exceptionAccount: try await knownAccount(context))
            let mailbox = try context.mailbox(named: listing.mailbox)
            let now = context.now()
            guard try await context.database.write({ try $0.letIn(wanted, release, at: now) }) else {
                throw CommandFailure(.dataError, "message \(id) is \(listing.state.rawValue) already; nothing was done")
            }
            let result = try await context.intake(for: mailbox).takeIn(released: wanted)
            print(Self.words(id, result))
        }

        private func knownAccount(_ context: DeskContext) async throws -> String? {
            guard let account else { return nil }
            guard let known = try await context.database.read({ try $0.account(named: account) }) else {
                throw CommandFailure(
                    .noInput, "there is no account \"\(account)\"; casepost contact list shows those there are")
            }
            return known.name
        }

        private static func words(_ id: Int64, _ result: InboundResult?) -> String {
            guard let result else { return "message \(id) is let in; the running casepost takes it in within seconds" }
            let head = "message \(id): \(result.outcome.rawValue)" + (result.caseNumber.map { ", case \($0)" } ?? "")
            return ([head] + result.reasons.map { "  " + $0.onOneLine }).joined(separator: "\n")
        }
    }

    /// Rejects a held message.
    struct Reject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reject",
            abstract: "Reject a held message: it stays in the ledger and nothing comes of it. Nobody is told.")

        @OptionGroup var global: GlobalOptions
        @Option(
            name: .customLong("as"), help: "The advisor who rejects it. (default: the operator)", transform: readAddress
        )
        var actor: EmailAddress?
        @Argument(help: "Its number in casepost held list.", transform: HeldCommand.number) var id: Int64

        func run() async throws {
            let context = try DeskContext(global)
            let wanted = ID<LedgerEntry>(id)
            let listing = try await HeldCommand.listing(wanted, context.database)
            let (who, now) = (try await context.actor(actor), context.now())
            let done = try await context.database.write { transaction in
                guard try transaction.reject(wanted, by: who, at: now) else { return false }
                try transaction.audit(
                    AuditEvent(.messageRejected, of: "message \(wanted.rawValue)", by: who, at: now))
                return true
            }
            guard done else {
                throw CommandFailure(.dataError, "message \(id) is \(listing.state.rawValue) already; nothing was done")
            }
            print("message \(id) is rejected")
        }
    }

    fileprivate static func number(_ text: String) throws -> Int64 {
        guard let number = Int64(text), number > 0 else {
            throw ValidationError("\(text): a held message has a number; casepost held list shows it")
        }
        return number
    }

    fileprivate static func listing(_ id: ID<LedgerEntry>, _ database: DeskDatabase) async throws -> HeldListing {
        guard let listing = try await database.read({ try $0.held(id) }) else {
            throw CommandFailure(
                .noInput, "no message \(id.rawValue) was held; casepost held list --all shows those that were")
        }
        return listing
    }
}

/// Reads a case number given on the command line.
func readCaseNumber(_ text: String) throws -> CaseNumber {
    guard let number = CaseNumber(text) else { throw ValidationError("\(text): a case number is all digits") }
    return number
}
