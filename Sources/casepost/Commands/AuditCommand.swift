internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

/// `casepost audit`: who changed what.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Show the log of who changed what.", subcommands: [List.self])

    /// Lists the log.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the audit log, the latest first; casepost verify says whether it is whole.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var list: ListOptions

        func run() async throws {
            let database = try DeskContext.openDatabase(global)
            let (count, offset) = (list.count, list.offset)
            let page = try await database.read { try $0.auditPage(limit: count, offset: offset) }
            if list.json { return try page.items.forEach { try JSONLine.print(AuditJSON($0)) } }
            var table = TextTable("No", "At", "Who", "What", "Of", "Detail")
            for item in page.items {
                let event = item.event
                table.add(
                    String(item.number), event.at.formatted(.iso8601), event.actor, event.action.rawValue,
                    event.subject, event.detail)
            }
            print(table.text)
            print(list.footer(shown: page.items.count, total: page.total, "events"))
        }
    }
}

/// A line of the audit log as `audit list --json` prints it, and an export has it.
struct AuditJSON: Encodable {
    var number: Int64
    var at: Date
    var actor: String
    var action: String
    var subject: String
    var detail: String
    var hash: String

    init(_ line: AuditLine) {
        number = line.number
        at = line.event.at
        actor = line.event.actor
        action = line.event.action.rawValue
        subject = line.event.subject
        detail = line.event.detail
        hash = line.hash
    }
}
