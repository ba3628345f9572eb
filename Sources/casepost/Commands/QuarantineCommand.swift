internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

/// `casepost quarantine`: messages that were set aside after three attempts that never came to an end.
struct QuarantineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine", abstract: "List, show and try again messages that could not be taken in.",
        subcommands: [List.self, Show.self, Retry.self])

    /// Lists them.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List messages that were set aside, the latest first.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var list: ListOptions

        func run() async throws {
            let database = try DeskContext.openDatabase(global)
            let (count, offset) = (list.count, list.offset)
            let page = try await database.read { try $0.quarantined(limit: count, offset: offset) }
            if list.json {
                for item in page.items { try JSONLine.print(try await QuarantineCommand.json(item, database)) }
                return
            }
            var table = TextTable("ID", "Mailbox", "Received", "Size", "From", "Subject")
            for item in page.items {
                let json = try await QuarantineCommand.json(item, database)
                table.add(
                    json.id, item.mailbox, item.received.formatted(.iso8601), String(item.size), json.from ?? "",
                    json.subject ?? "")
            }
            print(table.text)
            print(list.footer(shown: page.items.count, total: page.total, "messages set aside"))
        }
    }

    /// Shows one.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what is known of a message that was set aside; it is not parsed for that.")

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Print one JSON object.") var json = false
        @Option(help: "Write its octets to that file, which must not be there.") var raw: String?
        @Argument(help: "Its number in casepost quarantine list.", transform: QuarantineCommand.number) var id: Int64

        func run() async throws {
            let database = try DeskContext.openDatabase(global)
            let wanted = ID<LedgerEntry>(id)
            guard let message = try await database.read({ try $0.quarantined(wanted) }) else {
                throw QuarantineCommand.missing(id)
            }
            if let raw { try await QuarantineCommand.write(wanted, to: raw, database) }
            let facts = try await QuarantineCommand.json(message, database)
            if json { return try JSONLine.print(facts) }
            print(facts.text)
            if let raw { print("\nIts octets are in \(raw).") }
        }
    }

    /// Has some tried again.
    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have messages tried again, three times at most, at the next look into their mailbox.",
            discussion: "What is tried are the octets that the desk keeps, wherever the mailbox has the message now.")

        @OptionGroup var global: GlobalOptions
        @Flag(help: "All that were set aside.") var all = false
        @Argument(help: "Numbers in casepost quarantine list.", transform: QuarantineCommand.number) var ids: [Int64] =
            []

        func validate() throws {
            if all == !ids.isEmpty { throw ValidationError("give numbers, or --all") }
        }

        func run() async throws {
            let database = try DeskContext.openDatabase(global)
            let (now, given, isAll) = (global.clock(), ids, all)
            let done = try await database.write { transaction in
                let ids = isAll ? try transaction.quarantined().items.map(\.id) : given.map { ID<LedgerEntry>($0) }
                for id in ids {
                    guard try transaction.retryQuarantined(id) else { throw QuarantineCommand.missing(id.rawValue) }
                    try transaction.audit(
                        AuditEvent(
                            .quarantineRetried, of: "message \(id.rawValue)", by: AuditEvent.operatorName, at: now))
                }
                return ids.count
            }
            print("messages that are tried again: \(done); by the next casepost ingest, or a running casepost")
        }
    }

    fileprivate static func number(_ text: String) throws -> Int64 {
        guard let number = Int64(text), number > 0 else {
            throw ValidationError("\(text): a message has a number; casepost quarantine list shows it")
        }
        return number
    }

    private static func missing(_ id: Int64) -> CommandFailure {
        CommandFailure(.noInput, "no message \(id) is set aside; casepost quarantine list shows those that are")
    }

    private static func json(_ message: QuarantinedMessage, _ database: DeskDatabase) async throws -> QuarantineJSON {
        do {
            let raw = try await database.read { try $0.raw(of: message.id) }
            return QuarantineJSON(message, head: try RawHead(raw))
        } catch is FileOctetsFailure { return QuarantineJSON(message, head: RawHead()) }
    }

    private static func write(_ id: ID<LedgerEntry>, to path: String, _ database: DeskDatabase) async throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure(.dataError, "\(path) is there already; name another file")
        }
        let output = try OctetFile(writing: path)
        switch try await database.read({ try $0.raw(of: id) }) {
        case .memory(let octets): try output.write(octets)
        case .file(let kept, _):
            let input = try OctetFile(reading: kept)
            while case let piece = try input.read(OctetFile.piece), !piece.isEmpty { try output.write(piece) }
        }
    }
}
