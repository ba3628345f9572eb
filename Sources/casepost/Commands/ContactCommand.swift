internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

/// The contacts of the registry.
struct ContactCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contact", abstract: "Import, list and show contacts.",
        subcommands: [Import.self, List.self, Show.self])

    /// Imports contacts.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add and update contacts from a CSV file; all of it or nothing.")

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Also deactivate the contacts that the file does not have.") var replace = false
        @Argument(help: "The CSV file.") var file: String

        func run() async throws {
            let rows = try RegistryImport.read { () throws(FileProblems) in try RegistryFile.contacts(file) }
            let database = try DeskContext.openDatabase(global)
            let replace = replace
            try await RegistryImport.run(file, lines: rows.lines, noun: "contacts") {
                try await database.write { try $0.importContacts(rows.values, replace: replace) }
            }
        }
    }

    /// Lists contacts.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List contacts by address.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var list: ListOptions

        func run() async throws {
            let database = try DeskContext.openDatabase(global)
            let (count, offset) = (list.count, list.offset)
            let page = try await database.read { try $0.people(.contact, limit: count, offset: offset) }
            if list.json { return try page.items.forEach { try JSONLine.print(ContactJSON($0)) } }
            var table = TextTable("Contact", "Name", "State", "Accounts")
            for item in page.items {
                let accounts = item.person.memberships.map { "\($0.account.name) (\($0.role.rawValue))" }
                table.add(
                    item.person.address.description, item.person.displayName, item.person.state.rawValue,
                    accounts.joined(separator: ", "))
            }
            print(table.text)
            print(list.footer(shown: page.items.count, total: page.total, "contacts"))
        }
    }

    /// Shows one contact.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one contact.")

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Print one JSON object.") var json = false
        @Argument(help: "An address of the contact.", transform: readAddress) var address: EmailAddress

        func run() async throws {
            let database = try DeskContext.openDatabase(global)
            let wanted = address
            let found = try await database.read { try $0.personDetail(at: wanted) }
            guard let found, found.person.kind == .contact else {
                throw CommandFailure(.noInput, "\(address) is no contact; casepost contact list shows those there are")
            }
            if json { return try JSONLine.print(ContactJSON(found)) }
            print("\(found.person.displayName) <\(found.person.address)>, \(found.person.state.rawValue)")
            if !found.aliases.isEmpty { print("also writes from \(found.aliases.joined(separator: ", "))") }
            for membership in found.person.memberships {
                print(
                    "\(membership.role.rawValue) of \(membership.account.name)\(membership.isDefault ? " (default)" : "")"
                )
            }
        }
    }
}
