internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

/// The advisors of the registry.
struct AdvisorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advisor", abstract: "Import and list advisors.", subcommands: [Import.self, List.self])

    /// Imports advisors.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Add and update advisors from a CSV file; all of it or nothing.")

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Also deactivate the advisors that the file does not have.") var replace = false
        @Argument(help: "The CSV file.") var file: String

        func run() async throws {
            let rows = try RegistryImport.read { () throws(FileProblems) in try RegistryFile.advisors(file) }
            let database = try DeskContext.openDatabase(global)
            let (replace, now) = (replace, global.clock())
            try await RegistryImport.run(file, lines: rows.lines, noun: "advisors") {
                try await database.write { try $0.importAdvisors(rows.values, replace: replace, at: now) }
            }
        }
    }

    /// Lists advisors.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List advisors by address.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var list: ListOptions

        func run() async throws {
            let database = try DeskContext.openDatabase(global)
            let (count, offset) = (list.count, list.offset)
            let page = try await database.read { try $0.people(.advisor, limit: count, offset: offset) }
            if list.json { return try page.items.forEach { try JSONLine.print(AdvisorJSON($0)) } }
            var table = TextTable("Advisor", "Name", "State", "Teams", "Digest", "Time zone")
            for item in page.items {
                table.add(
                    item.person.address.description, item.person.displayName, item.person.state.rawValue,
                    item.teams.joined(separator: ", "), item.digest, item.timeZone)
            }
            print(table.text)
            print(list.footer(shown: page.items.count, total: page.total, "advisors"))
        }
    }
}
