internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

/// `casepost outbox`: mail that is to be sent, and what became of it.
struct OutboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox", abstract: "List, show and send again what is mailed.",
        subcommands: [List.self, Show.self, Retry.self])

    /// Lists mails.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List mails, the latest first: those that are not sent; filters combine with AND.")

        /// So many are in memory at once, however many there are.
        private static let batch = 500

        @OptionGroup var global: GlobalOptions
        @OptionGroup var list: ListOptions
        @Option(
            help: "Only mails in that state; once for each: \(OutboxCommand.stateNames).",
            transform: OutboxCommand.state)
        var state: [OutboxState] = []
        @Option(name: .customLong("case"), help: "Only mails about that case.", transform: readCaseNumber)
        var caseNumber: CaseNumber?
        @Option(help: "Only mails to that address.", transform: readAddress) var to: EmailAddress?

        func run() async throws {
            let database = try DeskContext.openDatabase(global)
            let filter = OutboxFilter(states: state, caseNumber: caseNumber, to: to)
            if list.json { return try await printLines(filter, database) }
            let (count, offset) = (list.count ?? Self.batch, list.offset)
            let (items, total, pause) = try await database.read {
                (
                    try $0.outbox(filter, limit: count, offset: offset), try $0.outboxCount(filter),
                    try $0.transportPause()
                )
            }
            var table = TextTable("ID", "Case", "To", "Template", "State", "Tries", "Next attempt", "Last error")
            for item in items {
                table.add(
                    String(item.id.rawValue), item.caseNumber?.description ?? "", item.to, item.template,
                    item.stateInWords, String(item.attempts), item.nextAttempt?.formatted(.iso8601) ?? "",
                    item.lastError ?? "")
            }
            print(table.text)
            print(list.footer(shown: items.count, total: total, "mails"))
            if let pause { print(pause.words) }
        }

        private func printLines(_ filter: OutboxFilter, _ database: DeskDatabase) async throws {
            var (last, offset, left) = (nil as ID<OutboxEntry>?, list.offset, list.count ?? .max)
            while left > 0 {
                let (older, skipped, limit) = (last, offset, min(left, Self.batch))
                let items = try await database.read {
                    try $0.outbox(filter, olderThan: older, limit: limit, offset: skipped)
                }
                try items.forEach { try JSONLine.print(OutboxJSON($0)) }
                guard items.count == limit, let oldest = items.last else { return }
                (last, offset, left) = (oldest.id, 0, left - items.count)
            }
        }
    }

    /// Shows one mail.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what became of a mail: where it goes, its state, its attempts, the last error.")

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Print one JSON object.") var json = false
        @Argument(help: "Its number in casepost outbox list.", transform: OutboxCommand.number) var id: Int64

        func run() async throws {
            let database = try DeskContext.openDatabase(global)
            let wanted = ID<OutboxEntry>(id)
            guard let listing = try await database.read({ try $0.outboxMail(wanted) }) else {
                throw OutboxCommand.missing([id])
            }
            if json { return try JSONLine.print(OutboxJSON(listing)) }
            print(OutboxText(listing).text)
        }
    }

    fileprivate static var stateNames: String { OutboxState.allCases.map(\.rawValue).joined(separator: ", ") }

    private static func state(_ text: String) throws -> OutboxState {
        guard let state = OutboxState(rawValue: text) else {
            let names = OutboxState.allCases.map(\.rawValue)
            throw ValidationError("\(text): one of \(stateNames)" + NearestName.hint(for: text, among: names))
        }
        return state
    }

    static func number(_ text: String) throws -> Int64 {
        guard let number = Int64(text), number > 0 else {
            throw ValidationError("\(text): a mail has a number; casepost outbox list shows it")
        }
        return number
    }

    static func missing(_ ids: [Int64]) -> CommandFailure {
        let numbers = ids.map(String.init).joined(separator: ", ")
        return CommandFailure(.noInput, "there is no mail \(numbers); casepost outbox list shows those there are")
    }
}
